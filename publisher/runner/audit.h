/*
 * The audit of timers: executions that have not ended are looked at, a slice
 * at a time, whether the store will give each back when its state says so. One
 * whose timer was lost is woken, which sets the timer anew.
 */
#pragma once

#include "runner.h"

#define AUDIT_PERIOD_MS 10000  /* rest between two rounds */
#define AUDIT_SLICE 500        /* executions looked at in one turn, */
#define AUDIT_SLICE_MS 250     /* and the time to the next slice */
#define AUDIT_UNFIRED_MS 30000 /* over that the runner is not ready */

/* Begins the next slice if it is time; called once in a turn. */
void audit_run(struct runner *runner);

/* For how long the oldest timer that is due has not been fired, as far as is
 * known; 0: none. The one place where this number is kept. */
int64_t audit_unfired_ms(const struct runner *runner);

/* The store gave back what is due; `oldest` is the first's, or STORE_NEVER. */
void audit_saw_due(struct runner *runner, int64_t oldest);
