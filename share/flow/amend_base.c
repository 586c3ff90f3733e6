/* What the source says in other words than `wanted` does, and what those words
 * leave out, stays as it is. */
#include "amend_work.h"

static void
set_entry(struct amend_work *w, struct node *map, const struct node *key,
    const struct node *value)
{
    node_set(&w->arena, map, key->text, (struct node *)(uintptr_t)value, NULL);
    map->keys[node_find(map, key->text)] = (struct node *)(uintptr_t)key;
}

static const struct node *
base_map(struct amend_work *w, const struct node *source,
    const struct node *base, const struct node *wanted)
{
    struct node *made = node_new(&w->arena, NODE_MAP, NULL);

    made->line = wanted->line;
    for (size_t k = 0; k < wanted->n; k++) {
        const struct node *key = wanted->keys[k];
        const struct node *from = node_get(source, key->text);
        const struct node *was = node_get(base, key->text);

        set_entry(w, made, key,
            from && was ? amend_base(w, from, was, wanted->items[k])
                        : wanted->items[k]);
    }
    for (size_t i = 0; i < source->n; i++) {
        const struct node *key = source->keys[i];

        if (!node_get(base, key->text) && !node_get(wanted, key->text))
            set_entry(w, made, key, source->items[i]);
    }
    return made;
}

static const struct node *
base_list(struct amend_work *w, const struct node *source,
    const struct node *base, const struct node *wanted)
{
    const size_t *found =
        match_entries(&w->arena, base, wanted, w->how->identity);
    struct node *made = node_new(&w->arena, NODE_LIST, NULL);

    made->line = wanted->line;
    for (size_t k = 0; k < wanted->n; k++) {
        const struct node *item = wanted->items[k];

        if (found[k] != MATCH_NONE)
            item = amend_base(
                w, source->items[found[k]], base->items[found[k]], item);
        node_put(&w->arena, made, k, (struct node *)(uintptr_t)item);
    }
    return made;
}

const struct node *
amend_base(struct amend_work *w, const struct node *source,
    const struct node *base, const struct node *wanted)
{
    if (node_equal(base, wanted))
        return source;
    if (source->kind != base->kind || base->kind != wanted->kind)
        return wanted;
    if (wanted->kind == NODE_MAP) /* at most 16 deep, see node.h */
        return base_map(w, source, base, wanted);
    if (wanted->kind == NODE_LIST && source->n == base->n)
        return base_list(w, source, base, wanted);
    return wanted;
}
