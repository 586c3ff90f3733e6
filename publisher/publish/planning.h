/*
 * What plan and push do alike: find the workspace and the store, check the
 * flows that the words mean, and plan their publication. What goes wrong is
 * said on stderr.
 */
#pragma once

#include "command.h"
#include "drift.h"
#include "plan_file.h"
#include "plan_print.h"

struct planning {
    struct command_call *call;
    struct target target;
    struct selection selection;
    struct publication publication;
    struct store *store; /* to read; NULL: there is none yet */
    struct drift drift;
    struct comparing comparing;
    struct findings lacks; /* what the runner lacks that flows name */
    struct progress progress;
    bool brief;
};

struct planning_options {
    bool prune;
    const char *plan_file; /* hold it to this plan; NULL: none */
    const char *sign;      /* a private key's file; NULL: unsigned */
    bool brief;            /* no diffs, only words */
    bool ask_runner;       /* whether it would take it, if there is one */
    bool unsigned_is_fine; /* it will be signed when it is pushed */
};

/* Of a zeroed one. False when there is nothing to go on with: *status is then
 * the end. */
bool planning_make(struct planning *planning, struct command_call *call,
    const struct planning_options *options, enum status *status);
void planning_done(struct planning *planning);

/* For telling it. */
struct plan_print planning_print(const struct planning *planning);

/* auto_(planning) struct planning p = {0}; */
static inline void
planning_cleanup(struct planning *planning)
{
    planning_done(planning);
}
