/* The pairs "name=value&..." of a query or a form, decoded. */
#pragma once

#include "arena.h"

struct pair {
    const char *name, *value;
};

/* All of them in their order; one that cannot be decoded is left out. Returns
 * their number. `text` may be NULL. */
size_t pairs_read(
    struct arena *arena, const char *text, size_t len, struct pair **pairs);

/* The first value of that name, or NULL. */
const char *pairs_value(const struct pair *pairs, size_t n, const char *name);
