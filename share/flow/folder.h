/* The files of a folder, by name. */
#pragma once

#include "arena.h"

/*
 * The paths of the folder's files that end in `suffix`, sorted, from the
 * arena; hidden ones are left out. A folder that is not there has none.
 */
const char **folder_files(
    struct arena *arena, const char *folder, const char *suffix, size_t *n);

/* What a listing of *.yaml passes over though it may be meant: folders, and
 * files with another spelling of the suffix; in the same way. */
const char **folder_passed_over(
    struct arena *arena, const char *folder, size_t *n);
