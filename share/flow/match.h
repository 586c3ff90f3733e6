/*
 * Which entry of a list or map is which in another one. Items of a list are
 * the same when they hold the same; then when keys that tell them apart have
 * the same values, or, without such keys, when they are like each other.
 */
#pragma once

#include "node.h"

#define MATCH_NONE ((size_t)-1)

/*
 * For each entry of `to` that of `from`, or MATCH_NONE; none is given twice.
 * `identity` are the keys, ended by NULL, or NULL.
 */
size_t *match_entries(struct arena *arena, const struct node *from,
    const struct node *to, const char *const *identity);
