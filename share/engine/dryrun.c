/* A dry run: what is told, answered, reported and due, in order of time. */
#include "dryrun.h"

#include <string.h>

#include "nearest.h"
#include "text.h"

/* The middle of what chance could bring. */
#define JITTER (UINT32_C(1) << 31)

/* What a provider may still have to say of each channel. */
enum slot { SLOT_ANSWER, SLOT_REPORT, SLOT_QUERY, SLOT_RECALL, SLOT_COUNT };

struct run {
    const struct dryrun *dryrun;
    struct dryrun_result *result;
    size_t told; /* of the events */
    bool waits[SLOT_COUNT][FLOW_CHANNELS_MAX];
    struct dryrun_event slots[SLOT_COUNT][FLOW_CHANNELS_MAX];
};

/* True when the script itself says what the provider answers. */
static bool
is_told(const struct run *run, enum slot slot, uint8_t at)
{
    static const uint32_t kinds[] = {
        [SLOT_ANSWER] =
            1U << EVENT_ACCEPTED | 1U << EVENT_REJECTED | 1U << EVENT_UNKNOWN,
        [SLOT_REPORT] = 0,
        [SLOT_QUERY] = 1U << EVENT_QUERIED,
        [SLOT_RECALL] = 1U << EVENT_WITHDRAWN,
    };

    for (size_t i = 0; i < run->dryrun->nevents; i++) {
        const struct engine_event *event = &run->dryrun->events[i].event;

        if (event->position == at && kinds[slot] >> event->kind & 1)
            return true;
    }
    return false;
}

static void
expect(struct run *run, enum slot slot, int64_t at_ms,
    const struct engine_event *event)
{
    run->waits[slot][event->position] = true;
    run->slots[slot][event->position] = (struct dryrun_event){at_ms, *event};
}

static void
expect_send(struct run *run, uint8_t at, int64_t now)
{
    struct dryrun_outcome outcome = run->dryrun->outcomes[at];
    struct engine_event event = {.kind = EVENT_ACCEPTED, .position = at};

    if (!outcome.given && is_told(run, SLOT_ANSWER, at))
        return;
    if (!outcome.given)
        outcome.answer_ms = DRYRUN_ANSWER_MS;
    else
        event.kind = outcome.answer;
    event.reason = outcome.reason;
    expect(run, SLOT_ANSWER, now + outcome.answer_ms, &event);
    if (outcome.report == REPORT_NONE || run->waits[SLOT_REPORT][at])
        return;
    event.kind = EVENT_REPORT;
    event.report = outcome.report;
    now += outcome.report_ms;
    if (outcome.late)
        now = run->result->execution.attempts[at].deadline + DRYRUN_LATE_MS;
    expect(run, SLOT_REPORT, now, &event);
}

static void
expect_query(struct run *run, uint8_t at, int64_t now)
{
    const struct engine_event event = {
        .kind = EVENT_QUERIED,
        .position = at,
        .report = engine_report(&run->result->execution.attempts[at]),
    };

    if (!is_told(run, SLOT_QUERY, at))
        expect(run, SLOT_QUERY, now + DRYRUN_ANSWER_MS, &event);
}

static void
expect_recall(struct run *run, uint8_t at, int64_t now)
{
    const struct engine_event event = {
        .kind = EVENT_WITHDRAWN,
        .position = at,
        .withdrawn = !run->waits[SLOT_REPORT][at],
    };

    if (!is_told(run, SLOT_RECALL, at))
        expect(run, SLOT_RECALL, now + DRYRUN_ANSWER_MS, &event);
}

static void
expect_answer(struct run *run, const struct engine_action *action, int64_t now)
{
    switch (action->kind) {
    case ACTION_SEND:
        expect_send(run, action->position, now);
        break;
    case ACTION_WITHDRAW:
        expect_recall(run, action->position, now);
        break;
    case ACTION_QUERY:
        expect_query(run, action->position, now);
        break;
    case ACTION_FINISH:
    case ACTION_OPT_OUT:
    case ACTION_ALARM:
    case ACTION_NOTE:
        break;
    }
}

static void
take_event(struct run *run, const struct dryrun_event *told)
{
    struct dryrun_result *result = run->result;
    struct engine_actions actions;
    struct engine_event event = told->event;

    if (!event.jitter)
        event.jitter = JITTER;
    if (event.may_send_at < run->dryrun->may_send_at_ms)
        event.may_send_at = run->dryrun->may_send_at_ms;
    engine_step(
        run->dryrun->plan, &result->execution, &event, told->at_ms, &actions);
    for (size_t i = 0; i < actions.n; i++) {
        result->lines = arena_grow(&result->arena, result->lines,
            result->nlines, sizeof(*result->lines));
        result->lines[result->nlines++] =
            (struct dryrun_line){told->at_ms, actions.list[i]};
        expect_answer(run, &actions.list[i], told->at_ms);
    }
}

/* The earliest of what a provider has to say, or NULL. */
static bool *
find_slot(struct run *run, struct dryrun_event *next)
{
    bool *found = NULL;

    for (int slot = 0; slot < SLOT_COUNT; slot++)
        for (int at = 0; at < FLOW_CHANNELS_MAX; at++) {
            if (!run->waits[slot][at] ||
                run->slots[slot][at].at_ms >= next->at_ms)
                continue;
            *next = run->slots[slot][at];
            found = &run->waits[slot][at];
        }
    return found;
}

/* What happens next: of equal instants the script's own first, a timer last. */
static bool
take_next(struct run *run)
{
    const struct dryrun *dryrun = run->dryrun;
    const int64_t due = engine_due(dryrun->plan, &run->result->execution);
    struct dryrun_event next = {.at_ms = INT64_MAX};
    bool *slot = find_slot(run, &next);

    if (run->told < dryrun->nevents &&
        dryrun->events[run->told].at_ms <= next.at_ms) {
        next = dryrun->events[run->told];
        slot = NULL;
    }
    if (due < next.at_ms)
        next = (struct dryrun_event){due, {.kind = EVENT_TIMER}};
    else if (slot)
        *slot = false;
    else if (run->told < dryrun->nevents)
        run->told++;
    else
        return false;
    take_event(run, &next);
    return true;
}

void
dryrun_play(const struct dryrun *dryrun, struct dryrun_result *result)
{
    struct run run = {.dryrun = dryrun, .result = result};
    const struct dryrun_event invoked = {
        .event = {.kind = EVENT_INVOKED, .skip = dryrun->skip}};

    *result = (struct dryrun_result){0};
    take_event(&run, &invoked);
    while (take_next(&run))
        ;
}

void
dryrun_done(struct dryrun_result *result)
{
    arena_free(&result->arena);
    *result = (struct dryrun_result){0};
}

static const struct outcome_word {
    const char *word;
    struct dryrun_outcome outcome;
} outcome_rows[] = {
    {"delivered", {.answer = EVENT_ACCEPTED, .report = REPORT_DELIVERED}},
    {"read", {.answer = EVENT_ACCEPTED, .report = REPORT_READ}},
    {"sent", {.answer = EVENT_ACCEPTED, .report = REPORT_SENT}},
    {"failed", {.answer = EVENT_ACCEPTED, .report = REPORT_FAILED}},
    {"expired", {.answer = EVENT_ACCEPTED, .report = REPORT_EXPIRED}},
    {"timeout", {.answer = EVENT_ACCEPTED}},
    {"unknown", {.answer = EVENT_UNKNOWN}},
    {"late",
        {.answer = EVENT_ACCEPTED, .report = REPORT_DELIVERED, .late = true}},
};

/* The classes of refusals; `expired` is a report already. */
static const enum reason classes[] = {
    REASON_NOT_ON_CHANNEL,
    REASON_UNREACHABLE,
    REASON_BLOCKED,
    REASON_INVALID_RECIPIENT,
    REASON_OTHER,
    REASON_OPTED_OUT,
    REASON_TEMPLATE_UNUSABLE,
    REASON_PARAMETERS_WRONG,
    REASON_AUTH,
    REASON_PAYMENT,
    REASON_RATE_LIMITED,
    REASON_PROVIDER_DOWN,
};

#define OUTCOME_NAMES (ARRAY_LEN(outcome_rows) + ARRAY_LEN(classes))

static const char *
outcome_name(size_t i)
{
    if (i < ARRAY_LEN(outcome_rows))
        return outcome_rows[i].word;
    return reason_words[classes[i - ARRAY_LEN(outcome_rows)]];
}

static struct dryrun_outcome
outcome_numbered(size_t i)
{
    struct dryrun_outcome outcome = {.answer = EVENT_REJECTED};

    if (i < ARRAY_LEN(outcome_rows))
        outcome = outcome_rows[i].outcome;
    else
        outcome.reason = classes[i - ARRAY_LEN(outcome_rows)];
    outcome.given = true;
    outcome.answer_ms = DRYRUN_ANSWER_MS;
    outcome.report_ms = DRYRUN_REPORT_MS;
    return outcome;
}

static bool
fail_word(const char *word, struct failure *failure)
{
    auto_(text) struct text all = {0};
    const char *names[OUTCOME_NAMES];

    for (size_t i = 0; i < OUTCOME_NAMES; i++) {
        names[i] = outcome_name(i);
        text_addf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = nearest_word(word, names, OUTCOME_NAMES);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "unknown outcome '%s'; did you mean '%s'?", word, near);
    return failure_set(failure, STATUS_USAGE,
        "unknown outcome '%s'; there are %s", word, text_str(&all));
}

bool
dryrun_outcome_read(
    const char *text, struct dryrun *dryrun, struct failure *failure)
{
    const size_t nchannels =
        dryrun->plan ? dryrun->plan->nchannels : FLOW_CHANNELS_MAX;
    const size_t at = (size_t)(text[0] - '1');

    if (text[0] < '0' || text[0] > '9' || text[1] != '=')
        return failure_set(failure, STATUS_USAGE,
            "'%s' is not a channel and what happens there: '1=timeout'", text);
    if (at >= nchannels)
        return failure_set(failure, STATUS_USAGE,
            "'%s': the channels are 1 to %zu", text, nchannels);
    for (size_t i = 0; i < OUTCOME_NAMES; i++) {
        if (!text_is(outcome_name(i), text + 2))
            continue;
        dryrun->outcomes[at] = outcome_numbered(i);
        return true;
    }
    return fail_word(text + 2, failure);
}
