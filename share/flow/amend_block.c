/* Lists and maps that stand in lines of their own. */
#include "amend_work.h"

/* One of them while it is put. */
struct block {
    struct amend_work *w;
    const struct node *node, *wanted;
    const struct layout_entry *entries;
    const bool *stays;
    size_t col;
    bool inline_first; /* behind a dash */
    bool root;
};

static bool
begins_behind_slot(
    const struct amend_work *w, const struct layout_entry *e, size_t value)
{
    return !layout_has_break(&w->source, e->slot, value);
}

static void
add_below(const struct block *b, const struct layout_entry *e,
    const struct node *wanted)
{
    struct amend_work *w = b->w;
    const size_t shift =
        wanted->kind == NODE_MAP ? w->render.map_shift : w->render.list_shift;

    amend_begin_line(w);
    render_below(
        &w->render, wanted, b->col + (b->node->kind == NODE_MAP ? shift : 2));
    amend_copy(w, e->end, e->tail);
}

static bool
goes_on_one_line(const struct node *wanted)
{
    return wanted->kind == NODE_TEXT || wanted->line || !wanted->n;
}

/* In the place of a list or map in lines. */
static void
replace_lines(const struct block *b, const struct layout_entry *e,
    const struct node *node, const struct node *wanted)
{
    struct amend_work *w = b->w;
    const bool behind = begins_behind_slot(w, e, node->begin);

    amend_copy(w, e->body, e->slot);
    if (goes_on_one_line(wanted) || behind) {
        text_add_char(w->render.out, ' ');
        render_line(&w->render, wanted, false);
        if (!behind)
            amend_copy(w, e->slot, layout_line_end(&w->source, e->slot));
        amend_begin_line(w);
        amend_copy(w, e->end, e->tail);
        return;
    }
    amend_copy(w, e->slot, layout_line_end(&w->source, e->slot));
    add_below(b, e, wanted);
}

/* In the place of a text or of what stands in brackets. */
static void
replace_value(const struct block *b, const struct layout_entry *e,
    const struct node *node, const struct node *wanted)
{
    struct amend_work *w = b->w;
    const bool missing = e->value == e->slot;

    if (node->kind != wanted->kind && !goes_on_one_line(wanted) &&
        begins_behind_slot(w, e, e->value) && node->style != '|' &&
        node->style != '>') {
        amend_copy(w, e->body, e->slot);
        amend_copy(w, e->value_end, e->end);
        add_below(b, e, wanted);
        return;
    }
    amend_copy(w, e->body, e->value);
    if (missing)
        text_add_char(w->render.out, ' ');
    if (node->kind == NODE_TEXT && wanted->kind == NODE_TEXT)
        amend_text(w, node, wanted, b->col, false);
    else if (node->kind == wanted->kind)
        amend_line(w, node, wanted);
    else
        render_line(&w->render, wanted, false);
    amend_copy(w, e->value_end, e->tail);
}

static void
amend_below(const struct block *b, const struct layout_entry *e,
    const struct node *node, const struct node *wanted)
{
    struct amend_work *w = b->w;
    const size_t from = begins_behind_slot(w, e, node->begin)
        ? node->begin
        : layout_line_end(&w->source, e->slot);

    amend_copy(w, e->body, from);
    amend_block(w, node, wanted, from);
    if (e->tail > e->end)
        amend_begin_line(w);
    amend_copy(w, e->end, e->tail);
}

static void
make_new(const struct block *b, const struct layout_entry *e, size_t i,
    const struct node *wanted)
{
    const struct render *r = &b->w->render;

    if (b->node->kind == NODE_MAP)
        render_entry(r, b->node->keys[i], wanted, b->col, RENDER_OWN);
    else
        render_item(r, wanted, b->col, RENDER_OWN);
    amend_copy(b->w, e->end, e->tail);
}

/* True when blank lines behind the node would belong to it ("|+"). */
static bool
takes_blanks(const struct amend_work *w, const struct node *node)
{
    while (node->n && !layout_has_brackets(&w->source, node))
        node = node->items[node->n - 1]; /* at most 16 deep, see node.h */
    return layout_keeps_breaks(&w->source, node);
}

/* Entry i of the source, from its body on. */
static void
put_entry(const struct block *b, size_t i, const struct node *wanted)
{
    const struct layout_entry *e = &b->entries[i];
    const struct node *node = b->node->items[i];
    const bool lines =
        node->kind != NODE_TEXT && !layout_has_brackets(&b->w->source, node);

    const bool keeps = !wanted || amend_keeps(b->w, node, wanted);

    b->w->takes_blanks = keeps && takes_blanks(b->w, node);
    if (keeps)
        amend_copy(b->w, e->body, e->tail);
    else if (!e->slot || (b->root && b->w->coarse))
        make_new(b, e, i, wanted);
    else if (!lines)
        replace_value(b, e, node, wanted);
    else if (node->kind == wanted->kind && wanted->n)
        amend_below(b, e, node, wanted);
    else
        replace_lines(b, e, node, wanted);
}

static bool
has_remark(const struct block *b, size_t i)
{
    return layout_has_comment(
        &b->w->source, b->entries[i].begin, b->entries[i].lead);
}

static bool
has_gap(const struct block *b, size_t i)
{
    return b->entries[i].lead > b->entries[i].begin && !has_remark(b, i);
}

static void
copy_lines(const struct block *b, size_t from, size_t to)
{
    const struct layout *l = &b->w->source;

    while (b->w->takes_blanks && from < to && layout_is_blank(l, from))
        from = layout_line_end(l, from);
    amend_copy(b->w, from, to);
}

static void
copy_gap(const struct block *b, size_t i)
{
    copy_lines(b, b->entries[i].begin, b->entries[i].lead);
}

/* Comments that stand alone stay where what they stood before has gone. */
static void
put_left_remarks(const struct block *b, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!b->stays[i] && has_remark(b, i)) {
            amend_begin_line(b->w);
            copy_gap(b, i);
        }
}

/* The first entry of those that went directly before entry i. */
static size_t
first_gone(const struct block *b, size_t i)
{
    while (i && !b->stays[i - 1])
        i--;
    return i;
}

/* The blank lines, and comments of their own, before entry i. What is not
 * first any more is set apart as the others are. */
static void
put_gap(const struct block *b, size_t i, bool first)
{
    const size_t gone = first_gone(b, i);

    put_left_remarks(b, gone, i);
    if (has_remark(b, i)) {
        copy_gap(b, i);
        return;
    }
    if (first || !i) {
        const size_t like = first ? 0 : 1;

        if (like < b->node->n && has_gap(b, like))
            copy_gap(b, like);
        return;
    }
    for (size_t k = i + 1; k-- > gone;)
        if (has_gap(b, k)) {
            copy_gap(b, k);
            return;
        }
}

/* Behind a dash: what is before the entry, without its indentation. */
static void
put_first_inline(const struct block *b, size_t i)
{
    const struct layout_entry *e = &b->entries[i];
    size_t from = has_remark(b, i) ? e->begin : e->lead;

    while (from < e->body && b->w->source.bytes[from] == ' ')
        from++;
    amend_copy(b->w, from, e->body);
}

static void
put_old(const struct block *b, size_t i, const struct node *wanted, bool first)
{
    struct amend_work *w = b->w;
    const struct layout_entry *e = &b->entries[i];

    if (first && b->inline_first) {
        put_first_inline(b, i);
    } else {
        amend_begin_line(w);
        put_gap(b, i, first);
        amend_begin_line(w);
        if (!i && b->inline_first)
            amend_indent(w, b->col);
        amend_copy(w, e->lead, e->body);
    }
    put_entry(b, i, wanted);
    if (e->tail > e->end)
        w->takes_blanks = false;
}

/* True when all others are set apart by blank lines; of a map several, which
 * may have two parts. */
static bool
is_spaced(const struct block *b)
{
    size_t i = 1;

    while (i < b->node->n && has_gap(b, i))
        i++;
    return i == b->node->n && i > (b->node->kind == NODE_MAP ? 2 : 1);
}

/* How neighbours are written that are all of the kind of what is new. */
static enum render_as
neighbours_style(const struct block *b, const struct node *added)
{
    size_t lines = 0;

    for (size_t i = 0; i < b->node->n; i++) {
        const struct node *item = b->node->items[i];

        if (item->kind != added->kind || !item->n)
            return RENDER_OWN;
        lines += item->line;
    }
    if (lines && lines < b->node->n)
        return RENDER_OWN;
    return lines ? RENDER_LINE : RENDER_BLOCK;
}

static void
put_added(const struct block *b, size_t k, bool first)
{
    struct amend_work *w = b->w;
    const struct render *r = &w->render;
    const enum render_as as = neighbours_style(b, b->wanted->items[k]);

    if (!first || !b->inline_first) {
        amend_begin_line(w);
        if (!first && is_spaced(b) && !w->takes_blanks)
            text_add(r->out, r->eol);
        amend_indent(w, b->col);
    }
    if (b->node->kind == NODE_MAP)
        render_entry(r, b->wanted->keys[k], b->wanted->items[k], b->col, as);
    else
        render_item(r, b->wanted->items[k], b->col, as);
    w->takes_blanks = false;
}

void
amend_block(struct amend_work *w, const struct node *node,
    const struct node *wanted, size_t from)
{
    const bool root = node == w->root;
    struct amend_order order;
    struct block b = {
        .w = w,
        .node = node,
        .wanted = wanted,
        .entries = layout_block(&w->source, &w->arena, node, from, root),
        .col = (size_t)node->at.column - 1,
        .root = root,
    };

    b.inline_first = !root && !comments_ends_line(w->source.bytes, from);
    amend_order(w, node, wanted, &order);
    b.stays = order.stays;
    for (size_t i = 0; i < order.n; i++) {
        const struct amend_step *step = &order.steps[i];

        if (step->source == MATCH_NONE)
            put_added(&b, step->wanted, !i);
        else
            put_old(&b, step->source,
                step->wanted == MATCH_NONE ? NULL : wanted->items[step->wanted],
                !i);
    }
    put_left_remarks(&b, first_gone(&b, node->n), node->n);
    if (root)
        copy_lines(&b, b.entries[node->n - 1].tail, w->source.len);
}
