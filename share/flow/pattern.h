/*
 * Patterns of inputs: POSIX extended regular expressions that must match the
 * whole value, by code points of UTF-8, under every locale alike. Letters of
 * all scripts are in [:alpha:]. What POSIX leaves open or people get wrong is
 * refused (\d, (?:, a**, empty alternatives, a lone { ...), and so are
 * back-references and collating elements.
 *
 * Costs are bounded: a count is at most 1000, a pattern with its counts
 * written out at most about 2000 characters and operators, and matching takes
 * at most so many steps for each character.
 */
#pragma once

#include "base.h"

#include <stdbool.h>

#define PATTERN_TEXT_MAX 128   /* bytes of a pattern */
#define PATTERN_VALUE_MAX 4096 /* bytes of a value */

struct pattern;

/*
 * Compiles a pattern; the caller frees it. On failure NULL, and *reason is a
 * static text for messages ("a '(' without its ')'").
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
