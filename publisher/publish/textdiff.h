/*
 * Differences between texts, line by line, and three-way merges: the work of
 * diff(1) and diff3(1) of diffutils, run as children without a shell.
 */
#pragma once

#include "failure.h"
#include "text.h"

/*
 * Appends the unified diff; nothing where the texts are the same. The names
 * stand in its first two lines. STATUS_DISK when the program is not there or
 * could not do it.
 */
bool textdiff_unified(const char *before, const char *before_name,
    const char *after, const char *after_name, struct text *out,
    struct failure *failure);

struct textdiff_side {
    const char *text, *name;
};

/*
 * Appends `mine` with what changed from `base` to `theirs`. Where both changed
 * the same lines, both stand there between marks that bear the names, and
 * *clashes is true.
 */
bool textdiff_merge(const struct textdiff_side *mine,
    const struct textdiff_side *base, const struct textdiff_side *theirs,
    struct text *out, bool *clashes, struct failure *failure);
