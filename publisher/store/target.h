/*
 * What a command works on: the workspace and its execution store, found by
 * the options that every command has (-C, --env, --store, --token-file).
 */
#pragma once

#include "command.h"
#include "store.h"
#include "workspace.h"

struct target {
    struct workspace *workspace;
    struct findings findings; /* of fallback.yaml, templates, providers */
    char *url;                /* of the store: a sqlite path is whole */
    struct store *store;      /* NULL until target_store() */
};

/*
 * Finds and reads the workspace. Errors in it are printed to stderr, and then
 * false with STATUS_FINDINGS: `lenient` lets them pass, for check.
 */
bool target_open(struct target *target, const struct command_call *call,
    bool lenient, struct failure *failure);

/* Opens the store. `direct` is the runner's own way to its file. */
bool target_store(struct target *target, const struct command_call *call,
    bool direct, struct failure *failure);

/* The path of the file of a sqlite: URL, or NULL. Borrowed. */
const char *target_sqlite_path(const struct target *target);

/* The UNIX socket beside that file; the caller frees it. NULL: none. */
char *target_socket(const struct target *target);

/*
 * The file of a flow that was named by path, Workflow ID or title (case
 * free). NULL after a failure: STATUS_USAGE, with the nearest title.
 */
const char *target_flow_path(
    struct target *target, const char *word, struct failure *failure);

void target_close(struct target *target);
