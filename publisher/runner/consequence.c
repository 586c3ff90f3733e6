/* What follows from a step: timeline, message ids, callback, hand-overs. */
#include "drive.h"

#include "asking.h"
#include "callback.h"
#include "clean.h"
#include "clock.h"
#include "crash.h"
#include "digest.h"
#include "handover.h"
#include "id62.h"
#include "reference.h"
#include "sandbox.h"
#include "standing.h"

#include <string.h>

struct making {
    struct runner *runner;
    const struct published *published;
    struct invocation *invocation; /* read(): when it is needed */
    struct store_request *request;
    const struct drive_event *event;
    struct drive_outcome *outcome;
    int64_t now;
    struct store_line *lines;
};

static void
add_line(struct making *m, const struct engine_action *action)
{
    struct arena *arena = &m->request->arena;
    const bool from_event = action->rule == RULE_ACCEPTED ||
        action->rule == RULE_REJECTED || action->rule == RULE_UNKNOWN ||
        action->rule == RULE_REPORT || action->rule == RULE_REPORT_LATE ||
        action->rule == RULE_QUERY_ANSWERED ||
        action->rule == RULE_WITHDRAW_DONE ||
        action->rule == RULE_WITHDRAW_FAILED;

    m->lines =
        arena_grow(arena, m->lines, m->request->in.nlines, sizeof(*m->lines));
    m->lines[m->request->in.nlines++] = (struct store_line){
        .at = m->now,
        .position = action->position,
        .rule = action->rule,
        .reason = action->reason,
        .report = action->report,
        .text = from_event && m->event ? arena_strdup(arena, m->event->words)
                                       : NULL,
    };
    m->request->in.lines = m->lines;
}

/* What was brought: read only for the steps that need it, which most reports
 * do not. */
static const struct invocation *
read_input(struct making *m)
{
    struct invocation *invocation = m->invocation;

    if (!invocation->recipients[0] &&
        !invocation_unpack(
            invocation, &m->request->arena, m->request->in.execution.input))
        runner_log(m->runner, "the input of an execution is not readable");
    return invocation;
}

static const char *
brought(const char *name, void *data)
{
    return json_string_value(json_object_get(data, name));
}

static struct courier_job *
make_job(struct making *m, uint8_t position)
{
    const struct published *published = m->published;
    const struct flow_channel *step = &published->flow->channels[position];
    struct arena *arena = &m->request->arena;
    const struct invocation *invocation = read_input(m);
    struct message message = {.to = invocation->recipients[position]};
    char reference[REFERENCE_SIZE];
    const struct message_source source = {
        .flow = published->flow,
        .step = step,
        .template = published->templates[position],
        .workspace = m->runner->workspace,
        .input = brought,
        .data = invocation->inputs[position],
    };

    if (!message_make(&message, arena, &source, &m->outcome->failure))
        return NULL;
    reference_format(reference, m->request->in.execution.id, position);
    message.reference = arena_strdup(arena, reference);
    message.now = runner_wall(m->runner);
    message.report_url =
        reference_url(m->runner, arena, step->channel.text, reference);
    if (message.provider->expiry_max_ms)
        message.expiry_ms =
            m->request->in.execution.engine.attempts[position].deadline -
            m->now;
    struct courier_job *job = handover_make(&message, &m->outcome->failure);
    if (!job)
        return NULL;
    struct drive_ticket *ticket = arena_alloc(&job->arena, sizeof(*ticket));
    memcpy(ticket->id, m->request->in.execution.id, sizeof(ticket->id));
    ticket->errand.answered = drive_answered;
    ticket->position = position;
    ticket->provider = message.provider;
    ticket->brake = m->outcome->taken.channel;
    ticket->probe = m->outcome->taken.probe;
    job->data = ticket;
    return job;
}

static void
send_on(struct making *m, uint8_t position)
{
    if (m->published->sandboxed & 1U << position) {
        m->outcome->sandboxed |= (uint8_t)(1U << position);
        return;
    }
    m->outcome->jobs[position] = make_job(m, position);
    m->outcome->refused[position] = !m->outcome->jobs[position];
}

/* An execution has one attempt in work, so one question of a kind is enough. */
static void
ask(struct making *m, uint8_t position, enum inquiry_kind kind)
{
    struct drive_question *question = &m->outcome->questions[kind];

    question->wanted = true;
    question->position = position;
    if (!(m->published->sandboxed & 1U << position))
        question->job = asking_make(m->runner, m->published, read_input(m),
            &m->request->in.execution, position, kind, &question->why);
}

static void
remember_ids(struct making *m)
{
    const struct drive_event *event = m->event;
    struct store_request *request = m->request;

    if (!event || event->event.kind != EVENT_ACCEPTED || !event->nids)
        return;
    const uint8_t position = event->event.position;
    struct store_message *messages =
        arena_alloc(&request->arena, event->nids * sizeof(*messages));
    for (size_t i = 0; i < event->nids; i++) {
        messages[i] = (struct store_message){
            .scope = m->published->flow->channels[position].channel.text,
            .message_id = arena_strdup(&request->arena, event->ids[i]),
            .position = position,
            .part = event->nids > 1 ? (uint8_t)(i + 1) : 0,
        };
        memcpy(messages[i].execution, request->in.execution.id, STORE_ID_SIZE);
    }
    request->in.messages = messages;
    request->in.nmessages = event->nids;
    callback_note_id(request, position, event->ids[0]);
}

/* Kept with the step that learned it, or not at all. */
static void
opt_out(struct making *m, uint8_t position)
{
    struct store_request *request = m->request;
    const char *recipient = read_input(m)->recipients[position];
    char id[ID62_TEXT_SIZE];

    if (!recipient)
        return;
    struct store_wish *wish = arena_alloc(&request->arena, sizeof(*wish));
    *wish = standing_opt_out(m->published, position, recipient);
    id62_format(id, request->in.execution.id);
    wish->by = arena_strdup(&request->arena, id);
    wish->at = m->now;
    request->in.wishes = wish;
    request->in.nwishes = 1;
}

/* True when no hand-over can need the values of the inputs any more. */
static bool
inputs_are_done(
    const struct published *published, const struct engine_execution *execution)
{
    if (engine_ended(execution))
        return true;
    for (size_t i = execution->position + 1U; i < published->flow->nchannels;
         i++)
        if (!execution->attempts[i].skipped)
            return false;
    const enum attempt_state state =
        execution->attempts[execution->position].state;
    return state == ATTEMPT_WAITING || state == ATTEMPT_CLOSED;
}

static void
erase_sensitive(struct making *m)
{
    struct store_execution *execution = &m->request->in.execution;

    if (!invocation_is_sensitive(m->published) ||
        !inputs_are_done(m->published, &execution->engine))
        return;
    auto_(heap) char *erased = invocation_erase(execution->input, m->published);
    execution->input = arena_strdup(&m->request->arena, erased);
}

int64_t
drive_due(const struct published *published,
    const struct engine_execution *execution,
    const char *const recipients[FLOW_CHANNELS_MAX], int64_t now)
{
    const int64_t due = engine_due(&published->plan, execution);
    uint8_t position;
    enum report report;

    if (!published->sandboxed)
        return due;
    const int64_t sandbox = sandbox_next(
        execution, published->sandboxed, recipients, &position, &report);
    /* Nobody listens for ever: a report that the engine does not take any more
     * would be due again and again. */
    if (sandbox < due &&
        !(engine_ended(execution) && now > execution->listen_until))
        return sandbox;
    return due;
}

/* It waits, and no gate knows of it: see wake_want(). */
static bool
was_put_off(const struct store_execution *execution)
{
    return !execution->gate &&
        execution->engine.held_until == ENGINE_UNTIL_RESUMED;
}

static void
set_due(struct making *m)
{
    static const char *const nobody[FLOW_CHANNELS_MAX];
    struct store_execution *execution = &m->request->in.execution;

    execution->due = drive_due(m->published, &execution->engine,
        m->published->sandboxed ? read_input(m)->recipients : nobody, m->now);
    if (was_put_off(execution) && m->now + CLOCK_MINUTE < execution->due)
        execution->due = m->now + CLOCK_MINUTE;
}

void
drive_prepare(struct runner *runner, const struct published *published,
    struct invocation *invocation, struct store_request *request,
    const struct engine_actions *actions, const struct drive_event *event,
    struct drive_outcome *outcome)
{
    struct making m = {
        .runner = runner,
        .published = published,
        .invocation = invocation,
        .request = request,
        .event = event,
        .outcome = outcome,
        .now = runner_now(runner),
    };

    remember_ids(&m);
    brakes_take(runner, published, request, actions, m.now, &outcome->taken);
    for (size_t i = 0; i < actions->n; i++) {
        const struct engine_action *action = &actions->list[i];

        add_line(&m, action);
        if (action->kind == ACTION_SEND)
            send_on(&m, action->position);
        else if (action->kind == ACTION_WITHDRAW)
            ask(&m, action->position, INQUIRY_RECALL);
        else if (action->kind == ACTION_QUERY)
            ask(&m, action->position, INQUIRY_QUERY);
        else if (action->kind == ACTION_OPT_OUT)
            opt_out(&m, action->position);
        else if (action->kind == ACTION_ALARM)
            runner_log(runner, "alarm: channel '%s': %s",
                published->flow->channels[action->position].channel.text,
                reason_words[action->reason]);
    }
    if (published->flow->callback_profile.text)
        callback_queue(runner, published, read_input(&m), request, actions);
    outcome->calls_back = request->in.ncallbacks > 0;
    set_due(&m);
    erase_sensitive(&m);
}

/* What the sandbox does with the message of a position. */
static void
foretell(struct sandbox_fate *fate, const struct store_execution *saved,
    uint8_t position)
{
    const struct engine_attempt *attempt = &saved->engine.attempts[position];
    struct invocation invocation = {0};
    struct arena arena = {0};

    (void)invocation_unpack(&invocation, &arena, saved->input);
    sandbox_fate(fate, invocation.recipients[position], position,
        attempt->sending_at, attempt->deadline);
    invocation_done(&invocation);
    arena_free(&arena);
}

static void
hand_to_sandbox(
    struct runner *runner, const struct store_execution *saved, uint8_t i)
{
    struct sandbox_fate fate;

    foretell(&fate, saved, i);
    const struct drive_event event = {
        .event = {.kind = fate.answer,
            .position = i,
            .reason = fate.reason,
            .retry_after_ms = fate.retry_after_ms},
        .words = "sandbox",
    };
    drive_apply(runner, saved->id, &event);
}

/* What could not even be asked for: as if the provider had refused it. */
static void
refuse(struct runner *runner, const struct store_execution *saved, uint8_t i,
    const struct failure *failure)
{
    auto_(heap) char *words = clean_line(failure->text);
    const struct drive_event event = {
        .event = {.kind = EVENT_REJECTED, .position = i, .reason = REASON_AUTH},
        .words = words,
    };

    runner_log(runner, "a message cannot be made: %s", failure->text);
    drive_apply(runner, saved->id, &event);
}

/* Sent on its way; what the sandbox is asked, and what cannot be asked at
 * all, is answered here, so that the engine waits for nothing. */
static void
pose(struct runner *runner, const struct store_execution *saved,
    struct drive_question *question, enum inquiry_kind kind)
{
    const uint8_t i = question->position;
    struct inquiry_answer answer = {.words = question->why.text};

    if (!question->wanted)
        return;
    if (question->job) {
        courier_submit(runner->courier, take(question->job));
        return;
    }
    if (!question->why.text[0]) {
        struct sandbox_fate fate;

        foretell(&fate, saved, i);
        sandbox_inquire(&answer, kind, &fate, runner_now(runner));
    }
    asking_tell(runner, saved->id, i, kind, &answer);
}

void
drive_perform(struct runner *runner, const struct store_execution *saved,
    struct drive_outcome *outcome)
{
    runner_wake_executions(runner, saved->due);
    if (outcome->calls_back)
        runner_wake_callbacks(runner, 0);
    for (uint8_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        if (outcome->jobs[i]) {
            CRASH_POINT("drive.after_commit");
            brakes_sent(outcome->taken.channel);
            courier_submit(runner->courier, take(outcome->jobs[i]));
        } else if (outcome->refused[i]) {
            brakes_failed(runner, &outcome->taken, outcome->failure.text);
            refuse(runner, saved, i, &outcome->failure);
        } else if (outcome->sandboxed & 1U << i) {
            hand_to_sandbox(runner, saved, i);
        }
    }
    for (int kind = 0; kind <= INQUIRY_RECALL; kind++)
        pose(runner, saved, &outcome->questions[kind], (enum inquiry_kind)kind);
    outcome->taken = (struct brakes_taken){0};
}

/*
 * The sandbox's reports that are due, then the engine's timer: in the order of
 * their instants, so that a report that came before the end of a delay is
 * known before the delay is over, however late the runner wakes.
 */
void
drive_wake(struct runner *runner, const struct store_execution *execution,
    const struct published *published)
{
    const int64_t now = runner_now(runner);
    struct invocation invocation = {0};
    struct arena arena = {0};
    struct drive_event event = {.event = {.kind = EVENT_TIMER}};
    uint8_t position;
    enum report report;

    (void)invocation_unpack(&invocation, &arena, execution->input);
    const int64_t sandbox = sandbox_next(&execution->engine,
        published->sandboxed, invocation.recipients, &position, &report);
    const int64_t timer = engine_due(&published->plan, &execution->engine);
    if (sandbox <= now && sandbox <= timer) {
        event.event.kind = EVENT_REPORT;
        event.event.position = position;
        event.event.report = report;
        event.event.reason = REASON_FAILED;
        event.words = "sandbox";
    } else if (was_put_off(execution)) {
        event.event.kind = EVENT_RESUMED;
    }
    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, execution->id, &event);
    invocation_done(&invocation);
    arena_free(&arena);
}
