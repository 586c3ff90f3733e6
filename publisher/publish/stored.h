/* Asking the store, for commands: what it has of which flow. */
#pragma once

#include <jansson.h>

#include "store.h"
#include "target.h"

/* Opens the store to read it. NULL with a failure; NULL without one when it is
 * of this machine and not there yet: then it has nothing. */
struct store *stored_open(const struct target *target, struct failure *failure);

/* Runs the request; NULL after a failure, else free it. */
struct store_request *stored_do(struct store *store,
    struct store_request *request, struct failure *failure);

/* The newest revision of each flow; with a Workflow ID all revisions of that
 * one, newest first. Free it. */
struct store_request *stored_flows(
    struct store *store, const char *workflow_id, struct failure *failure);

/*
 * The newest revision of the flow that a word means (a path, a Workflow ID or
 * a title), with its texts. NULL after a failure: STATUS_USAGE when there is
 * none. Free it.
 */
struct store_request *stored_flow(const struct target *target,
    struct store *store, const char *word, struct failure *failure);

/* The flow of a list with this Workflow ID, or NULL. */
const struct store_flow *stored_find(
    const struct store_request *flows, const char *workflow_id);

/* "2026-11-20 09:12:00Z" */
void stored_time(char text[32], int64_t instant_ms);

/* "revision 3 by ada@host, 2026-11-20 09:12:00Z", cleaned. The caller frees. */
char *stored_words(const struct store_flow *flow);

/* The revision without its texts, for answers in JSON. */
json_t *stored_object(const struct store_flow *flow);

/* Who changes the store, FALLBACK_AUTHOR or "ada@host": for people who read the
 * history, no proof of anything. The caller frees it. */
char *stored_author(void);
