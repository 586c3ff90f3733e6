/*
 * The flow that a command's word names: a path, a Workflow ID or a title, of
 * the workspace or only of the store; and whether the runner serves it.
 */
#pragma once

#include "target.h"

struct named { /* texts live in the target's arena */
    const char *workflow_id;
    const char *path;  /* of the workspace's file; NULL: there is none */
    const char *title; /* of that file, or the word */
};

/*
 * Where the workspace has no such flow the store is asked for the title. A
 * Workflow ID stands for itself.
 */
bool named_find(struct target *target, const char *word, struct named *named,
    struct failure *failure);

/*
 * STATUS_CONFLICT where the flow is not published. `differs` becomes the
 * published revision where the workspace's file is another, else 0. Who must
 * not look is not told.
 */
bool named_published(struct target *target, const struct named *named,
    int64_t *differs, struct failure *failure);

/* The failure for a flow that is not published; always false. */
bool named_unpublished(const struct target *target, const struct named *named,
    struct failure *failure);
