/*
 * What people mean by a word that is not what a command takes: a title or a
 * path with a slip in it, a file without its folder, a template or a file of
 * templates instead of a flow.
 */
#pragma once

#include "failure.h"
#include "workspace.h"

struct meant_flow {
    const char *title; /* NULL: none */
    const char *file;  /* "flows/login-otp.yaml" */
};

/*
 * Says that a word names none of the flows, and what it may be meant for.
 * Always false.
 */
bool meant_no_flow(const struct workspace *workspace,
    const struct meant_flow *flows, size_t n, const char *word,
    struct failure *failure);

/* What a file, named from the workspace, does instead of being a flow: "holds
 * templates"; NULL for all other files. */
const char *meant_other(const char *file);

/* False, with what it is, for a file of the workspace that is no flow. */
bool meant_is_flow(const struct workspace *workspace, const char *path,
    struct failure *failure);

/*
 * Says that there is no file `word`, and which one may be meant: that of the
 * flow with such a title or Workflow ID, or one with a name like it. Always
 * false.
 */
bool meant_no_file(const struct workspace *workspace, const char *word,
    struct failure *failure);
