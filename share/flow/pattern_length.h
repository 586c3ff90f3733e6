/* How long the longest value is that a pattern lets through. */
#pragma once

#include "base.h"

#include <stdint.h>

#define PATTERN_ENDLESS SIZE_MAX

/* In characters, of a pattern that pattern_compile() accepts; PATTERN_ENDLESS
 * where there is no longest one. Of any other text some number. */
size_t pattern_longest(const char *pattern);
