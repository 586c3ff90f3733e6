/* Placing comments by the path of what they are about. */
#include "weave.h"

#include "comments.h"
#include "pointer.h"

#include <string.h>

struct place { /* where a key or a value begins, in the order of the text */
    size_t begin;
    int line;
    const char *path;
};

struct thread { /* a comment, or blank lines: without text */
    size_t begin, end;
    int source_line, line; /* line: of the canonical text, once it has one */
    bool own;
    size_t nth;
};

struct document {
    struct arena arena;
    struct place *places;
    size_t n;
    struct thread *threads;
    size_t nthreads;
};

static void
add_place(struct document *doc, const struct node *node, const char *path)
{
    doc->places =
        arena_grow(&doc->arena, doc->places, doc->n, sizeof(*doc->places));
    doc->places[doc->n++] = (struct place){node->begin, node->at.line, path};
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

static void
add_thread(struct document *doc, const struct thread *thread)
{
    doc->threads =
        arena_grow(&doc->arena, doc->threads, doc->nthreads, sizeof(*thread));
    doc->threads[doc->nthreads] = *thread;
    doc->threads[doc->nthreads].nth = doc->nthreads;
    doc->nthreads++;
}

static size_t
line_begin(const char *bytes, size_t at)
{
    while (at && bytes[at - 1] != '\n')
        at--;
    return at;
}

/* True when the line above the one of `at` is blank, and not the first. */
static bool
is_spaced(const char *bytes, size_t at)
{
    const size_t begin = line_begin(bytes, at);
    const size_t above = begin ? line_begin(bytes, begin - 1) : 0;

    return above && strspn(bytes + above, " \t\r") >= begin - 1 - above;
}

static void
add_space(struct document *doc, const char *bytes, size_t at)
{
    if (is_spaced(bytes, at))
        add_thread(doc, &(struct thread){.begin = at, .end = at, .own = true});
}

static bool
is_first_on_line(const struct document *doc, size_t place)
{
    return !place || doc->places[place - 1].line != doc->places[place].line;
}

/* Where it is in the text, then as it was found. */
static int
compare_begin(const void *left, const void *right)
{
    const struct thread *a = left, *b = right;

    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

static int
compare_line(const void *left, const void *right)
{
    const struct thread *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return compare_begin(left, right);
}

static void
sort(struct document *doc, int (*compare)(const void *, const void *))
{
    if (doc->nthreads)
        qsort(doc->threads, doc->nthreads, sizeof(*doc->threads), compare);
}

static void
find_threads(struct document *doc, const struct weave_text *text)
{
    struct comments comments;

    comments_find(&comments, &doc->arena, text->bytes, text->len, text->root);
    for (size_t i = 0; i < comments.n; i++) {
        const struct comment *c = &comments.items[i];

        if (c->own)
            add_space(doc, text->bytes, c->begin);
        add_thread(doc,
            &(struct thread){.begin = c->begin,
                .end = c->end,
                .source_line = c->line,
                .own = c->own});
    }
    for (size_t i = 0; i < doc->n; i++)
        if (is_first_on_line(doc, i))
            add_space(doc, text->bytes, doc->places[i].begin);
    sort(doc, compare_begin);
}

/* What the thread is about: the place behind it if it stands alone, else the
 * last one before it. NULL: it ends the file. */
static const struct place *
subject(const struct document *doc, struct thread *thread)
{
    size_t low = 0, high = doc->n; /* the first place behind it */

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (doc->places[middle].begin < thread->begin)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        thread->own = true;
    if (thread->own)
        return low < doc->n ? &doc->places[low] : NULL;
    return &doc->places[low - 1];
}

/* Blank lines without a place, line 0, are left out. */
static bool
settle(const struct document *from, const struct document *to,
    struct thread *thread)
{
    const struct place *about = subject(from, thread);
    const bool space = thread->begin == thread->end;

    if (!about) {
        thread->line = INT32_MAX;
        return true;
    }
    for (size_t i = 0; i < to->n; i++)
        if (!strcmp(to->places[i].path, about->path)) {
            if (!space || is_first_on_line(to, i))
                thread->line = to->places[i].line;
            return true;
        }
    return space;
}

struct weaving {
    const struct weave_text *from;
    struct text *out;
    size_t begin; /* of what is appended */
};

static void
add_blank(const struct weaving *w)
{
    const struct text *out = w->out;
    const size_t len = out->len - w->begin;

    if (len && !(len > 1 && !strcmp(out->bytes + out->len - 2, "\n\n")))
        text_add_char(w->out, '\n');
}

static void
add_comment(const struct weaving *w, const struct thread *thread)
{
    const char *bytes = w->from->bytes;
    size_t end = thread->end;

    while (end > thread->begin && strchr(" \t", bytes[end - 1]))
        end--;
    text_add_bytes(w->out, bytes + thread->begin, end - thread->begin);
}

static void
add_above(const struct weaving *w, const struct thread *thread, size_t indent)
{
    if (thread->begin == thread->end) {
        add_blank(w);
        return;
    }
    text_addf(w->out, "%*s", (int)indent, "");
    add_comment(w, thread);
    text_add_char(w->out, '\n');
}

/* One line of the canonical text with its n threads. */
static void
add_line(const struct weaving *w, const char *line, size_t len,
    const struct thread *threads, size_t n)
{
    const size_t indent = strspn(line, " ");
    const struct thread *behind = NULL;

    for (size_t i = 0; i < n; i++) {
        if (threads[i].own || behind)
            add_above(w, &threads[i], indent);
        else
            behind = &threads[i];
    }
    text_add_bytes(w->out, line, len);
    if (behind) {
        text_add(w->out, "  ");
        add_comment(w, behind);
    }
    text_add_char(w->out, '\n');
}

static void
add_lines(const struct weaving *w, const struct document *doc,
    const struct weave_text *to)
{
    const char *at = to->bytes, *end = at + to->len;
    size_t next = 0;

    while (next < doc->nthreads && !doc->threads[next].line)
        next++;
    for (int line = 1; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const size_t first = next;

        stop = stop ? stop : end;
        while (next < doc->nthreads && doc->threads[next].line == line)
            next++;
        add_line(
            w, at, (size_t)(stop - at), doc->threads + first, next - first);
        at = stop + 1;
    }
    for (; next < doc->nthreads; next++)
        add_above(w, &doc->threads[next], 0);
}

bool
weave(const struct weave_text *from, const struct weave_text *to,
    struct text *out, int *line)
{
    struct document source = {0}, canonical = {0};
    const struct weaving w = {from, out, out->len};
    bool ok = true;

    add_place(&source, from->root, "");
    add_places(&source, from->root, "");
    find_threads(&source, from);
    add_place(&canonical, to->root, "");
    add_places(&canonical, to->root, "");
    for (size_t i = 0; ok && i < source.nthreads; i++) {
        *line = source.threads[i].source_line;
        ok = settle(&source, &canonical, &source.threads[i]);
    }
    sort(&source, compare_line);
    if (ok)
        add_lines(&w, &source, to);
    arena_free(&source.arena);
    arena_free(&canonical.arena);
    return ok;
}
