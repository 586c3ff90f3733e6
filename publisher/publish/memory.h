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
    int64_t revision;   /* 0: it was deleted */
    const char *sha256; /* of the revision's content */
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

/* The same for one, after a command has changed or taken it. The workspace may
 * be none: then there is nothing to remember it in. */
bool memory_keep_flow(const struct target *target,
    const struct store_flow *flow, struct failure *failure);

/* auto_(memory) struct memory m = {0}; */
static inline void
memory_cleanup(struct memory *memory)
{
    memory_done(memory);
}
