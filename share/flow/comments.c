/* Walking over what is no value. */
#include "comments.h"

#include <string.h>

static bool
starts_with(const char *bytes, size_t len, const char *start)
{
    const size_t n = strlen(start);

    return len >= n && !memcmp(bytes, start, n);
}

/* Facts: YAML 1.1, 5.4: NEL, LS and PS break lines, too. */
size_t
comments_break(const char *bytes, size_t len, size_t at)
{
    if (at >= len)
        return 0;
    switch (bytes[at]) {
    case '\n':
        return 1;
    case '\r':
        return starts_with(bytes + at, len - at, "\r\n") ? 2 : 1;
    case '\xC2':
        return starts_with(bytes + at, len - at, "\xC2\x85") ? 2 : 0;
    case '\xE2':
        return starts_with(bytes + at, len - at, "\xE2\x80\xA8") ||
                starts_with(bytes + at, len - at, "\xE2\x80\xA9")
            ? 3
            : 0;
    default:
        return 0;
    }
}

bool
comments_ends_line(const char *bytes, size_t len)
{
    for (size_t n = 1; n <= 3 && n <= len; n++)
        if (comments_break(bytes, len, len - n) == n)
            return true;
    return len == comments_mark(bytes, len);
}

size_t
comments_mark(const char *bytes, size_t len)
{
    return len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

struct walk {
    struct comments *comments;
    struct arena *arena;
    const char *bytes;
    size_t len, at;
    int line;
    bool own, blank; /* so far on this line; before this byte */
};

static void
step(struct walk *w)
{
    const size_t n = comments_break(w->bytes, w->len, w->at);

    w->at += n ? n : 1;
    if (n) {
        w->line++;
        w->own = w->blank = true;
        return;
    }
    const char c = w->bytes[w->at - 1];
    w->blank = c == ' ' || c == '\t';
    w->own = w->own && (w->blank || c == '-');
}

static void
take_comment(struct walk *w)
{
    struct comments *all = w->comments;
    struct comment comment = {.begin = w->at, .line = w->line, .own = w->own};

    while (w->at < w->len && !comments_break(w->bytes, w->len, w->at))
        step(w);
    comment.end = w->at;
    all->items = arena_grow(w->arena, all->items, all->n, sizeof(comment));
    all->items[all->n++] = comment;
}

static void
walk_to(struct walk *w, size_t end)
{
    while (w->at < end) {
        if (w->bytes[w->at] == '#' && w->blank)
            take_comment(w);
        else
            step(w);
    }
}

/* Over a text. The first line of a block ("| # ...") may hold a comment, all
 * else is what it says. */
static void
walk_text(struct walk *w, const struct node *text)
{
    walk_to(w, text->begin);
    const int line = w->line;
    const bool block = text->style == '|' || text->style == '>';

    while (w->at < text->end) {
        if (block && w->line == line && w->bytes[w->at] == '#')
            take_comment(w);
        else
            step(w);
    }
}

static void
walk_node(struct walk *w, const struct node *node)
{
    if (node->kind == NODE_TEXT)
        walk_text(w, node);
    for (size_t i = 0; i < node->n; i++) { /* at most 16 deep, see node.h */
        if (node->kind == NODE_MAP)
            walk_text(w, node->keys[i]);
        walk_node(w, node->items[i]);
    }
}

void
comments_find(struct comments *comments, struct arena *arena, const char *bytes,
    size_t len, const struct node *root)
{
    struct walk w = {.comments = comments,
        .arena = arena,
        .bytes = bytes,
        .len = len,
        .at = comments_mark(bytes, len),
        .line = 1,
        .own = true,
        .blank = true};

    *comments = (struct comments){0};
    walk_node(&w, root);
    walk_to(&w, len);
}
