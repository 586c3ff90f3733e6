/*
 * What this workspace remembers of a store: the revision of each flow that it
 * pushed or took from there, so that it can tell when somebody else changed
 * one. A small file in .fallback/ for each store; never in git, no secrets,
 * and nothing is lost with it but the memory.
 */
#pragma once

#include "lookup.h"
#include "store.h"
#include "target.h"

struct memory_flow {
    const char *workflow_id;
    int64_t revision;   /* 0: it was deleted; -1: its content is not known */
    const char *sha256; /* of the revision's content, or "" */
    bool published;
};

struct memory {
    struct arena arena;
    struct memory_flow *flows;
    size_t n;
    struct lookup by_id;
};

/* Reads it; a file that is not there, or not ours, remembers nothing. */
void memory_open(struct memory *memory, const struct target *target);
void memory_done(struct memory *memory);

/* What is remembered of the flow, or NULL. */
const struct memory_flow *memory_find(
    const struct memory *memory, const char *workflow_id);

/* Remembers these beside the others, in the file. What the flows say is
 * copied; of the same flow the last counts. */
bool memory_keep(const struct target *target, const struct memory_flow *flows,
    size_t n, struct failure *failure);

/*
 * What other commands do to one flow, for the next plan. The target's workspace
 * may be none: then there is nothing to remember it in.
 */
/* Its newest revision was pushed or taken from here. */
bool memory_keep_flow(const struct target *target,
    const struct store_flow *flow, struct failure *failure);
/* It was unpublished from here; its content need not be known. */
bool memory_keep_unpublished(const struct target *target,
    const char *workflow_id, struct failure *failure);
bool memory_keep_deleted(const struct target *target, const char *workflow_id,
    struct failure *failure);

/* auto_(memory) struct memory m = {0}; */
static inline void
memory_cleanup(struct memory *memory)
{
    memory_done(memory);
}
