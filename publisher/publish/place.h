/*
 * How reports for CI services name files: from the folder that the service has
 * checked out, which may stand above the workspace.
 */
#pragma once

#include "arena.h"
#include "failure.h"

/*
 * The folder that files are named from, without links: `given` (of
 * --relative-to), else the root of the git repository that holds the workspace,
 * else the workspace's own `root`. From the arena; NULL after a failure.
 */
const char *place_base(struct arena *arena, const char *root, const char *given,
    struct failure *failure);

/*
 * A file as findings name it (from the workspace, or as it was given), named
 * from `base`; absolute where it is not inside. From the arena.
 */
const char *place_name(
    struct arena *arena, const char *base, const char *root, const char *file);
