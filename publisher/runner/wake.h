/*
 * Waking executions: those whose time has come, and what is to be done where
 * the revision of a flow is not at hand.
 */
#pragma once

#include "runner.h"

/* Looks at what is due, if it is time; once in a turn. */
void wake_due(struct runner *runner);

/*
 * Gets the revision ready: a later look will wake the execution. If it cannot
 * be used here the execution is put off in time, also from behind a gate: it
 * must not stand for ever before those that can go on.
 */
void wake_want(struct runner *runner, const struct store_execution *execution);
