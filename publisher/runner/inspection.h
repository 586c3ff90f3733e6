/*
 * What is pushed is checked again here: the runner's workspace may lack what a
 * flow names. Many flows are checked over several turns, a slice in each, so
 * that invocations and reports never wait for a publication.
 */
#pragma once

#include "runner.h"

/*
 * Called at the end with the request, whose out.findings are filled with
 * errors and warnings; it is the caller's again. `ended` is false when the
 * runner stopped before.
 */
typedef void inspection_fn(
    struct store_request *request, bool ended, void *data);

/* Checks the changes of a STORE_PUBLISH; `done` may be called at once. */
void inspection_begin(struct runner *runner, struct store_request *request,
    inspection_fn *done, void *data);

/* A slice of what was begun; called once in a turn. */
void inspection_run(struct runner *runner);

/* The runner stops: what was begun is ended. */
void inspection_stop(struct runner *runner);

/* The errors among out.findings of a request. */
size_t inspection_errors(const struct store_request *request);
