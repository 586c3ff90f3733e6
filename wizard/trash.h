/*
 * Files of flows that were taken away: they lie in .fallback/trash until
 * somebody empties it, and can be put back in the order in which they went.
 */
#pragma once

#include "failure.h"

struct trash_item {
    char *from, *kept; /* paths */
};

struct trash {
    struct trash_item *items;
    size_t n;
};

/* Moves the file into the trash of the workspace. Its place there is
 * trash->items[trash->n - 1].kept. */
bool trash_put(struct trash *trash, const char *root, const char *path,
    struct failure *failure);

/* Puts the last one back; false where there is none, or where another file has
 * its place meanwhile: then both stay. The caller frees `*path`, where it is. */
bool trash_back(struct trash *trash, char **path, struct failure *failure);

/* Forgets what can be put back; the files stay. */
void trash_done(struct trash *trash);
