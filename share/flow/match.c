/* Matching, in about linear time: by tables of hashes, then by neighbours. */
#include "match.h"

#include "hash.h"

#include <stdint.h>
#include <string.h>

/* So many items without a match are compared with each other. */
#define ALIKE_MAX 16
#define KEYS_MAX 64

struct match {
    struct arena *arena;
    const struct node *from, *to;
    size_t *found;
    bool *taken; /* of `from` */
};

static void
pair(struct match *m, size_t to, size_t from)
{
    m->found[to] = from;
    m->taken[from] = true;
}

typedef uint64_t hash_fn(
    const struct node *list, size_t i, const char *const *identity);
typedef bool same_fn(const struct node *a, size_t i, const struct node *b,
    size_t k, const char *const *identity);

static uint64_t
stir(uint64_t hash)
{
    hash = (hash ^ (hash >> 31)) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

/* The same for nodes that are equal: maps in any order, empty ones as none. */
static uint64_t
hash_node(const struct node *node)
{
    uint64_t hash = node->kind;

    if (node->kind == NODE_TEXT)
        return stir(hash_text(node->text));
    for (size_t i = 0; i < node->n; i++) { /* at most 16 deep, see node.h */
        const struct node *item = node->items[i];

        if (node->kind == NODE_LIST)
            hash = stir(hash + hash_node(item));
        else if (item->kind != NODE_MAP || item->n)
            hash += stir(hash_text(node->keys[i]->text) ^ hash_node(item));
    }
    return stir(hash);
}

static uint64_t
hash_item(const struct node *list, size_t i, const char *const *identity)
{
    (void)identity;
    return hash_node(list->items[i]);
}

static bool
same_item(const struct node *a, size_t i, const struct node *b, size_t k,
    const char *const *identity)
{
    (void)identity;
    return node_equal(a->items[i], b->items[k]);
}

static uint64_t
hash_key(const struct node *map, size_t i, const char *const *identity)
{
    (void)identity;
    return stir(hash_text(map->keys[i]->text));
}

static bool
same_key(const struct node *a, size_t i, const struct node *b, size_t k,
    const char *const *identity)
{
    (void)identity;
    return !strcmp(a->keys[i]->text, b->keys[k]->text);
}

/* 0: the item has none of the keys. */
static uint64_t
hash_identity(const struct node *list, size_t i, const char *const *identity)
{
    uint64_t hash = 0;

    for (; *identity; identity++) {
        const char *text = node_text(list->items[i], *identity);

        if (text)
            hash += stir(hash_text(*identity) ^ stir(hash_text(text)));
    }
    return hash;
}

static bool
same_identity(const struct node *a, size_t i, const struct node *b, size_t k,
    const char *const *identity)
{
    bool some = false;

    for (; *identity; identity++) {
        const char *one = node_text(a->items[i], *identity);
        const char *other = node_text(b->items[k], *identity);

        if (!one != !other || (one && strcmp(one, other) != 0))
            return false;
        some = some || one;
    }
    return some;
}

/* Entries of `from` by their hash, those of one hash in their order. */
struct table {
    size_t size, *heads, *next;
    uint64_t *hashes;
};

static void
fill_table(struct match *m, struct table *t, hash_fn *hash,
    const char *const *identity)
{
    for (t->size = 16; t->size < 2 * m->from->n;)
        t->size *= 2;
    t->heads = arena_alloc(m->arena, t->size * sizeof(*t->heads));
    t->next = arena_alloc(m->arena, (m->from->n + 1) * sizeof(*t->next));
    t->hashes = arena_alloc(m->arena, (m->from->n + 1) * sizeof(*t->hashes));
    for (size_t i = m->from->n; i-- > 0;) {
        if (m->taken[i])
            continue;
        t->hashes[i] = hash(m->from, i, identity);
        size_t *head = &t->heads[t->hashes[i] & (t->size - 1)];
        t->next[i] = *head;
        *head = i + 1; /* 0 ends the chain */
    }
}

/* Pairs what is the same; the first of several, which leaves its chain. */
static void
pair_same(
    struct match *m, hash_fn *hash, same_fn *same, const char *const *identity)
{
    struct table t;

    fill_table(m, &t, hash, identity);
    for (size_t k = 0; k < m->to->n; k++) {
        if (m->found[k] != MATCH_NONE)
            continue;
        const uint64_t wanted = hash(m->to, k, identity);
        for (size_t *at = &t.heads[wanted & (t.size - 1)]; *at;
             at = &t.next[*at - 1]) {
            const size_t i = *at - 1;

            if (t.hashes[i] != wanted || !same(m->from, i, m->to, k, identity))
                continue;
            pair(m, k, i);
            *at = t.next[i];
            break;
        }
    }
}

/* Items at both ends that are the same stay where they are, even if there are
 * more of them. */
static void
pair_ends(struct match *m)
{
    const size_t less = m->from->n < m->to->n ? m->from->n : m->to->n;
    size_t front = 0, back = 0;

    for (;
         front < less && node_equal(m->from->items[front], m->to->items[front]);
         front++)
        pair(m, front, front);
    for (; front + back < less &&
         node_equal(m->from->items[m->from->n - 1 - back],
             m->to->items[m->to->n - 1 - back]);
         back++)
        pair(m, m->to->n - 1 - back, m->from->n - 1 - back);
}

static size_t
map_likeness(const struct node *a, const struct node *b)
{
    size_t likeness = 0;

    for (size_t i = 0; i < a->n && i < KEYS_MAX; i++) {
        const struct node *other = node_get(b, a->keys[i]->text);

        if (other && node_equal(a->items[i], other))
            likeness += 2;
        else if (other && other->kind == a->items[i]->kind)
            likeness += other->kind != NODE_TEXT;
    }
    return likeness;
}

static size_t
list_likeness(const struct node *a, const struct node *b)
{
    size_t likeness = 0;

    for (size_t i = 0; i < a->n && i < ALIKE_MAX; i++)
        for (size_t k = 0; k < b->n && k < ALIKE_MAX; k++)
            likeness += node_equal(a->items[i], b->items[k]);
    return likeness;
}

/* How much two items have in common. */
static size_t
likeness(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || a->kind == NODE_TEXT)
        return 0;
    return a->kind == NODE_MAP ? map_likeness(a, b) : list_likeness(a, b);
}

/* The pair that is most alike, of those that are left; a neighbour first. */
static bool
pair_most_alike(struct match *m)
{
    size_t best = 0, best_from = 0, best_to = 0;

    for (size_t k = 0; k < m->to->n; k++)
        for (size_t i = 0; m->found[k] == MATCH_NONE && i < m->from->n; i++) {
            const size_t alike = m->taken[i]
                ? 0
                : 2 * likeness(m->from->items[i], m->to->items[k]);
            const size_t score = alike ? alike + (i == k) : 0;

            if (score > best) {
                best = score;
                best_from = i;
                best_to = k;
            }
        }
    if (best)
        pair(m, best_to, best_from);
    return best;
}

static size_t
count_left(const struct match *m)
{
    size_t left = 0;

    for (size_t k = 0; k < m->to->n; k++)
        left += m->found[k] == MATCH_NONE;
    return left;
}

/* What is left is the same when it stands between the same neighbours. */
static void
pair_neighbours(struct match *m)
{
    for (size_t k = 0; k < m->to->n; k++) {
        const size_t i = k ? m->found[k - 1] + 1 : 0;

        if (m->found[k] == MATCH_NONE && (!k || i) && i < m->from->n &&
            !m->taken[i])
            pair(m, k, i);
    }
}

static void
pair_alike(struct match *m)
{
    const size_t left = count_left(m);

    if (m->from->n <= ALIKE_MAX && left <= ALIKE_MAX)
        for (size_t i = 0; i < left && pair_most_alike(m);)
            i++;
    pair_neighbours(m);
}

static bool
has_identity(const struct node *list, const char *const *identity)
{
    return identity && *identity && list->n &&
        hash_identity(list, 0, identity) != 0;
}

size_t *
match_entries(struct arena *arena, const struct node *from,
    const struct node *to, const char *const *identity)
{
    struct match m = {.arena = arena, .from = from, .to = to};

    m.found = arena_alloc(arena, (to->n + 1) * sizeof(*m.found));
    m.taken = arena_alloc(arena, (from->n + 1) * sizeof(*m.taken));
    for (size_t k = 0; k < to->n; k++)
        m.found[k] = MATCH_NONE;
    if (from->kind == NODE_MAP) {
        pair_same(&m, hash_key, same_key, NULL);
        return m.found;
    }
    pair_ends(&m);
    if (has_identity(to, identity)) {
        pair_same(&m, hash_identity, same_identity, identity);
        return m.found;
    }
    pair_same(&m, hash_item, same_item, NULL);
    pair_alike(&m);
    return m.found;
}
