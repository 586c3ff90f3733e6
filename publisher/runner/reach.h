/* Reaching a running runner: what the commands of a person do over the API. */
#pragma once

#include <jansson.h>

#include "target.h"

/*
 * Asks the runner of the target's store: over http(s) where that is the URL,
 * else by the UNIX socket beside the file. `path` is below /v1/{account}.
 * Returns the JSON of a 2xx answer, owned by the caller; else NULL, and the
 * failure says what the runner said. STATUS_UNREACHABLE without a runner.
 */
json_t *reach(struct target *target, const char *method, const char *path,
    const json_t *body, struct failure *failure);
