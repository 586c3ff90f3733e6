/*
 * Inside the engine: what one call of engine_step() works on, and the moves it
 * can make with the attempt in work. Not for others.
 */
#pragma once

#include "engine.h"

struct step {
    const struct engine_plan *plan;
    struct engine_execution *execution;
    const struct engine_event *event;
    int64_t now;
    struct engine_actions *actions;
};

/* Instants and spans are added up to the last instant, never beyond it. */
int64_t step_later(int64_t at, int64_t ms);

static inline int64_t
step_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t
step_most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline bool
step_has(uint32_t set, enum reason reason)
{
    return set >> reason & 1;
}

/* Adds an action; what else it says is filled in by the caller. */
struct engine_action *step_act(
    const struct step *step, enum action_kind kind, enum rule rule, uint8_t at);
struct engine_action *step_note(
    const struct step *step, enum rule rule, uint8_t at);

/* The attempt in work, and its channel. */
struct engine_attempt *step_current(const struct step *step);
const struct engine_channel *step_channel(const struct step *step);

/* Closes the attempt and remembers why it was given up. */
void step_give_up(const struct step *step, enum reason reason, enum rule rule);

/* The same, and ends the flow where stop_on or fallback_on say so. */
void step_leave(const struct step *step, enum reason reason, enum rule rule);

/* Asks the provider to take back what may still arrive, if another channel
 * would be begun now. */
void step_withdraw(const struct step *step);

/* Sets when the attempt is tried again; false: no try fits before `end`. */
bool step_retry(const struct step *step, enum reason reason, int64_t end);

/* Asks for the attempt's status, if its channel can be asked. */
void step_ask(const struct step *step);

/* When it is asked for the last time; INT64_MAX: not, or it was. */
int64_t step_query_at(
    const struct engine_channel *channel, const struct engine_attempt *attempt);

/* When its silence counts: the end of the delay, or of the last question. */
int64_t step_timeout_at(const struct engine_attempt *attempt);

/* Begins the first channel from `at` on that is not skipped, or ends. */
void step_begin(const struct step *step, size_t at);

/* Ends the execution: as delivered, if any channel has. */
void step_finish(const struct step *step, enum outcome outcome);

/* Does what is due: timeouts, tries, queries, recalls, the next channel. */
void step_settle(const struct step *step);
