/* The moves of the attempt in work, and what is due. */
#include "step.h"

#include <assert.h>

#define DOUBLINGS_MAX 6 /* of the retry's wait, before its cap is reached */

int64_t
step_later(int64_t at, int64_t ms)
{
    int64_t sum;

    if (__builtin_add_overflow(at, ms, &sum))
        return ms < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

struct engine_action *
step_act(
    const struct step *step, enum action_kind kind, enum rule rule, uint8_t at)
{
    struct engine_actions *actions = step->actions;

    assert(actions->n < ENGINE_ACTIONS_MAX);
    struct engine_action *action = &actions->list[actions->n++];
    *action = (struct engine_action){kind, rule, at};
    return action;
}

struct engine_action *
step_note(const struct step *step, enum rule rule, uint8_t at)
{
    return step_act(step, ACTION_NOTE, rule, at);
}

struct engine_attempt *
step_current(const struct step *step)
{
    return &step->execution->attempts[step->execution->position];
}

const struct engine_channel *
step_channel(const struct step *step)
{
    return &step->plan->channels[step->execution->position];
}

/* Nothing may be sent there, as the recipient wants it. */
static bool
is_unwanted(const struct step *step, size_t at)
{
    return (step->event->opted_out | step->event->unconsented) >> at & 1;
}

/* The first position from `at` on that is to be tried; nchannels: none. */
static uint8_t
next_position(const struct step *step, size_t at)
{
    while (at < step->plan->nchannels &&
        (step->execution->attempts[at].skipped || is_unwanted(step, at)))
        at++;
    return (uint8_t)at;
}

/* True when no other channel may be begun and none tried again. */
static bool
has_enough(const struct step *step)
{
    return step->execution->delivered_on || step->execution->stopped;
}

static void
close_attempt(const struct step *step, struct engine_attempt *attempt)
{
    attempt->unknown |= attempt->state == ATTEMPT_SENDING;
    attempt->state = ATTEMPT_CLOSED;
    attempt->closed_at = step->now;
    attempt->retry_at = 0;
    attempt->ask_at = 0;
    attempt->withdraw_by = 0;
}

void
step_finish(const struct step *step, enum outcome outcome)
{
    struct engine_execution *execution = step->execution;
    struct engine_attempt *attempt = step_current(step);
    uint8_t at = execution->position;

    if (attempt->state == ATTEMPT_PLANNED && attempt->tries)
        attempt->left = true;
    if (attempt->state != ATTEMPT_CLOSED && attempt->tries)
        close_attempt(step, attempt);
    attempt->withdraw_by = 0;
    execution->held_until = 0;
    if (execution->delivered_on) {
        outcome = OUTCOME_DELIVERED;
        at = execution->delivered_on - 1;
        step_note(step, RULE_SUCCESS, at);
    }
    execution->outcome = outcome;
    execution->ended_at = step->now;
    execution->listen_until = step_later(step->now, ENGINE_LISTEN_MS);
    step_act(step, ACTION_FINISH, RULE_FINISHED, at);
}

static void
expire(const struct step *step)
{
    step_note(step, RULE_NOT_AFTER, step->execution->position);
    step_finish(step, OUTCOME_EXPIRED);
}

void
step_give_up(const struct step *step, enum reason reason, enum rule rule)
{
    struct engine_attempt *attempt = step_current(step);

    attempt->left = true;
    attempt->moved_on = reason;
    close_attempt(step, attempt);
    step_note(step, rule, step->execution->position)->reason = reason;
}

/* Which of fallback_on and stop_on names the reason; a report's own class
 * comes before the general `failed`. */
static enum reason
named_reason(const struct step *step, enum reason reason, enum rule rule)
{
    const struct engine_channel *channel = step_channel(step);

    if (rule == RULE_FAILED_MOVES_ON &&
        !step_has(channel->fallback_on | channel->stop_on, reason))
        return REASON_FAILED;
    return reason;
}

void
step_leave(const struct step *step, enum reason reason, enum rule rule)
{
    const struct engine_channel *channel = step_channel(step);
    const enum reason named = named_reason(step, reason, rule);
    const uint8_t at = step->execution->position;

    step_give_up(step, reason, rule);
    if (step_has(channel->stop_on, named)) {
        step_note(step, RULE_STOPPED, at)->reason = reason;
        step_finish(step, OUTCOME_STOPPED);
    } else if (!step_has(channel->fallback_on, named)) {
        step_note(step, RULE_NOT_IN_FALLBACK_ON, at)->reason = reason;
        step_finish(step, OUTCOME_FAILED);
    }
}

void
step_withdraw(const struct step *step)
{
    const struct engine_execution *execution = step->execution;
    const struct engine_channel *channel = step_channel(step);
    const uint8_t at = execution->position;

    if (execution->outcome || has_enough(step) ||
        step->now >= execution->not_after || !channel->can_recall ||
        channel->withdraw == WITHDRAW_NEVER ||
        next_position(step, at + 1U) == step->plan->nchannels)
        return;
    step_current(step)->withdraw_by = step_later(step->now, ENGINE_WITHDRAW_MS);
    step_act(step, ACTION_WITHDRAW, RULE_WITHDRAW_ASKED, at);
}

/* True while nothing may be handed over before `until`. */
static bool
hold(const struct step *step, int64_t until, enum rule why)
{
    struct engine_execution *execution = step->execution;

    until = step_most(until, execution->held_until);
    if (until <= step->now)
        return false;
    if (until != execution->held_until)
        step_note(step, why ? why : RULE_HELD, execution->position);
    execution->held_until = until;
    return true;
}

static bool
is_held(const struct step *step)
{
    return hold(step, step->event->may_send_at, step->event->held_by);
}

static bool
channel_is_held(const struct step *step)
{
    const uint8_t at = step->execution->position;

    return hold(step, step->event->channel_may_send_at[at],
        step->event->channel_held_by[at]);
}

/* A channel that is begun after another was left, with no budget for it. */
static bool
is_unpaid(const struct step *step)
{
    const struct engine_execution *execution = step->execution;

    if (!step->event->spent || step_current(step)->tries)
        return false;
    for (size_t at = 0; at < execution->position; at++)
        if (!execution->attempts[at].skipped)
            return true;
    return false;
}

static void
wait_for_budget(const struct step *step)
{
    if (step->plan->when_spent == WHEN_SPENT_HOLD) {
        (void)hold(step, ENGINE_UNTIL_RESUMED, RULE_WAITS_BUDGET);
        return;
    }
    step_note(step, RULE_BUDGET_STOPS, step->execution->position);
    step_finish(step, OUTCOME_STOPPED);
}

/* True when another channel is better than waiting for this one. */
static bool
is_down(const struct step *step)
{
    const struct engine_channel *channel = step_channel(step);
    const uint8_t at = step->execution->position;

    return step->event->down >> at & 1 &&
        step_has(channel->fallback_on, REASON_PROVIDER_DOWN) &&
        !step_has(channel->stop_on, REASON_PROVIDER_DOWN) &&
        next_position(step, at + 1U) < step->plan->nchannels;
}

static void
hand_over(const struct step *step)
{
    struct engine_attempt *attempt = step_current(step);
    const bool again = attempt->tries;

    if (!again) {
        attempt->sending_at = step->now;
        attempt->deadline =
            step_later(step->now, step_most(step_channel(step)->delay_ms, 1));
    }
    if (attempt->tries < UINT8_MAX)
        attempt->tries++;
    attempt->state = ATTEMPT_SENDING;
    attempt->moved_on = REASON_FAILED;
    attempt->retry_at = 0;
    attempt->asked = 0;
    attempt->ask_at = 0;
    step->execution->held_until = 0;
    step_act(step, ACTION_SEND, again ? RULE_SENT_AGAIN : RULE_SENT,
        step->execution->position);
}

/* False where it is skipped already. */
static bool
skip(const struct step *step, uint8_t at)
{
    struct engine_attempt *attempt = &step->execution->attempts[at];
    const bool opted_out = step->event->opted_out >> at & 1;

    if (attempt->skipped)
        return false;
    attempt->skipped = true;
    step_note(step, opted_out ? RULE_OPTED_OUT : RULE_NO_CONSENT, at);
    return true;
}

/* The channel in work, which waited to be begun or to be tried again. */
static void
drop_unwanted(const struct step *step)
{
    const uint8_t at = step->execution->position;

    if (step_current(step)->tries)
        step_give_up(step, REASON_OPTED_OUT, RULE_UNWANTED_MOVES_ON);
    else
        step_begin(step, at);
}

static void
begin(const struct step *step)
{
    if (step->now >= step->execution->not_after)
        expire(step);
    else if (is_unwanted(step, step->execution->position))
        drop_unwanted(step);
    else if (is_held(step))
        return;
    else if (is_unpaid(step))
        wait_for_budget(step);
    else if (is_down(step))
        step_give_up(step, REASON_PROVIDER_DOWN, RULE_DOWN_MOVES_ON);
    else if (!channel_is_held(step))
        hand_over(step);
}

/* No channel is left: a flow of which nothing was wanted has not failed. */
static void
end_of_channels(const struct step *step, bool unwanted)
{
    bool tried = false;

    for (size_t at = 0; at < step->plan->nchannels; at++)
        tried |= step->execution->attempts[at].tries ||
            step->execution->attempts[at].left;
    step_finish(step, unwanted && !tried ? OUTCOME_STOPPED : OUTCOME_FAILED);
}

void
step_begin(const struct step *step, size_t at)
{
    const uint8_t next = next_position(step, at);
    bool unwanted = false;

    if (has_enough(step)) {
        step_finish(step, OUTCOME_STOPPED);
        return;
    }
    for (; at < next; at++)
        unwanted |= skip(step, (uint8_t)at);
    if (next >= step->plan->nchannels) {
        end_of_channels(step, unwanted);
        return;
    }
    step->execution->position = next;
    step->execution->held_until = 0;
    begin(step);
}

/* Doubling waits. `floor` is what of the first half is not left to chance. */
bool
step_retry(const struct step *step, enum reason reason, int64_t end)
{
    struct engine_attempt *attempt = step_current(step);
    const int doublings = (int)step_least(attempt->tries - 1, DOUBLINGS_MAX);
    const int64_t longest = step_least(
        (int64_t)ENGINE_RETRY_FIRST_MS << doublings, ENGINE_RETRY_MOST_MS);
    const int64_t floor =
        reason == REASON_RATE_LIMITED ? longest / 2 : ENGINE_RETRY_LEAST_MS;
    const int64_t spread = (longest - floor + 1) * step->event->jitter >> 32;
    int64_t at =
        step_later(step->now, step_most(floor, step->event->retry_after_ms));

    at = step_later(at, spread);
    end = step_least(
        end, step_least(attempt->deadline, step->execution->not_after));
    if (at >= end)
        return false;
    attempt->retry_at = at;
    step_note(step, RULE_RETRY_LATER, step->execution->position)->reason =
        reason;
    return true;
}

static void
time_out(const struct step *step)
{
    step_leave(step, REASON_TIMEOUT, RULE_TIMEOUT_MOVES_ON);
    step_withdraw(step);
}

static void
wake_sending(const struct step *step)
{
    if (step->now >= step_current(step)->deadline)
        time_out(step);
}

static void
wake_waiting(const struct step *step)
{
    const struct engine_attempt *attempt = step_current(step);

    if (step->now >= step_query_at(step_channel(step), attempt))
        step_ask(step);
    if (step->now >= step_timeout_at(attempt))
        time_out(step);
}

/* The same message with the same key, while the provider knows it again. */
static bool
may_repeat(const struct step *step)
{
    const struct engine_attempt *attempt = step_current(step);
    const int64_t known_until =
        step_later(attempt->sending_at, step_channel(step)->dedupe_ms);

    return !has_enough(step) && step->now < attempt->deadline &&
        step->now < step->execution->not_after && step->now < known_until &&
        !is_unwanted(step, step->execution->position);
}

static void
wake_unknown(const struct step *step)
{
    struct engine_attempt *attempt = step_current(step);

    if (attempt->ask_at && step->now >= attempt->ask_at &&
        step->now < step_query_at(step_channel(step), attempt))
        step_ask(step);
    wake_waiting(step);
    if (!attempt->retry_at || step->now < attempt->retry_at)
        return;
    if (!may_repeat(step))
        attempt->retry_at = 0;
    else if (!is_held(step) && !channel_is_held(step))
        hand_over(step);
}

static void
wake_refused(const struct step *step)
{
    const struct engine_attempt *attempt = step_current(step);

    if (step->now >= attempt->deadline)
        step_leave(step, attempt->moved_on, RULE_CLASS_MOVES_ON);
    else if (step->now >= attempt->retry_at)
        begin(step);
    else if (step->now >= step->execution->not_after)
        expire(step);
}

static void
wake_planned(const struct step *step)
{
    if (has_enough(step))
        step_finish(step, OUTCOME_STOPPED);
    else if (step_current(step)->tries)
        wake_refused(step);
    else
        begin(step);
}

/* Left, and maybe withdrawn: nothing else is begun while that is open. */
static void
wake_closed(const struct step *step)
{
    struct engine_attempt *attempt = step_current(step);

    if (!attempt->withdraw_by)
        return;
    if (step->now < attempt->withdraw_by && !has_enough(step))
        return;
    if (step->now >= attempt->withdraw_by && !attempt->too_late)
        step_note(step, RULE_WITHDRAW_UNANSWERED, step->execution->position);
    attempt->withdraw_by = 0;
}

typedef void wake_fn(const struct step *step);

static wake_fn *const wakes[] = {
    [ATTEMPT_PLANNED] = wake_planned,
    [ATTEMPT_SENDING] = wake_sending,
    [ATTEMPT_UNKNOWN] = wake_unknown,
    [ATTEMPT_WAITING] = wake_waiting,
    [ATTEMPT_CLOSED] = wake_closed,
};

/* A channel that is left as it is begun is not the end: the next one is. */
void
step_settle(const struct step *step)
{
    const struct engine_execution *execution = step->execution;

    wakes[step_current(step)->state](step);
    while (!execution->outcome && step_current(step)->state == ATTEMPT_CLOSED &&
        !step_current(step)->withdraw_by)
        step_begin(step, execution->position + 1U);
}
