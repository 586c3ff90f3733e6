/*
 * Drift: flows that somebody else changed in the store since this workspace
 * last knew them. A revision is known when this workspace pushed or took it,
 * when its commit is HEAD or an ancestor of it, or when HEAD has its content.
 * It is drift only where something tells that it is not; what cannot be told is
 * noted.
 */
#pragma once

#include "git.h"
#include "memory.h"
#include "publication.h"

struct drift {
    struct memory memory;
    struct git git;
    const struct workspace *workspace;
    struct store *store; /* NULL: there is none yet */
};

/* Reads what the workspace knows; the store is borrowed. */
void drift_open(
    struct drift *drift, const struct target *target, struct store *store);
void drift_done(struct drift *drift);

/* Marks the flows of the publication that have drifted. Content that is the
 * same never has. */
bool drift_find(struct drift *drift, struct publication *publication,
    struct failure *failure);

/* The newest revision of the flow that is known here; 0 where none is. */
bool drift_base(struct drift *drift, const char *workflow_id, int64_t *base,
    struct failure *failure);

/* auto_(drift) struct drift d = {0}; */
static inline void
drift_cleanup(struct drift *drift)
{
    drift_done(drift);
}
