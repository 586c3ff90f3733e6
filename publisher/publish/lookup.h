/*
 * A lookup: items by a text, for finding one of thousands at once. Texts and
 * items are borrowed.
 */
#pragma once

#include "base.h"

struct lookup_entry {
    const char *key;
    const void *item;
};

struct lookup {
    struct lookup_entry *entries;
    size_t n, room;
};

/* All are added, then made ready, before the first is looked for. */
void lookup_add(struct lookup *lookup, const char *key, const void *item);
void lookup_ready(struct lookup *lookup);

/* NULL where there is none. */
const void *lookup_find(const struct lookup *lookup, const char *key);

void lookup_done(struct lookup *lookup);

/* auto_(lookup) struct lookup l = {0}; */
static inline void
lookup_cleanup(struct lookup *lookup)
{
    lookup_done(lookup);
}
