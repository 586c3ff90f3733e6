/*
 * One change of one flow in the store, as unpublish, delete and rollback make
 * it: seen first, asked for, then done if nobody came between.
 */
#pragma once

#include "commands.h"
#include "store.h"
#include "target.h"

struct alter {
    struct command_call *call;
    struct target target;
    const char *message, *commit;  /* may be NULL */
    struct store_request *seen;    /* what the store had */
    const struct store_flow *flow; /* its newest revision, with texts */
};

struct alter_options {
    bool yes;
    const char *message, *format; /* NULL: not given */
};

/* The command line of a change that has no more to say: -y, -m, --format and
 * one flow. False, with the status, when it ends here. */
bool alter_parse(struct command_call *call, struct alter_options *options,
    enum status *status);

/* Finds the store and the flow that the command's first word means; the store
 * is closed again, so that nobody waits while we ask. Else says why not. */
bool alter_find(struct alter *alter, enum status *status);

/* Asks "WHAT 'Title'MORE in STORE?". */
bool alter_allowed(
    const struct alter *alter, const char *what, const char *more);

/* Does the change of what was seen: its `kind` and content are given, the rest
 * is filled in here. NULL after a failure, whose words say who was in the
 * way; else free it. */
struct store_request *alter_do(const struct alter *alter,
    struct store_change change, struct failure *failure);

/* Prints what was done to the flow, as one JSON object. */
void alter_print_json(
    const struct alter *alter, const char *change, int64_t revision);

void alter_done(struct alter *alter);

/* auto_(alter) struct alter a = {...}; */
static inline void
alter_cleanup(struct alter *alter)
{
    alter_done(alter);
}
