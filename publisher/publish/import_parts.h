/* What the files of an import share, and nobody else. */
#pragma once

#include "import.h"
#include "node.h"

struct import_file {
    const char *path, *name; /* as it is opened; from the workspace */
    const char *bytes;       /* as it is; NULL: there is no such file yet */
    size_t len;
    struct node *root, *list; /* as it shall be */
    bool touched;
    struct text out; /* the same, written */
};

/*
 * Changes a template of a file into what the source knows. Returns what was
 * changed, in words, "" for nothing; `fetched` is not looked at.
 */
const char *import_merge(struct arena *arena, struct node *item,
    const struct node *wanted, const struct incoming_template *incoming);

/* Sets `fetched` where that is due; true when it was. */
bool import_refresh(struct arena *arena, struct node *item,
    const struct node *wanted, int64_t fetched_ms, bool changed);

/* Fills import->flows from what `after` has other than before. */
bool import_reach(struct import *import, struct failure *failure);
