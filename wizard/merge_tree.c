/* Two trees and the one that both began from, walked together. Channels are
 * the same when they have the same name, the n-th of it: their order, and which
 * there are, is one field, "/channels". */
#include "merge_tree.h"

#include <string.h>

#include "clean.h"
#include "pointer.h"

struct sides {
    struct node *base, *mine, *theirs;
};

static struct node *walk(
    struct merge *merge, const char *path, struct sides sides);

static bool
is_same(const struct node *a, const struct node *b)
{
    return a == b || (a && b && node_equal(a, b));
}

static struct node *
get(const struct node *map, const char *key)
{
    return (struct node *)(uintptr_t)node_get(map, key);
}

/* "[failed, timeout]" without its brackets; "from: 09:00, to: 21:00". */
static void
say(const struct node *node, struct text *out)
{
    if (node->kind == NODE_TEXT)
        text_add(out, node->text);
    for (size_t i = 0; node->kind != NODE_TEXT && i < node->n; i++) {
        text_add(out, i ? ", " : "");
        if (node->kind == NODE_MAP)
            text_addf(out, "%s: ", node->keys[i]->text);
        say(node->items[i], out);
    }
}

static const char *
words_of(struct merge *merge, const struct node *node)
{
    auto_(text) struct text words = {0};

    if (!node)
        return NULL;
    say(node, &words);
    auto_(heap) char *clean = clean_line(text_str(&words));
    return arena_strdup(&merge->arena, *clean ? clean : "(empty)");
}

static struct merge_field *
find(const struct merge *merge, const char *path)
{
    for (size_t i = 0; i < merge->n; i++)
        if (!strcmp(merge->fields[i].path, path))
            return &merge->fields[i];
    return NULL;
}

static struct merge_field *
add(struct merge *merge, const char *path, bool here, bool there)
{
    merge->fields = arena_grow(
        &merge->arena, merge->fields, merge->n, sizeof(*merge->fields));
    struct merge_field *field = &merge->fields[merge->n++];
    *field = (struct merge_field){
        .path = path,
        .both = here && there,
        .take = there && !here ? MERGE_THEIRS : MERGE_MINE,
    };
    return field;
}

static struct node *
leaf(struct merge *merge, const char *path, struct sides sides)
{
    struct merge_field *field = find(merge, path);

    if (!field) {
        const bool known = merge->has_base;

        field = add(merge, path, !known || !is_same(sides.base, sides.mine),
            !known || !is_same(sides.base, sides.theirs));
        field->base = words_of(merge, sides.base);
        field->mine = words_of(merge, sides.mine);
        field->theirs = words_of(merge, sides.theirs);
    }
    return field->take == MERGE_MINE ? sides.mine : sides.theirs;
}

static bool
is_map(const struct node *node)
{
    return node && node->kind == NODE_MAP && node->n;
}

static bool
may_be_map(const struct node *node)
{
    return !node || node->kind == NODE_MAP;
}

/* A map of which nothing was taken is left out, unless both sides have it. */
static void
put(struct merge *merge, struct node *map, const char *key, struct node *item,
    bool both)
{
    if (item && (both || item->kind != NODE_MAP || item->n))
        node_set(&merge->arena, map, key, item, NULL);
}

static void
walk_key(struct merge *merge, const char *path, const char *key,
    struct sides sides, struct node *into)
{
    const struct sides inner = {
        get(sides.base, key), get(sides.mine, key), get(sides.theirs, key)};

    put(merge, into, key,
        walk(merge, pointer_join(&merge->arena, path, key), inner),
        inner.mine && inner.theirs);
}

static struct node *
walk_map(struct merge *merge, const char *path, struct sides sides)
{
    struct node *out = node_new(&merge->arena, NODE_MAP, NULL);

    for (size_t i = 0; sides.mine && i < sides.mine->n; i++)
        walk_key(merge, path, sides.mine->keys[i]->text, sides, out);
    for (size_t i = 0; sides.theirs && i < sides.theirs->n; i++)
        if (!get(sides.mine, sides.theirs->keys[i]->text))
            walk_key(merge, path, sides.theirs->keys[i]->text, sides, out);
    return out;
}

static const char *
name_of(const struct node *list, size_t i)
{
    const char *name = node_text(list->items[i], "channel");

    return name ? name : "?";
}

/* Which of its name the channel is, from 0. */
static size_t
nth_of(const struct node *list, size_t i)
{
    size_t nth = 0;

    for (size_t k = 0; k < i; k++)
        nth += !strcmp(name_of(list, k), name_of(list, i));
    return nth;
}

/* The place in `where` of the channel that item i of `from` is; or its n. */
static size_t
place_in(const struct node *where, const struct node *from, size_t i)
{
    size_t at = 0;

    while (where && at < where->n &&
        (strcmp(name_of(where, at), name_of(from, i)) != 0 ||
            nth_of(where, at) != nth_of(from, i)))
        at++;
    return at;
}

static struct node *
same_in(const struct node *where, const struct node *from, size_t i)
{
    const size_t at = place_in(where, from, i);

    return where && at < where->n ? where->items[at] : NULL;
}

static bool
same_order(const struct node *a, const struct node *b)
{
    const size_t na = a ? a->n : 0, nb = b ? b->n : 0;

    for (size_t i = 0; i < na && i < nb; i++)
        if (strcmp(name_of(a, i), name_of(b, i)) != 0)
            return false;
    return na == nb;
}

/* A side has changed a channel that the other one has taken away. */
static bool
changed_alone(
    const struct node *base, const struct node *one, const struct node *other)
{
    for (size_t i = 0; one && i < one->n; i++) {
        const struct node *was = same_in(base, one, i);

        if (!same_in(other, one, i) && was && !is_same(was, one->items[i]))
            return true;
    }
    return false;
}

static const char *
chain_of(struct merge *merge, const struct node *list)
{
    auto_(text) struct text words = {0};

    for (size_t i = 0; list && i < list->n; i++)
        text_addf(&words, "%s%s", i ? " > " : "", name_of(list, i));
    auto_(heap) char *clean = clean_line(text_str(&words));
    return list ? arena_strdup(&merge->arena, clean) : NULL;
}

static enum merge_side
walk_order(struct merge *merge, const char *path, struct sides sides)
{
    struct merge_field *field = find(merge, path);
    const bool known = merge->has_base;

    if (same_order(sides.mine, sides.theirs))
        return MERGE_MINE;
    if (!field) {
        field = add(merge, path,
            !known || !same_order(sides.base, sides.mine) ||
                changed_alone(sides.base, sides.mine, sides.theirs),
            !known || !same_order(sides.base, sides.theirs) ||
                changed_alone(sides.base, sides.theirs, sides.mine));
        field->base = chain_of(merge, sides.base);
        field->mine = chain_of(merge, sides.mine);
        field->theirs = chain_of(merge, sides.theirs);
    }
    return field->take;
}

/* The channel of both; of the side whose order was taken where only that one
 * has it. */
static struct node *
walk_channel(struct merge *merge, const char *path, struct sides sides,
    const struct node *list, size_t i)
{
    struct node *mine = same_in(sides.mine, list, i);
    struct node *theirs = same_in(sides.theirs, list, i);

    if (!mine || !theirs)
        return mine ? mine : theirs;
    return walk_map(merge,
        pointer_item(&merge->arena, path, place_in(sides.mine, list, i)),
        (struct sides){same_in(sides.base, list, i), mine, theirs});
}

static struct node *
walk_channels(struct merge *merge, const char *path, struct sides sides)
{
    struct node *out = node_new(&merge->arena, NODE_LIST, NULL);
    const enum merge_side side = walk_order(merge, path, sides);
    const struct node *taken = side == MERGE_MINE ? sides.mine : sides.theirs;
    const struct node *rest = side == MERGE_MINE ? sides.theirs : sides.mine;

    for (size_t i = 0; taken && i < taken->n; i++)
        node_put(
            &merge->arena, out, i, walk_channel(merge, path, sides, taken, i));
    for (size_t i = 0; rest && i < rest->n; i++)
        if (same_in(taken, rest, i))
            (void)walk_channel(merge, path, sides, rest, i);
    return out;
}

static struct node *
walk(struct merge *merge, const char *path, struct sides sides)
{
    if (is_same(sides.mine, sides.theirs))
        return sides.mine;
    if (!strcmp(path, "/workflow_id"))
        return sides.mine; /* the draft's name: it stays what it is */
    if (!strcmp(path, "/channels"))
        return walk_channels(merge, path, sides);
    if ((is_map(sides.mine) || is_map(sides.theirs)) &&
        may_be_map(sides.mine) && may_be_map(sides.theirs))
        return walk_map(merge, path, sides);
    return leaf(merge, path, sides);
}

struct node *
merge_trees(struct merge *merge)
{
    return walk_map(
        merge, "", (struct sides){merge->base, merge->mine, merge->theirs});
}
