/* Amending: the tries, and looking whether what was made is what was wanted. */
#include "amend_work.h"

#include "scalar.h"

#include <string.h>

/* The comments there are in what is made. */
static void
keep_comments(struct amend_work *w, size_t from, size_t to)
{
    size_t low = 0, high = w->comments.n; /* the first of them */

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (w->comments.items[middle].begin < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < w->comments.n && w->comments.items[low].begin < to; low++)
        w->kept[low] = true;
}

void
amend_copy(struct amend_work *w, size_t from, size_t to)
{
    if (from >= to)
        return;
    text_add_bytes(w->render.out, w->source.bytes + from, to - from);
    keep_comments(w, from, to);
}

void
amend_begin_line(struct amend_work *w)
{
    const struct text *out = w->render.out;

    if (!comments_ends_line(out->bytes, out->len))
        text_add(w->render.out, w->render.eol);
}

void
amend_indent(struct amend_work *w, size_t col)
{
    text_addf(w->render.out, "%*s", (int)col, "");
}

bool
amend_keeps(const struct amend_work *w, const struct node *node,
    const struct node *wanted)
{
    return node_equal(node, wanted) &&
        !(w->loose && layout_end(&w->source, node) == w->source.len);
}

/* What follows the signs of a block's first line: a comment, mostly. */
static void
block_header(const struct amend_work *w, const struct node *text, size_t *from,
    size_t *to)
{
    const char *bytes = w->source.bytes;

    *from = text->begin + 1;
    while (*from < text->end && strchr("+-0123456789", bytes[*from]))
        (*from)++;
    *to = *from;
    while (*to < text->end && !comments_break(bytes, w->source.len, *to))
        (*to)++;
}

/* How deep the first line of a block stands, or 0. */
static size_t
block_indent(const struct amend_work *w, const struct node *text)
{
    const char *bytes = w->source.bytes;
    size_t at = layout_line_end(&w->source, text->begin), begin = at;

    for (; at < text->end; at++) {
        const size_t n = comments_break(bytes, w->source.len, at);

        if (!n && bytes[at] != ' ')
            return at - begin;
        begin = n ? at + n : begin;
    }
    return 0;
}

static void
put_block_text(struct amend_work *w, const struct node *text,
    const struct node *spelt, size_t col)
{
    const size_t indent = block_indent(w, text);
    size_t from, to;

    block_header(w, text, &from, &to);
    if (scalar_add_block(w->render.out, spelt, indent > col ? indent : col + 2,
            w->source.bytes + from, to - from, w->render.eol)) {
        keep_comments(w, from, to);
        return;
    }
    scalar_add(w->render.out, spelt, false);
    amend_copy(w, from, to);
}

void
amend_text(struct amend_work *w, const struct node *text,
    const struct node *wanted, size_t col, bool inside)
{
    struct node spelt = *wanted;

    spelt.style = text->style;
    spelt.quoted = text->style || wanted->quoted;
    if (text->style == '|' || text->style == '>')
        put_block_text(w, text, &spelt, col);
    else
        scalar_add(w->render.out, &spelt, inside);
}

/* Where the lines of the root begin: behind a byte order mark, or behind the
 * last line that is no comment. */
static size_t
root_lines(const struct amend_work *w)
{
    const struct layout *l = &w->source;
    size_t from = comments_mark(l->bytes, l->len);

    while (layout_skip(l, from) < w->root->begin)
        from = layout_line_end(l, layout_skip(l, from));
    return from;
}

/* The root, with what is before and behind it. */
static void
put_root(struct amend_work *w, const struct node *wanted)
{
    const struct node *root = w->root;
    const struct layout *l = &w->source;
    const bool same = root->kind == wanted->kind;

    if (root->kind != NODE_TEXT && !layout_has_brackets(l, root) && same &&
        wanted->n) {
        const size_t from = root_lines(w);

        amend_copy(w, 0, from);
        amend_block(w, root, wanted, from);
        return;
    }
    amend_copy(w, 0, root->begin);
    if (same && root->kind == NODE_TEXT)
        amend_text(w, root, wanted, 0, false);
    else if (same && layout_has_brackets(l, root))
        amend_line(w, root, wanted);
    else
        render_line(&w->render, wanted, false);
    amend_copy(w, layout_end(l, root), l->len);
}

static void
put_new(struct amend_work *w, const struct node *wanted)
{
    render_file(&w->render, wanted);
}

/* The line end of the first line. */
static const char *
line_end(struct amend_work *w)
{
    const struct layout *l = &w->source;

    for (size_t i = 0; i < l->len; i++) {
        const size_t n = comments_break(l->bytes, l->len, i);

        if (n && (l->bytes[i] == '\n' || l->bytes[i] == '\r'))
            return arena_strndup(&w->arena, l->bytes + i, n);
    }
    return "\n";
}

/* How the file indents: by the first list and map below a key. */
static void
find_shifts(const struct node *map, size_t *map_shift, size_t *list_shift)
{
    for (size_t i = 0; i < map->n; i++) { /* at most 16 deep, see node.h */
        const struct node *item = map->items[i];
        const int col = map->at.column;

        if (item->kind != NODE_TEXT && !item->line && item->n &&
            map->kind == NODE_MAP && item->at.column >= col) {
            size_t *shift = item->kind == NODE_MAP ? map_shift : list_shift;

            if (*shift == MATCH_NONE)
                *shift = (size_t)(item->at.column - col);
        }
        if (!item->line)
            find_shifts(item, map_shift, list_shift);
    }
}

static void
begin(struct amend_work *w)
{
    size_t map_shift = MATCH_NONE, list_shift = MATCH_NONE;
    const struct layout *l = &w->source;
    const struct node *last = w->root;

    find_shifts(w->root, &map_shift, &list_shift);
    w->render.eol = line_end(w);
    w->render.map_shift = map_shift == MATCH_NONE ? 2 : map_shift;
    w->render.list_shift = list_shift == MATCH_NONE ? 0 : list_shift;
    comments_find(&w->comments, &w->arena, l->bytes, l->len, w->root);
    w->kept = arena_alloc(&w->arena, w->comments.n + 1);
    while (last->n && !last->line)
        last = last->items[last->n - 1];
    w->ends_in_block = (last->style == '|' || last->style == '>') &&
        last->end == l->len && !comments_ends_line(l->bytes, l->len);
}

static size_t
count_kept(const struct amend_work *w)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->comments.n; i++)
        kept += w->kept[i];
    return kept;
}

/* True when `made` holds what is wanted, and the comments that are to be
 * there. */
static bool
is_right(
    struct amend_work *w, const struct text *made, const struct node *wanted)
{
    struct arena arena = {0};
    auto_(findings) struct findings ignored = {0};
    struct comments comments;
    bool right = false;
    const struct node *root = node_read(
        &arena, "", text_str(made), made->len, 100 * made->len, &ignored);

    if (root && node_equal(root, wanted)) {
        comments_find(&comments, &arena, made->bytes, made->len, root);
        right = comments.n == count_kept(w);
    }
    arena_free(&arena);
    return right;
}

static bool
try(struct amend_work *w, const struct node *wanted,
    void (*put)(struct amend_work *w, const struct node *wanted))
{
    text_clear(w->render.out);
    for (size_t i = 0; i < w->comments.n; i++)
        w->kept[i] = false;
    put(w, wanted);
    return is_right(w, w->render.out, wanted);
}

/* The first comment that was not kept, or 0. */
static int
lost_line(const struct amend_work *w)
{
    for (size_t i = 0; i < w->comments.n; i++)
        if (!w->kept[i])
            return w->comments.items[i].line;
    return 0;
}

static enum amend_end
make(struct amend_work *w, const struct node *wanted, int *line)
{
    begin(w);
    bool made = try(w, wanted, put_root);

    w->loose = w->ends_in_block;
    made = made || (w->loose && try(w, wanted, put_root));
    w->coarse = true;
    made = made || try(w, wanted, put_root) || try(w, wanted, put_new);
    if (!made)
        return AMEND_REFUSED;
    *line = lost_line(w);
    return *line && !w->how->drop ? AMEND_COMMENT : AMEND_DONE;
}

enum amend_end
amend(const char *source, size_t len, const struct node *wanted,
    const struct amend_how *how, struct text *out, int *line)
{
    static const struct amend_how usual;
    auto_(findings) struct findings ignored = {0};
    auto_(text) struct text made = {0};
    struct amend_work w = {
        .source = {source, len},
        .how = how ? how : &usual,
        .render.out = &made,
    };
    enum amend_end end = AMEND_REFUSED;

    w.root = node_read(&w.arena, "", source, len, 100 * len, &ignored);
    if (w.root && w.how->base)
        wanted = amend_base(&w, w.root, w.how->base, wanted);
    if (w.root && node_equal(w.root, wanted)) {
        text_add_bytes(out, source, len);
        end = AMEND_DONE;
    } else if (w.root) {
        end = make(&w, wanted, line);
        if (end == AMEND_DONE)
            text_add_bytes(out, made.bytes, made.len);
    }
    arena_free(&w.arena);
    return end;
}
