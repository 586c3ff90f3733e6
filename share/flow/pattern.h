/*
 * Patterns of inputs: POSIX extended regular expressions that must match the
 * whole value, by code points of UTF-8, the same under every locale.
 */
#pragma once

#include "base.h"

#include <stdbool.h>

#define PATTERN_TEXT_MAX 128   /* bytes of a pattern */
#define PATTERN_VALUE_MAX 4096 /* bytes of a value */

struct pattern;

/*
 * Compiles a pattern; the caller frees it. On failure NULL, and *reason is a
 * static text for messages ("a counted repetition inside another").
 */
struct pattern *pattern_compile(const char *text, const char **reason);

/*
 * True if the whole value matches. A value over PATTERN_VALUE_MAX, with a NUL
 * or that is not UTF-8 matches nothing.
 */
bool pattern_matches(
    const struct pattern *pattern, const char *value, size_t len);

void pattern_free(struct pattern *pattern);

DEFINE_AUTO(pattern, struct pattern *, pattern_free);
