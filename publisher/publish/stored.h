/* Asking the store, for commands: what it has of which flow. */
#pragma once

#include <jansson.h>

#include "store.h"
#include "target.h"
#include "uuid.h"

#define STORED_NEWEST (-1) /* for a revision */

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

/* The same for one revision by its number, of a deleted flow too. */
struct store_request *stored_revision(const struct target *target,
    struct store *store, const char *word, int64_t revision,
    struct failure *failure);

/* The Workflow ID that a word means; a Workflow ID stands for itself, be it in
 * the store or not. */
bool stored_id(const struct target *target, struct store *store,
    const char *word, char id[UUID_TEXT_SIZE], struct failure *failure);

/* Reads the number of a revision as people type it. */
bool stored_number(const char *text, int64_t *revision);

/* "2026-11-20 09:12:00Z" */
void stored_time(char text[32], int64_t instant_ms);

/* "revision 3 by ada@host, 2026-11-20 09:12:00Z", cleaned. The caller frees. */
char *stored_words(const struct store_flow *flow);

/* "revision 3, unpublished by ada@host, 2026-11-20 09:12:00Z": what happened
 * last to the flow, cleaned. The caller frees it. */
char *stored_last(const struct store_flow *flow);

/* For answers in JSON: what happened when, by whom and why. */
json_t *stored_event_object(const struct store_event *event);

/* What a runner serves of a published flow, where that is not its newest
 * revision: "an older revision is served: ..."; NULL where all is well. */
const char *stored_unserved(const struct store_flow *flow);

/* The revision without its texts, for answers in JSON. */
json_t *stored_object(const struct store_flow *flow);
