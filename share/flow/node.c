/* Looking into a tree, comparing two, and changing one. */
#include "node.h"

#include <string.h>

size_t
node_find(const struct node *map, const char *key)
{
    size_t i = 0;

    if (map->kind != NODE_MAP)
        return map->n;
    while (i < map->n && (!key || strcmp(map->keys[i]->text, key) != 0))
        i++;
    return i;
}

const struct node *
node_get(const struct node *map, const char *key)
{
    const size_t at = map ? node_find(map, key) : 0;

    return map && at < map->n ? map->items[at] : NULL;
}

const char *
node_text(const struct node *map, const char *key)
{
    const struct node *value = node_get(map, key);

    return value && value->kind == NODE_TEXT ? value->text : NULL;
}

static bool
is_empty_map(const struct node *node)
{
    return node->kind == NODE_MAP && !node->n;
}

/* Looks first at the place that the key has in a map much like this one. */
static const struct node *
get_near(const struct node *map, const char *key, size_t place)
{
    for (size_t i = 0; i < map->n; i++) {
        const size_t at = (place + i) % map->n;

        if (!strcmp(map->keys[at]->text, key))
            return map->items[at];
    }
    return NULL;
}

static bool
map_within(const struct node *a, const struct node *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct node *other = get_near(b, a->keys[i]->text, i);

        if (other ? !node_within(a->items[i], other)
                  : !is_empty_map(a->items[i]))
            return false;
    }
    return true;
}

bool
node_within(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == NODE_TEXT)
        return !strcmp(a->text, b->text);
    if (a->kind == NODE_MAP) /* at most 16 deep */
        return map_within(a, b);
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!node_within(a->items[i], b->items[i]))
            return false;
    return true;
}

bool
node_equal(const struct node *a, const struct node *b)
{
    return node_within(a, b) && node_within(b, a);
}

struct node *
node_new(struct arena *arena, enum node_kind kind, const char *text)
{
    struct node *node = arena_alloc(arena, sizeof(*node));

    node->kind = kind;
    node->quoted = kind == NODE_TEXT;
    node->text = kind == NODE_TEXT ? arena_strdup(arena, text) : NULL;
    node->len = kind == NODE_TEXT ? strlen(text) : 0;
    return node;
}

static void
open_gap(struct arena *arena, struct node ***nodes, size_t n, size_t at)
{
    *nodes = arena_grow(arena, *nodes, n, sizeof(**nodes));
    for (size_t i = n; i > at; i--)
        (*nodes)[i] = (*nodes)[i - 1];
}

static void
close_gap(struct node **nodes, size_t n, size_t at)
{
    for (size_t i = at; i + 1 < n; i++)
        nodes[i] = nodes[i + 1];
}

void
node_set(struct arena *arena, struct node *map, const char *key,
    struct node *value, const char *after)
{
    size_t at = node_find(map, key);

    if (at < map->n && value) {
        map->items[at] = value;
        return;
    }
    if (value) {
        at = node_find(map, after);
        at += at < map->n;
        open_gap(arena, &map->keys, map->n, at);
        map->keys[at] = node_new(arena, NODE_TEXT, key);
    } else if (at < map->n) {
        close_gap(map->keys, map->n, at);
    }
    node_put(arena, map, at, value);
}

void
node_put(struct arena *arena, struct node *list, size_t at, struct node *item)
{
    if (item) {
        open_gap(arena, &list->items, list->n, at);
        list->items[at] = item;
        list->n++;
    } else if (at < list->n) {
        close_gap(list->items, list->n, at);
        list->n--;
    }
}
