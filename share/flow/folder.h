/* The files of a folder, by name. */
#pragma once

#include "arena.h"

/*
 * The paths of the folder's files that end in `suffix`, sorted, from the
 * arena; hidden ones are left out. A folder that is not there has none.
 */
const char **folder_files(
    struct arena *arena, const char *folder, const char *suffix, size_t *n);
