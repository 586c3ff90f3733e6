/*
 * What a command is about: the workspace, found as -C or the nearest folder
 * says, and the store that --store, FALLBACK_STORE, the environment or
 * fallback.yaml names. Nothing is printed here: the caller does that.
 */
#pragma once

#include "command.h"
#include "store.h"
#include "workspace.h"

struct target {
    struct arena arena;
    struct workspace *workspace; /* NULL: outside of any */
    struct findings findings;    /* of reading it */
    const char *name;            /* the store's URL for people, no password */
    const char *url;             /* the same, whole */
    const char *token;           /* NULL: none */
    const char *ca_file;         /* NULL: the system's authorities */
};

/* The folder of the workspace: -C, else the nearest upward. The caller frees
 * it. */
char *target_root(const struct command_common *common, struct failure *failure);

/*
 * Finds and reads the workspace. When that fails with STATUS_FINDINGS the
 * findings say why.
 */
bool target_workspace(struct target *target,
    const struct command_common *common, struct failure *failure);

enum target_need { NEED_WORKSPACE, NEED_STORE };

/*
 * The workspace, then the store's URL and the token; opens nothing. A
 * fallback.yaml with errors is refused with STATUS_FINDINGS, since the store
 * might be another. With NEED_STORE a store that was named will do where there
 * is no workspace.
 */
bool target_find(struct target *target, const struct command_common *common,
    enum target_need need, struct failure *failure);

/* True for a store of this machine whose file is not there yet. */
bool target_absent(const struct target *target);

/* Opens the store; account and token of the options are filled in here. */
struct store *target_open(const struct target *target,
    struct store_options options, struct failure *failure);

/* The UNIX socket on which a runner that holds a store of this machine
 * listens, beside its file; from the target's arena. NULL for other stores. */
const char *target_socket(struct target *target);

/* True when a runner is behind the store: it is its address, or a file that a
 * runner has open. */
bool target_runner(struct target *target);

void target_done(struct target *target);

/* auto_(target) struct target t = {0}; */
static inline void
target_cleanup(struct target *target)
{
    target_done(target);
}
