/*
 * What a workspace holds beside fallback.yaml, read piece by piece, so that a
 * screen need not wait for it: providers first, then the templates.
 */
#pragma once

#include "workspace.h"

/* For workspace_open_file() alone. */
void workspace_load_begin(struct workspace *workspace);

/* Reads one more piece, of about a millisecond. False when all is there:
 * `findings` has what was found then, and nothing before. */
bool workspace_load(struct workspace *workspace, struct findings *findings);

/* How many templates were read so far. */
size_t workspace_load_count(const struct workspace *workspace);

/* Puts those into the catalogue, in order. Templates that were found before
 * are void. */
void workspace_load_show(struct workspace *workspace);

void workspace_load_end(struct workspace *workspace);
