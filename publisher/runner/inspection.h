/*
 * What is pushed is checked again here: the runner's workspace may lack what a
 * flow names. Many flows are a chore of several turns.
 */
#pragma once

#include "runner.h"

/*
 * Called at the end with the request, whose out.findings are filled with
 * errors, for a dry run with warnings, too; it is the caller's again. `whole` is false when the
 * runner stopped before.
 */
typedef void inspection_fn(
    struct store_request *request, bool whole, void *data);

/* Checks the changes of a STORE_PUBLISH; `done` may be called at once. */
void inspection_begin(struct runner *runner, struct store_request *request,
    inspection_fn *done, void *data);

/* The errors among out.findings of a request. */
size_t inspection_errors(const struct store_request *request);
