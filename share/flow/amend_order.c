/* The order of what is wanted. */
#include "amend_work.h"

static bool
is_empty_map(const struct node *node)
{
    return node->kind == NODE_MAP && !node->n;
}

static void
order_list(
    struct amend_order *order, const struct node *wanted, const size_t *found)
{
    for (size_t k = 0; k < wanted->n; k++)
        order->steps[order->n++] = (struct amend_step){found[k], k};
}

/* Entries by number: those of the source, then those that are wanted. `next`
 * has one more at its end, the head of the list. */
struct chain {
    size_t *next, head, last;
};

static void
chain_in(struct chain *c, size_t after, size_t entry)
{
    c->next[entry] = c->next[after];
    c->next[after] = entry;
}

static void
chain_map(struct chain *c, const struct node *node, const struct node *wanted,
    const size_t *found, const bool *stays)
{
    size_t at = c->head;

    c->next[c->head] = MATCH_NONE;
    for (size_t i = 0; i < node->n; i++)
        if (stays[i]) {
            chain_in(c, at, i);
            at = i;
        }
    at = c->head;
    for (size_t k = 0; k < wanted->n; k++) {
        if (found[k] == MATCH_NONE && is_empty_map(wanted->items[k]))
            continue;
        if (found[k] == MATCH_NONE)
            chain_in(c, at, node->n + k);
        at = found[k] == MATCH_NONE ? node->n + k : found[k];
    }
}

static void
order_map(struct amend_work *w, const struct node *node,
    const struct node *wanted, const size_t *found, struct amend_order *order)
{
    const size_t n = node->n + wanted->n;
    struct chain c = {.head = n};
    size_t *place = arena_alloc(&w->arena, (node->n + 1) * sizeof(*place));

    for (size_t i = 0; i < node->n; i++) {
        place[i] = MATCH_NONE;
        order->stays[i] = order->stays[i] || is_empty_map(node->items[i]);
    }
    for (size_t k = 0; k < wanted->n; k++)
        if (found[k] != MATCH_NONE)
            place[found[k]] = k;
    c.next = arena_alloc(&w->arena, (n + 1) * sizeof(*c.next));
    chain_map(&c, node, wanted, found, order->stays);
    for (size_t at = c.next[c.head]; at != MATCH_NONE; at = c.next[at])
        order->steps[order->n++] = at < node->n
            ? (struct amend_step){at, place[at]}
            : (struct amend_step){MATCH_NONE, at - node->n};
}

void
amend_order(struct amend_work *w, const struct node *node,
    const struct node *wanted, struct amend_order *order)
{
    const size_t most = node->n + wanted->n + 1;
    const size_t *found =
        match_entries(&w->arena, node, wanted, w->how->identity);

    *order = (struct amend_order){
        .steps = arena_alloc(&w->arena, most * sizeof(*order->steps)),
        .stays = arena_alloc(&w->arena, node->n + 1),
    };
    for (size_t k = 0; k < wanted->n; k++)
        if (found[k] != MATCH_NONE)
            order->stays[found[k]] = true;
    if (node->kind == NODE_MAP)
        order_map(w, node, wanted, found, order);
    else
        order_list(order, wanted, found);
}
