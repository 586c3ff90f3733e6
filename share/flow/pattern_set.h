/*
 * A bracket expression, "[^a-z[:digit:]]": a set of code points. Only what
 * means the same to everybody is accepted; classes are Unicode's categories.
 */
#pragma once

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

struct pattern_range {
    int32_t first, last;
};

struct pattern_set {
    bool negated;
    uint32_t categories; /* one bit for each of utf8proc's categories */
    uint64_t ascii[2];   /* the answers up to 127, `negated` worked in */
    const struct pattern_range *ranges;
    size_t nranges;
};

/*
 * Reads what follows "[" to the closing "]", in well-formed UTF-8, and moves
 * *at behind it. NULL, or the reason why not (static). The arena keeps the
 * ranges.
 */
const char *pattern_set_parse(
    struct pattern_set *set, struct arena *arena, const char **at);

bool pattern_set_has(const struct pattern_set *set, int32_t code);
