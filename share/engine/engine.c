/* The engine: what each event changes; what follows from it is step.c's. */
#include "step.h"

static bool
has_succeeded(const struct step *step, uint8_t at)
{
    static const uint8_t successes[] = {
        [SUCCESS_SENT] =
            1 << REPORT_SENT | 1 << REPORT_DELIVERED | 1 << REPORT_READ,
        [SUCCESS_DELIVERED] = 1 << REPORT_DELIVERED | 1 << REPORT_READ,
        [SUCCESS_READ] = 1 << REPORT_READ,
    };
    enum report report = engine_report(&step->execution->attempts[at]);

    return successes[step->plan->channels[at].success] >> report & 1;
}

/* The channel that succeeded first: it stays while it is still a success. */
static uint8_t
find_success(const struct step *step)
{
    const uint8_t on = step->execution->delivered_on;

    if (on && has_succeeded(step, on - 1))
        return on;
    for (uint8_t at = 0; at < step->plan->nchannels; at++)
        if (has_succeeded(step, at))
            return at + 1;
    return 0;
}

static void
count_successes(const struct step *step)
{
    struct engine_execution *execution = step->execution;
    unsigned n = 0;

    if (!execution->outcome)
        execution->delivered_on = find_success(step);
    for (uint8_t at = 0; at < step->plan->nchannels; at++)
        n += has_succeeded(step, at);
    if (n < 2 || execution->doubled)
        return;
    execution->doubled = true;
    step_note(step, RULE_DOUBLE, step->event->position);
}

static struct engine_attempt *
attempt_of(const struct step *step)
{
    return &step->execution->attempts[step->event->position];
}

/* False for what was left and for all after the end. */
static bool
is_in_work(const struct step *step)
{
    const struct engine_execution *execution = step->execution;

    return step->event->position == execution->position &&
        !execution->outcome && !attempt_of(step)->left;
}

static enum reason
reason_of(const struct engine_event *event)
{
    return event->reason < REASON_COUNT ? event->reason : REASON_OTHER;
}

/* What a class of errors asks for beside moving on. */
static void
act_beside(const struct step *step, enum rule rule)
{
    static const enum action_kind beside[REASON_COUNT] = {
        [REASON_FAILED] = ACTION_NOTE,
        [REASON_TIMEOUT] = ACTION_NOTE,
        [REASON_NOT_ON_CHANNEL] = ACTION_NOTE,
        [REASON_UNREACHABLE] = ACTION_NOTE,
        [REASON_BLOCKED] = ACTION_NOTE,
        [REASON_INVALID_RECIPIENT] = ACTION_NOTE,
        [REASON_EXPIRED] = ACTION_NOTE,
        [REASON_OTHER] = ACTION_NOTE,
        [REASON_OPTED_OUT] = ACTION_OPT_OUT,
        [REASON_TEMPLATE_UNUSABLE] = ACTION_ALARM,
        [REASON_PARAMETERS_WRONG] = ACTION_ALARM,
        [REASON_AUTH] = ACTION_ALARM,
        [REASON_PAYMENT] = ACTION_ALARM,
        [REASON_RATE_LIMITED] = ACTION_NOTE,
        [REASON_PROVIDER_DOWN] = ACTION_NOTE,
    };
    const enum reason reason = reason_of(step->event);
    const uint8_t at = step->event->position;

    if (beside[reason] == ACTION_OPT_OUT)
        rule = RULE_OPT_OUT_ADDED;
    if (beside[reason] != ACTION_NOTE)
        step_act(step, beside[reason], rule, at)->reason = reason;
}

/* A channel that was left says that the flow has to stop. */
static void
stop_later(const struct step *step)
{
    const uint8_t at = step->event->position;
    const enum reason reason = reason_of(step->event);
    struct engine_execution *execution = step->execution;

    if (execution->outcome || execution->stopped ||
        !step_has(step->plan->channels[at].stop_on, reason))
        return;
    execution->stopped = true;
    step_note(step, RULE_STOPPED, at)->reason = reason;
}

/* The provider has it: nothing will be sent again on this channel. */
static void
get_through(struct engine_attempt *attempt)
{
    attempt->unknown = false;
    if (attempt->state == ATTEMPT_CLOSED)
        return;
    attempt->state = ATTEMPT_WAITING;
    attempt->retry_at = 0;
    attempt->ask_at = 0;
}

/* Adds to what is known of the attempt; false if it was known already. */
static bool
record(const struct step *step, enum report report)
{
    struct engine_attempt *attempt = attempt_of(step);
    const unsigned part = step->event->part;
    const uint8_t bit = (uint8_t)(1U << report);
    uint8_t *set = &attempt->reports;

    if (part && step->event->kind == EVENT_REPORT)
        set = &attempt->parts[step_least(part, ENGINE_PARTS_MAX) - 1];
    if (*set & bit)
        return false;
    *set |= bit;
    attempt->reported_at = step->now;
    return true;
}

static void
take_invoked(const struct step *step)
{
    struct engine_execution *execution = step->execution;

    execution->invoked = true;
    execution->invoked_at = step->now;
    execution->not_after = step_later(step->now, step->plan->not_after_ms);
    step_note(step, RULE_INVOKED, 0);
    for (uint8_t at = 0; at < step->plan->nchannels; at++) {
        execution->attempts[at].skipped = step->event->skip >> at & 1;
        if (execution->attempts[at].skipped)
            step_note(step, RULE_SKIPPED, at);
    }
    step_begin(step, 0);
}

static void
take_accepted(const struct step *step)
{
    if (record(step, REPORT_ACCEPTED))
        step_note(step, RULE_ACCEPTED, step->event->position);
    get_through(attempt_of(step));
}

static bool
is_refusal(enum reason reason)
{
    return reason == REASON_RATE_LIMITED || reason == REASON_PROVIDER_DOWN;
}

static void
refuse(const struct step *step, enum reason reason)
{
    struct engine_attempt *attempt = step_current(step);

    attempt->unknown = false;
    if (!is_refusal(reason) || !step_retry(step, reason, INT64_MAX)) {
        step_leave(step, reason, RULE_CLASS_MOVES_ON);
        return;
    }
    attempt->state = ATTEMPT_PLANNED;
    attempt->moved_on = reason;
}

static void
take_rejected(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);
    const enum reason reason = reason_of(step->event);
    const bool awaited =
        attempt->state == ATTEMPT_SENDING || attempt->state == ATTEMPT_UNKNOWN;

    step_note(step, RULE_REJECTED, step->event->position)->reason = reason;
    act_beside(step, RULE_REJECTED);
    if (awaited && is_in_work(step))
        refuse(step, reason);
    else
        stop_later(step);
    if (attempt->state == ATTEMPT_CLOSED)
        attempt->unknown = false;
}

static void
hold_unknown(const struct step *step)
{
    step_note(step, RULE_UNKNOWN_HELD, step->event->position);
    step_ask(step);
}

static void
repeat_unknown(const struct step *step)
{
    const struct engine_attempt *attempt = step_current(step);
    const int64_t known_until =
        step_later(attempt->sending_at, step_channel(step)->dedupe_ms);

    if (step_retry(step, REASON_OTHER, known_until))
        step_ask(step);
    else
        hold_unknown(step);
}

static void
take_unknown(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);

    if (attempt->state != ATTEMPT_SENDING || !is_in_work(step))
        return;
    attempt->state = ATTEMPT_UNKNOWN;
    attempt->unknown = true;
    step_note(step, RULE_UNKNOWN, step->event->position);
    switch (step_channel(step)->on_unknown) {
    case ON_UNKNOWN_HOLD:
        hold_unknown(step);
        break;
    case ON_UNKNOWN_RETRY:
        repeat_unknown(step);
        break;
    case ON_UNKNOWN_FALLBACK:
        step_give_up(step, REASON_OTHER, RULE_UNKNOWN_MOVES_ON);
        step_withdraw(step);
        break;
    }
}

static bool
is_failure(enum report report)
{
    return report == REPORT_FAILED || report == REPORT_EXPIRED;
}

/* A report of an attempt that was left, or that ended with the execution. */
static void
learn_late(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);

    if (step->event->report == REPORT_FAILED)
        stop_later(step);
    if (is_failure(engine_report(attempt)))
        attempt->withdraw_by = 0;
}

static void
learn(const struct step *step)
{
    const enum report report = step->event->report;

    if (has_succeeded(step, step->event->position))
        step_finish(step, OUTCOME_DELIVERED);
    else if (!is_failure(engine_report(attempt_of(step))))
        return;
    else if (report == REPORT_EXPIRED)
        step_leave(step, REASON_EXPIRED, RULE_FAILED_MOVES_ON);
    else
        step_leave(step, reason_of(step->event), RULE_FAILED_MOVES_ON);
}

/* A report that is not known yet. */
static void
apply_report(const struct step *step, bool succeeded_before)
{
    struct engine_attempt *attempt = attempt_of(step);
    const bool over = !is_in_work(step);

    get_through(attempt);
    if (over && !succeeded_before && has_succeeded(step, step->event->position))
        attempt->late = true;
    count_successes(step);
    if (step->event->report == REPORT_FAILED)
        act_beside(step, RULE_REPORT);
    if (over)
        learn_late(step);
    else
        learn(step);
}

static void
note_report(const struct step *step, bool is_new)
{
    const struct engine_event *event = step->event;
    enum rule rule = is_in_work(step) ? RULE_REPORT : RULE_REPORT_LATE;

    if (event->kind == EVENT_QUERIED)
        rule = RULE_QUERY_ANSWERED;
    else if (!is_new)
        rule = RULE_REPORT_REPEATED;
    struct engine_action *action = step_note(step, rule, event->position);
    action->report = event->report;
    action->reason = reason_of(event);
}

static void
take_report(const struct step *step)
{
    const enum report report = step->event->report;
    const bool succeeded = has_succeeded(step, step->event->position);

    if (report == REPORT_NONE || report > REPORT_EXPIRED)
        return;
    const bool is_new = record(step, report);
    note_report(step, is_new);
    if (is_new)
        apply_report(step, succeeded);
}

/* Nobody hears the answer any more: what was asked is asked again. */
static void
forget_question(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);

    if (attempt->state == ATTEMPT_CLOSED)
        return;
    attempt->query_by = 0;
    if (attempt->state == ATTEMPT_UNKNOWN && is_in_work(step) &&
        step_channel(step)->can_query)
        attempt->ask_at = step->now;
}

/* True when an answer says that the message was never taken, and may: what
 * was asked for at once may still have been on its way. */
static bool
was_never_taken(const struct step *step)
{
    const struct engine_attempt *attempt = attempt_of(step);

    return step->event->never_taken && attempt->state == ATTEMPT_UNKNOWN &&
        attempt->asked > 1 && is_in_work(step);
}

/* The wait for an answer that comes after the delay is over with it. */
static void
take_queried(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);

    if (step->event->unanswered) {
        forget_question(step);
        return;
    }
    attempt->query_by = step_least(attempt->query_by, attempt->deadline);
    if (step->event->report != REPORT_NONE && !step->event->never_taken) {
        take_report(step);
        return;
    }
    note_report(step, true);
    if (was_never_taken(step))
        refuse(step, REASON_PROVIDER_DOWN);
}

static void
take_withdrawn(const struct step *step)
{
    struct engine_attempt *attempt = attempt_of(step);
    const bool withdrawn = step->event->withdrawn;

    if (!attempt->left)
        return;
    attempt->withdrawn |= withdrawn;
    attempt->too_late |= !withdrawn && step->event->too_late;
    if (withdrawn || !attempt->too_late)
        attempt->withdraw_by = 0;
    step_note(step, withdrawn ? RULE_WITHDRAW_DONE : RULE_WITHDRAW_FAILED,
        step->event->position);
}

static void
take_timer(const struct step *step)
{
    (void)step; /* what is due is looked at after every event */
}

static void
take_template_unusable(const struct step *step)
{
    if (attempt_of(step)->state == ATTEMPT_PLANNED)
        step_leave(step, REASON_TEMPLATE_UNUSABLE, RULE_TEMPLATE_UNUSABLE);
}

static void
take_cancelled(const struct step *step)
{
    step->execution->cancelled = true;
    step_note(step, RULE_CANCELLED, step->execution->position);
    step_finish(step, OUTCOME_CANCELLED);
}

static void
take_resumed(const struct step *step)
{
    step->execution->held_until = 0;
}

typedef void take_fn(const struct step *step);

static take_fn *const takes[] = {
    [EVENT_INVOKED] = take_invoked,
    [EVENT_ACCEPTED] = take_accepted,
    [EVENT_REJECTED] = take_rejected,
    [EVENT_UNKNOWN] = take_unknown,
    [EVENT_REPORT] = take_report,
    [EVENT_QUERIED] = take_queried,
    [EVENT_WITHDRAWN] = take_withdrawn,
    [EVENT_TIMER] = take_timer,
    [EVENT_TEMPLATE_UNUSABLE] = take_template_unusable,
    [EVENT_CANCELLED] = take_cancelled,
    [EVENT_RESUMED] = take_resumed,
};

/* An answer or a report is about a message that was handed over. */
static bool
is_ours(const struct step *step)
{
    const struct engine_execution *execution = step->execution;
    const size_t at = step->event->position;

    return at < step->plan->nchannels && execution->attempts[at].tries &&
        (!execution->outcome || step->now <= execution->listen_until);
}

static bool
has_meaning(const struct step *step)
{
    const struct engine_execution *execution = step->execution;

    if (step->event->kind == EVENT_INVOKED)
        return !execution->invoked;
    if (!execution->invoked)
        return false;
    switch (step->event->kind) {
    case EVENT_ACCEPTED:
    case EVENT_REJECTED:
    case EVENT_UNKNOWN:
    case EVENT_REPORT:
    case EVENT_QUERIED:
    case EVENT_WITHDRAWN:
        return is_ours(step);
    case EVENT_TEMPLATE_UNUSABLE:
        return !execution->outcome &&
            step->event->position == execution->position;
    case EVENT_INVOKED:
    case EVENT_TIMER:
    case EVENT_CANCELLED:
    case EVENT_RESUMED:
        return !execution->outcome;
    }
    return false;
}

void
engine_step(const struct engine_plan *plan, struct engine_execution *execution,
    const struct engine_event *event, int64_t now,
    struct engine_actions *actions)
{
    const struct step step = {plan, execution, event, now, actions};

    actions->n = 0;
    if (has_meaning(&step))
        takes[event->kind](&step);
    if (execution->invoked && !engine_ended(execution))
        step_settle(&step);
}

bool
engine_ended(const struct engine_execution *execution)
{
    return execution->outcome != OUTCOME_NONE;
}
