/*
 * Work that is too long for one turn, such as checking a thousand flows: it is
 * done in steps, a slice of them in each turn, so that invocations and reports
 * never wait for it.
 */
#pragma once

#include "runner.h"

struct chore {
    /* One short step; true after the last. */
    bool (*step)(struct runner *runner, struct chore *chore);
    /* Once, at the end; `whole` is false when the runner stopped before. The
     * chore is its owner's again. */
    void (*ended)(struct runner *runner, struct chore *chore, bool whole);
    struct chore *next; /* chore.c's */
};

/* What is short is done at once; what came first ends first. */
void chore_begin(struct runner *runner, struct chore *chore);

/* A slice of what was begun; called once in a turn. */
void chore_run(struct runner *runner);

/* The runner stops: what was begun is ended. */
void chore_stop(struct runner *runner);
