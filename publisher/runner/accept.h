/*
 * Accepting an invocation: from its body to an execution that is durable, or
 * to the fault for which it is refused. POST .../invoke is one, each line of a
 * batch is one. It knows nothing of HTTP but the statuses of faults.
 */
#pragma once

#include "drive.h"
#include "id62.h"

struct acceptance {
    struct runner *runner;
    const char *workflow_id, *key_id; /* borrowed until it is done */
    const char *idempotency_key;      /* NULL: only a requestId may be one */
    json_t *body;                     /* owned */
    /* Once, when it is decided; then the rest below holds. */
    void (*done)(struct acceptance *acceptance);
    void *data;

    bool accepted, repeated; /* repeated: the execution was there before */
    char id[ID62_TEXT_SIZE]; /* of the execution */
    const char *request_id;  /* or NULL */
    struct invocation_fault fault;

    struct arena arena;  /* accept.c's, as all below */
    const char *flow_id; /* what is served of the flow */
    int64_t revision;
    struct invocation invocation;
    struct drive_outcome outcome;
};

/* The fault where published_want() found none. */
void accept_no_flow(
    struct invocation_fault *fault, enum status why, const char *workflow_id);

/* `done` may come before this returns. */
void accept_begin(struct acceptance *acceptance);

/* {"workflowInvocationId", "requestId", "status": "ACCEPTED"} */
json_t *accept_answer(const struct acceptance *acceptance);

/* Gives up all that it holds, but not itself. */
void accept_done(struct acceptance *acceptance);
