/*
 * A plan file: what `plan --out` saw and would do, so that a later push does
 * that or nothing. It has no texts and no secrets, only digests.
 */
#pragma once

#include "publication.h"
#include "target.h"

struct plan_file_flow {
    const char *workflow_id, *title, *file; /* file NULL: none has it */
    const char *sha256;                     /* of what would be pushed */
    enum publication_step step;
    int64_t seen;      /* revision; 0: none */
    int64_t published; /* the published one; 0: none */
};

struct plan_file {
    struct arena arena;
    const char *store, *account, *environment;
    int64_t made;
    struct plan_file_flow *flows;
    size_t n;
};

/* Atomic; the file is for its owner and readable by others. */
bool plan_file_write(const char *path, const struct target *target,
    const struct publication *publication, int64_t now_ms,
    struct failure *failure);

/* STATUS_DISK when it cannot be read, STATUS_USAGE when it is no plan. */
bool plan_file_read(
    struct plan_file *plan, const char *path, struct failure *failure);
void plan_file_done(struct plan_file *plan);

/* STATUS_CONFLICT when the plan is for another store or environment. */
bool plan_file_fits(const struct plan_file *plan, const struct target *target,
    struct failure *failure);

/* True when the plan unpublishes what no file has. */
bool plan_file_prunes(const struct plan_file *plan);

/*
 * Leaves in the publication what the plan has, and holds it to what the plan
 * saw: a flow that has changed in the store since is marked as a conflict.
 * STATUS_CONFLICT when a file is not what was planned. What is done already is
 * none.
 */
bool plan_file_pin(const struct plan_file *plan,
    struct publication *publication, struct failure *failure);

/* auto_(plan_file) struct plan_file p = {0}; */
static inline void
plan_file_cleanup(struct plan_file *plan)
{
    plan_file_done(plan);
}
