/*
 * Callbacks: the end of an execution, or each step of it, told to its callback
 * profile, from an outbox that survives a crash. Kaleyra's payload, Standard Webhooks
 * signatures and schedule.
 * Facts: https://developers.kaleyra.io/docs/callback-profile-for-fallback-flow
 * https://github.com/standard-webhooks/standard-webhooks (spec)
 */
#pragma once

#include "invocation.h"
#include "runner.h"

#define CALLBACK_TIMEOUT_MS 20000
#define CALLBACKS_OPEN 64       /* most on their way to one profile */
#define CALLBACK_LEASE_MS 60000 /* a try that nobody heard of is repeated */

/* Puts what the flow's profile wants to hear of the actions into the request
 * that saves them: their end, or each step; nothing without a profile. */
void callback_queue(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request,
    const struct engine_actions *actions);

/* Keeps the provider's message id of a position in the execution's notes. */
void callback_note_id(
    struct store_request *request, uint8_t position, const char *message_id);

/* The provider's message id of a position, from notes; the arena's. */
const char *callback_noted_id(
    struct arena *arena, const char *notes, uint8_t position);

/* Sends what is due in the outbox. */
void callback_run(struct runner *runner);

/* How long after try number `tries` (from 1) the next one comes, ms; -1: it
 * was the last. `random` spreads it by a tenth. */
int64_t callback_wait(unsigned tries, uint32_t random);
