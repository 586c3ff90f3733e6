/* A sorted array. */
#include "lookup.h"

#include <string.h>

static int
compare(const void *left, const void *right)
{
    const struct lookup_entry *a = left, *b = right;

    return strcmp(a->key, b->key);
}

void
lookup_add(struct lookup *lookup, const char *key, const void *item)
{
    if (lookup->n == lookup->room) {
        lookup->room = lookup->room ? 2 * lookup->room : 64;
        lookup->entries = reallocarray(
            lookup->entries, lookup->room, sizeof(*lookup->entries));
        if (!lookup->entries)
            abort();
    }
    lookup->entries[lookup->n++] = (struct lookup_entry){key, item};
}

void
lookup_ready(struct lookup *lookup)
{
    if (lookup->n)
        qsort(lookup->entries, lookup->n, sizeof(*lookup->entries), compare);
}

const void *
lookup_find(const struct lookup *lookup, const char *key)
{
    size_t low = 0, high = lookup->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (strcmp(lookup->entries[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lookup->n && !strcmp(lookup->entries[low].key, key)
        ? lookup->entries[low].item
        : NULL;
}

void
lookup_done(struct lookup *lookup)
{
    free(lookup->entries);
    *lookup = (struct lookup){0};
}
