/* "Did you mean ...?": the known word that is nearest to a mistyped one. */
#pragma once

#include "base.h"

/*
 * The word of `known` that takes the fewest typing slips (insert, drop,
 * replace, swap; case is free) to become `word`, or NULL if none is near:
 * at most a third of its length. The first of equals wins.
 */
const char *nearest_word(
    const char *word, const char *const *known, size_t nknown);
