/* Finding comments beside what libyaml tells, and placing them by path. */
#include "comments.h"

#include <string.h>

#include "node.h"
#include "pointer.h"
#include "utf8.h"

struct place { /* where a key or a value begins, in the order of the text */
    size_t begin, end; /* characters; end only of a scalar, else begin */
    int line;
    const char *path;
};

struct comment {
    size_t begin; /* characters */
    int line;     /* of the source; later of the canonical text */
    bool own;     /* nothing but blanks and dashes before it */
    const char *text;
    size_t len, nth;
};

struct document {
    struct arena arena;
    struct place *places;
    size_t n;
    struct comment *comments;
    size_t ncomments;
};

static void
add_place(struct document *doc, const struct node *node, const char *path)
{
    doc->places =
        arena_grow(&doc->arena, doc->places, doc->n, sizeof(*doc->places));
    doc->places[doc->n++] = (struct place){
        .begin = node->begin,
        .end = node->kind == NODE_TEXT ? node->end : node->begin,
        .line = node->at.line,
        .path = path,
    };
}

/* A map or a list begins where its first item does, and what is said there is
 * said of the item: the key above it is its only place. */
static void
add_places(struct document *doc, const struct node *node, const char *path)
{
    struct arena *arena = &doc->arena;

    for (size_t i = 0; i < node->n; i++) { /* at most 16 deep, see node.h */
        const char *below = node->kind == NODE_MAP
            ? pointer_join(arena, path, node->keys[i]->text)
            : pointer_item(arena, path, i);

        if (node->kind == NODE_MAP)
            add_place(doc, node->keys[i], below);
        if (node->kind == NODE_LIST || node->items[i]->kind == NODE_TEXT)
            add_place(doc, node->items[i], below);
        add_places(doc, node->items[i], below);
    }
}

/* A walk over the characters as libyaml counts them. */
struct walk {
    const char *at, *end;
    size_t index;
    int line;
    bool own, blank; /* so far on this line; before this character */
};

/* Facts: YAML 1.1, 5.4: NEL, LS and PS break lines, too. */
static size_t
break_len(const struct walk *w)
{
    static const char *const breaks[] = {
        "\r\n", "\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};

    for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
        const size_t len = strlen(breaks[i]);

        if ((size_t)(w->end - w->at) >= len && !memcmp(w->at, breaks[i], len))
            return len;
    }
    return 0;
}

static void
step(struct walk *w)
{
    const size_t breaks = break_len(w);
    int32_t code;

    if (breaks) {
        w->index += breaks == 2 && w->at[0] == '\r' ? 2 : 1;
        w->at += breaks;
        w->line++;
        w->own = w->blank = true;
        return;
    }
    w->blank = *w->at == ' ' || *w->at == '\t';
    w->own = w->own && (w->blank || *w->at == '-');
    const size_t len = utf8_decode(w->at, (size_t)(w->end - w->at), &code);
    w->at += len ? len : 1;
    w->index++;
}

static void
take_comment(struct document *doc, struct walk *w)
{
    struct comment comment = {
        .begin = w->index,
        .line = w->line,
        .own = w->own,
        .text = w->at,
        .nth = doc->ncomments,
    };

    while (w->at < w->end && !break_len(w))
        step(w);
    comment.len = (size_t)(w->at - comment.text);
    while (comment.len && strchr(" \t", comment.text[comment.len - 1]))
        comment.len--;
    doc->comments =
        arena_grow(&doc->arena, doc->comments, doc->ncomments, sizeof(comment));
    doc->comments[doc->ncomments++] = comment;
}

/* Over a scalar. The first line of a block one ("| # ...") may hold a comment,
 * all else is its text. */
static void
pass_scalar(struct document *doc, struct walk *w, size_t end)
{
    const bool block = *w->at == '|' || *w->at == '>';
    const int line = w->line;

    while (w->at < w->end && w->index < end) {
        if (block && w->line == line && *w->at == '#')
            take_comment(doc, w);
        else
            step(w);
    }
}

static void
find_comments(struct document *doc, const char *bytes, size_t len)
{
    const size_t bom = len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    struct walk w = {bytes + bom, bytes + len, 0, 1, true, true};
    size_t next = 0;

    while (w.at < w.end) {
        while (next < doc->n && doc->places[next].end <= w.index)
            next++;
        if (next < doc->n && doc->places[next].begin <= w.index)
            pass_scalar(doc, &w, doc->places[next].end);
        else if (*w.at == '#' && w.blank)
            take_comment(doc, &w);
        else
            step(&w);
    }
}

static bool
read_document(struct document *doc, const char *bytes, size_t len)
{
    auto_(findings) struct findings ignored = {0};
    /* The cap also limits the number of values, which was looked at when the
     * flow was read. */
    const struct node *root =
        node_read(&doc->arena, "", bytes, len, 100 * len, &ignored);

    if (!root)
        return false;
    add_place(doc, root, "");
    add_places(doc, root, "");
    find_comments(doc, bytes, len);
    return true;
}

/* What the comment is about: the place behind it if it stands alone, else the
 * last one before it. NULL: it ends the file. */
static const struct place *
subject(const struct document *doc, struct comment *comment)
{
    size_t low = 0, high = doc->n; /* the first place behind it */

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (doc->places[middle].begin < comment->begin)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        comment->own = true;
    if (comment->own)
        return low < doc->n ? &doc->places[low] : NULL;
    return &doc->places[low - 1];
}

static bool
settle(const struct document *from, const struct document *to,
    struct comment *comment)
{
    const struct place *about = subject(from, comment);

    if (!about) {
        comment->line = INT32_MAX;
        return true;
    }
    for (size_t i = 0; i < to->n; i++)
        if (!strcmp(to->places[i].path, about->path)) {
            comment->line = to->places[i].line;
            return true;
        }
    return false;
}

static int
compare(const void *left, const void *right)
{
    const struct comment *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

static void
add_above(struct text *out, const struct comment *comment, size_t indent)
{
    text_addf(
        out, "%*s%.*s\n", (int)indent, "", (int)comment->len, comment->text);
}

/* One line of the canonical text with its n comments. */
static void
add_line(struct text *out, const char *line, size_t len,
    const struct comment *comments, size_t n)
{
    const size_t indent = strspn(line, " ");
    const struct comment *behind = NULL;

    for (size_t i = 0; i < n; i++) {
        if (comments[i].own || behind)
            add_above(out, &comments[i], indent);
        else
            behind = &comments[i];
    }
    text_add_bytes(out, line, len);
    if (behind)
        text_addf(out, "  %.*s", (int)behind->len, behind->text);
    text_add_char(out, '\n');
}

static void
weave(const struct document *from, const char *canonical, size_t len,
    struct text *out)
{
    const char *end = canonical + len;
    size_t next = 0;

    for (int line = 1; canonical < end; line++) {
        const char *stop = memchr(canonical, '\n', (size_t)(end - canonical));
        const size_t first = next;

        stop = stop ? stop : end;
        while (next < from->ncomments && from->comments[next].line == line)
            next++;
        add_line(out, canonical, (size_t)(stop - canonical),
            from->comments + first, next - first);
        canonical = stop + 1;
    }
    for (; next < from->ncomments; next++)
        add_above(out, &from->comments[next], 0);
}

bool
comments_carry(const char *source, size_t source_len, const char *canonical,
    size_t canonical_len, struct text *out, int *line)
{
    struct document from = {0}, to = {0};
    bool ok = read_document(&from, source, source_len) &&
        read_document(&to, canonical, canonical_len);

    *line = 1;
    for (size_t i = 0; ok && i < from.ncomments; i++) {
        *line = from.comments[i].line;
        ok = settle(&from, &to, &from.comments[i]);
    }
    if (ok && from.ncomments)
        qsort(from.comments, from.ncomments, sizeof(*from.comments), compare);
    if (ok)
        weave(&from, canonical, canonical_len, out);
    arena_free(&from.arena);
    arena_free(&to.arena);
    return ok;
}

size_t
comments_count(const char *source, size_t len)
{
    struct document doc = {0};
    const size_t n = read_document(&doc, source, len) ? doc.ncomments : 0;

    arena_free(&doc.arena);
    return n;
}
