/* Reaching a running runner: what the commands of a person do over the API. */
#pragma once

#include "client.h"
#include "target.h"

/*
 * The runner of the target's store: over http(s) where that is the URL, else
 * by the UNIX socket beside the file. STATUS_UNREACHABLE where none is there.
 * Close it.
 */
struct client *reach_open(struct target *target, struct failure *failure);

/* "/v1/{account}", then `path`; from the target's arena. */
const char *reach_path(struct target *target, const char *path);

/* Asks it: true with an answer of any status. `path` is below /v1/{account}. */
bool reach_ask(struct target *target, const char *method, const char *path,
    const json_t *body, struct client_answer *answer, struct failure *failure);

/* The JSON of a 2xx answer, owned by the caller; else NULL, and the failure
 * says what the runner said. */
json_t *reach(struct target *target, const char *method, const char *path,
    const json_t *body, struct failure *failure);
