/* What the values that a pattern lets through can come to. */
#pragma once

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

#define PATTERN_ENDLESS SIZE_MAX

/* In characters, of a pattern that pattern_compile() accepts; PATTERN_ENDLESS
 * where there is no longest one. Of any other text some number. */
size_t pattern_longest(const char *pattern);

/* True when no value of such a pattern holds more than ASCII. */
bool pattern_is_ascii(const char *pattern);
