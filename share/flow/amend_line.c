/* Lists and maps in brackets, on one line or on several. */
#include "amend_work.h"

#include <string.h>

struct line {
    struct amend_work *w;
    const struct node *node, *wanted;
    const struct layout_entry *entries;
    size_t close; /* the closing bracket */
    bool open;    /* a comment ends the line that is being put */
};

static void
put_value(const struct line *p, const struct layout_entry *e,
    const struct node *node, const struct node *wanted)
{
    struct amend_work *w = p->w;

    amend_copy(w, e->body, e->value);
    if (node->begin == node->end && w->source.bytes[e->value - 1] == ':')
        text_add_char(w->render.out, ' ');
    if (node->kind == NODE_TEXT && wanted->kind == NODE_TEXT)
        amend_text(w, node, wanted, 0, true);
    else if (node->kind == wanted->kind &&
        layout_has_brackets(&w->source, node))
        amend_line(w, node, wanted);
    else
        render_line(&w->render, wanted, true);
}

static void
put_key_value(
    const struct line *p, const struct node *key, const struct node *value)
{
    const struct node *const keys[] = {key}, *const items[] = {value};
    struct text both = {0};
    struct render r = p->w->render;
    const struct node pair = {
        .kind = NODE_MAP,
        .keys = (struct node **)(uintptr_t)keys,
        .items = (struct node **)(uintptr_t)items,
        .n = 1,
    };

    r.out = &both;
    render_line(&r, &pair, true); /* {key: value} */
    text_add_bytes(p->w->render.out, both.bytes + 1, both.len - 2);
    text_done(&both);
}

/* Without what is around it. */
static void
put_entry(const struct line *p, const struct amend_step *step)
{
    const struct node *wanted =
        step->wanted == MATCH_NONE ? NULL : p->wanted->items[step->wanted];
    const bool map = p->node->kind == NODE_MAP;
    const struct layout_entry *e =
        step->source == MATCH_NONE ? NULL : &p->entries[step->source];
    const struct node *node = e ? p->node->items[step->source] : NULL;

    if (e && (!wanted || amend_keeps(p->w, node, wanted)))
        amend_copy(p->w, e->body, e->value_end);
    else if (e && (e->slot || !map))
        put_value(p, e, node, wanted);
    else if (map)
        put_key_value(p, p->wanted->keys[step->wanted], wanted);
    else
        render_line(&p->w->render, wanted, true);
}

/* The end of a comment that begins on the line on which the entry ends, before
 * its comma or the bracket; else the end of the entry. */
static size_t
remark_end(const struct line *p, const struct layout_entry *e)
{
    const struct layout *l = &p->w->source;
    size_t at = e->value_end;

    while (at < e->end && !comments_break(l->bytes, l->len, at))
        at++;
    return layout_has_comment(l, e->value_end, at) ? at : e->value_end;
}

static bool
begins_with_break(const struct line *p, size_t at)
{
    size_t i = at;

    while (i < p->w->source.len && strchr(" \t", p->w->source.bytes[i]))
        i++;
    return comments_break(p->w->source.bytes, p->w->source.len, i);
}

/* Under the first entry, where that has a line of its own. */
static void
break_line(struct line *p)
{
    const struct node *node = p->node, *first = node;

    if (node->n && begins_with_break(p, p->entries[0].begin))
        first = node->kind == NODE_MAP ? node->keys[0] : node->items[0];
    text_add(p->w->render.out, p->w->render.eol);
    amend_indent(p->w, (size_t)first->at.column - (first == node ? 0 : 1));
    p->open = false;
}

/* What is said behind an entry, before or behind its comma. */
static void
put_behind(struct line *p, size_t source)
{
    const struct layout *l = &p->w->source;

    if (source == MATCH_NONE)
        return;
    const struct layout_entry *e = &p->entries[source];
    const size_t comma = e->end + (l->bytes[e->end] == ',');
    const size_t remark = remark_end(p, e);
    amend_copy(p->w, e->value_end, remark);
    p->open = remark > e->value_end;
    if (comma > e->end && layout_has_comment(l, remark, e->end)) {
        amend_copy(p->w, remark, e->end);
        p->open = false;
    }
    if (e->tail > comma && p->open)
        break_line(p);
    amend_copy(p->w, comma, e->tail);
    p->open = p->open || e->tail > comma;
}

/* The entry whose blanks, line ends and comments stand before one that is put:
 * its own, or where it has no comments and is first, or not first any more,
 * those of a neighbour. */
static const struct layout_entry *
before_like(const struct line *p, size_t source, bool first)
{
    const struct layout *l = &p->w->source;
    const size_t n = p->node->n;
    const struct layout_entry *like = NULL;

    if (source != MATCH_NONE) {
        const struct layout_entry *own = &p->entries[source];

        if (!source == first || layout_has_comment(l, own->begin, own->body))
            return own;
    }
    if (first ? n > 0 : n > 1)
        like = &p->entries[first ? 0 : n - 1];
    else if (n && begins_with_break(p, p->entries[0].begin))
        like = &p->entries[0];
    return like && !layout_has_comment(l, like->begin, like->body) ? like
                                                                   : NULL;
}

static void
put_before(struct line *p, size_t source, bool first)
{
    const struct layout_entry *like = before_like(p, source, first);

    if (p->open && !(like && begins_with_break(p, like->begin)))
        break_line(p);
    else if (!like && !first)
        text_add_char(p->w->render.out, ' ');
    p->open = false;
    if (like)
        amend_copy(p->w, like->begin, like->body);
}

static void
put_step(struct line *p, const struct amend_order *order, size_t i)
{
    const struct amend_step *step = &order->steps[i];
    const bool last = i + 1 == order->n;
    const bool trailing =
        p->node->n && p->w->source.bytes[p->entries[p->node->n - 1].end] == ',';

    put_before(p, step->source, !i);
    put_entry(p, step);
    if (!last || trailing)
        text_add_char(p->w->render.out, ',');
    put_behind(p, step->source);
}

/* What is before the closing bracket. */
static void
put_close(struct line *p)
{
    const size_t n = p->node->n;
    const struct layout_entry *last = n ? &p->entries[n - 1] : NULL;
    size_t from = p->node->begin + 1;

    if (last)
        from = p->w->source.bytes[last->end] == ',' ? last->tail
                                                    : remark_end(p, last);
    if (p->open && !begins_with_break(p, from))
        break_line(p);
    amend_copy(p->w, from, p->close + 1);
}

void
amend_line(
    struct amend_work *w, const struct node *node, const struct node *wanted)
{
    struct amend_order order;
    struct line p = {
        .w = w,
        .node = node,
        .wanted = wanted,
        .entries = layout_line(&w->source, &w->arena, node),
        .close = node->end - 1,
    };

    amend_order(w, node, wanted, &order);
    const size_t inner = node->n ? p.entries[0].begin : node->begin + 1;
    amend_copy(w, node->begin, inner);
    p.open = inner > node->begin + 1;
    for (size_t i = 0; i < order.n; i++)
        put_step(&p, &order, i);
    put_close(&p);
}
