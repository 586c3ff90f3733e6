/* Load, decide, save, act. */
#include "drive.h"

#include "digest.h"
#include "handover.h"
#include "id62.h"
#include "standing.h"
#include "window.h"

#include <stdio.h>
#include <string.h>

/* Of one event against other savers of its execution. One of them gets through
 * in each turn, so a batch of reports of one message needs as many. */
#define TRIES_MAX 1000
#define WAITS_MAX 10000 /* seconds: for a state that can never be read */
#define HELD_MS 1000    /* what a runner that stops holds back */
#define AGAIN_MS 1000   /* after a store that could not save */

/* An event on its way: it lives from drive_apply() to its commit. */
struct step {
    struct runner *runner;
    uint8_t id[STORE_ID_SIZE];
    struct drive_event event;
    struct arena arena; /* of the event's texts */
    struct drive_outcome outcome;
    unsigned tries;
    int64_t revision; /* 0: not known yet */
    char workflow_id[40];
    const char *scope; /* the channel of the event's position */
    unsigned waits;    /* for a store that could not keep it */
    /* The execution, while it is asked where its recipients stand. */
    struct store_request *found;
    int64_t
        now; /* of its decision: whether anything is handed over, and what */
    struct step *next; /* that waits */
};

static void load(struct step *step);

static void
drop_jobs(struct step *step)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        courier_job_free(step->outcome.jobs[i]);
    brakes_give_back(&step->outcome.taken);
    for (size_t i = 0; i < ARRAY_LEN(step->outcome.questions); i++)
        courier_job_free(step->outcome.questions[i].job);
    step->outcome = (struct drive_outcome){0};
}

static void
end(struct step *step, bool kept)
{
    if (step->event.kept)
        step->event.kept(kept, step->event.data);
    drop_jobs(step);
    store_request_free(step->found);
    arena_free(&step->arena);
    free(step);
}

static void
copy_event(struct step *step, const struct drive_event *event)
{
    const char **ids = NULL;

    step->event = *event;
    step->event.words = arena_strdup(&step->arena, event->words);
    step->event.channel = arena_strdup(&step->arena, event->channel);
    if (event->nids)
        ids = arena_alloc(&step->arena, event->nids * sizeof(*ids));
    for (size_t i = 0; i < event->nids; i++)
        ids[i] = arena_strdup(&step->arena, event->ids[i]);
    step->event.ids = ids;
}

void
drive_apply(struct runner *runner, const uint8_t id[STORE_ID_SIZE],
    const struct drive_event *event)
{
    struct step *step = calloc(1, sizeof(*step));

    if (!step)
        abort();
    step->runner = runner;
    memcpy(step->id, id, sizeof(step->id));
    copy_event(step, event);
    load(step);
}

struct claim { /* reports that came before the provider's answer */
    struct runner *runner;
    uint8_t id[STORE_ID_SIZE];
    uint8_t position, part;
};

static void
orphans_found(struct store_request *request)
{
    struct claim *claim = request->data;

    for (size_t i = 0; i < request->out.norphans; i++) {
        const struct store_orphan *orphan = &request->out.orphans[i];
        const struct drive_event event = {
            .event = {.kind = EVENT_REPORT,
                .position = claim->position,
                .part = orphan->part ? orphan->part : claim->part,
                .report = orphan->report,
                .reason = orphan->reason},
            .words = "came before the answer",
        };

        drive_apply(claim->runner, claim->id, &event);
    }
    free(claim);
}

static void
claim_orphans(const struct step *step)
{
    for (size_t i = 0; i < step->event.nids; i++) {
        const struct engine_event *event = &step->event.event;
        struct claim *claim = malloc(sizeof(*claim));

        if (!claim)
            abort();
        *claim = (struct claim){
            .runner = step->runner,
            .position = event->position,
            .part = step->event.nids > 1 ? (uint8_t)(i + 1) : 0,
        };
        memcpy(claim->id, step->id, STORE_ID_SIZE);
        struct store_request *request =
            store_request_new(STORE_ORPHANS, orphans_found, claim);
        request->in.scope = arena_strdup(&request->arena, step->scope);
        request->in.message_id =
            arena_strdup(&request->arena, step->event.ids[i]);
        store_submit(step->runner->store, request);
    }
}

/*
 * The store could not keep the event. Who waits for it hears so and comes
 * again; a timer is due again. All else, the answer of a provider above all,
 * was told once and to us alone: it is kept here until it can be saved, or a
 * message that was sent would be taken for one that nobody knows of.
 */
static void
postpone(struct step *step)
{
    struct runner *runner = step->runner;

    if (step->event.kept || step->event.event.kind == EVENT_TIMER ||
        ++step->waits > WAITS_MAX) {
        end(step, false);
        return;
    }
    drop_jobs(step);
    step->revision = 0;
    step->next = runner->postponed;
    runner->postponed = step;
    runner->postponed_due = runner_now(runner) + AGAIN_MS;
}

void
drive_again(struct runner *runner)
{
    struct step *step = runner->postponed, *next;

    if (!step || runner->postponed_due > runner_now(runner))
        return;
    runner->postponed = NULL;
    runner->postponed_due = STORE_NEVER;
    for (; step; step = next) {
        next = step->next;
        load(step);
    }
}

void
drive_done(struct runner *runner)
{
    struct step *step = runner->postponed, *next;

    runner->postponed = NULL;
    for (; step; step = next) {
        next = step->next;
        end(step, false);
    }
}

/* Somebody else saved it in between: decide again on what is there now. */
static void
try_again(struct step *step)
{
    drop_jobs(step);
    if (++step->tries < TRIES_MAX) {
        load(step);
        return;
    }
    runner_log(step->runner,
        "an event is given up: its execution changes "
        "too often");
    end(step, false);
}

static void
saved(struct store_request *request)
{
    struct step *step = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(
            step->runner, "an event was not kept: %s", request->failure.text);
        /* What is still due in the store must be woken again. */
        runner_wake_executions(
            step->runner, runner_now(step->runner) + AGAIN_MS);
        postpone(step);
        return;
    }
    if (request->out.conflicted) {
        try_again(step);
        return;
    }
    drive_perform(step->runner, &request->in.execution, &step->outcome);
    end(step, true);
}

/* A runner that stops hands nothing over any more: the next one does, since
 * nothing that is held is woken before it. */
static int64_t
may_send_at(
    const struct runner *runner, const struct published *published, int64_t now)
{
    const int64_t opens = window_opens(&published->flow->send_window, now);
    const int64_t held = now + HELD_MS;

    return runner->stopping && opens < held ? held : opens;
}

/* Looked at anew at each try: others may have taken what was free. */
static void
hold_back(struct step *step, const struct published *published, int64_t now)
{
    struct engine_event *event = &step->event.event;

    event->down = 0;
    event->spent = false;
    event->held_by = RULE_HELD;
    for (size_t at = 0; at < FLOW_CHANNELS_MAX; at++)
        event->channel_may_send_at[at] = 0;
    event->may_send_at = may_send_at(step->runner, published, now);
    brakes_hold(step->runner, published, step->event.turn, now, event);
}

/* One save for all that follows from the event. */
static void
decide(struct step *step, const struct published *published,
    const struct store_execution *execution)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_SAVE, saved, step);
    struct arena *arena = &request->arena;
    struct invocation invocation = {0};
    struct engine_actions actions;

    request->in.execution = *execution;
    struct store_execution *next = &request->in.execution;
    next->workflow_id = arena_strdup(arena, execution->workflow_id);
    next->input = arena_strdup(arena, execution->input);
    next->notes = arena_strdup(arena, execution->notes);
    next->key_id = arena_strdup(arena, execution->key_id);
    next->request_id = arena_strdup(arena, execution->request_id);
    next->gate = arena_strdup(arena, execution->gate);
    step->scope = arena_strdup(&step->arena,
        published->channels[step->event.event.position]
            ? published->channels[step->event.event.position]->name.text
            : "");
    hold_back(step, published, step->now);
    engine_step(&published->plan, &next->engine, &step->event.event, step->now,
        &actions);
    drive_prepare(step->runner, published, &invocation, request, &actions,
        &step->event, &step->outcome);
    invocation_done(&invocation);
    store_submit(step->runner->store, request);
    claim_orphans(
        step); /* in the same turn: kept with the ids, or not at all */
}

static void
stood(struct store_request *request)
{
    struct step *step = request->data;
    auto_(store_request) struct store_request *found = take(step->found);
    const struct store_execution *execution = &found->out.executions[0];

    if (request->failure.status != STATUS_DONE) {
        runner_log(step->runner, "%s", request->failure.text);
        postpone(step);
        return;
    }
    const struct published *published = published_known(
        step->runner, execution->workflow_id, execution->revision);
    if (!published) {
        load(step);
        return;
    }
    standing_tell(published, request->out.standings, &step->event.event);
    decide(step, published, execution);
}

/* What they want may have changed since the last hand-over. */
static void
ask_standings(struct step *step, const struct published *published,
    struct store_request *loaded)
{
    struct store_request *found = store_request_take(loaded);
    const char **recipients =
        arena_alloc(&found->arena, FLOW_CHANNELS_MAX * sizeof(*recipients));
    struct invocation invocation = {0};

    if (!invocation_unpack(
            &invocation, &found->arena, found->out.executions[0].input))
        runner_log(step->runner, "the input of an execution is not readable");
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        recipients[i] = invocation.recipients[i];
    invocation_done(&invocation);
    step->found = found;
    store_submit(
        step->runner->store, standing_ask(published, recipients, stood, step));
}

/*
 * A platform that proved itself on one channel speaks of another platform's
 * message. Channels of one platform may share an address: Meta's apps have one.
 */
static bool
is_foreign(const struct step *step, const struct published *published)
{
    const char *channel = step->event.channel;
    const struct workspace_channel *from =
        channel ? workspace_channel(step->runner->workspace, channel) : NULL;
    const struct workspace_channel *own =
        published->channels[step->event.event.position];

    if (!from || (own && text_is(own->provider.text, from->provider.text)))
        return false;
    runner_log(step->runner,
        "a report on '%s' names a message of another platform", channel);
    return true;
}

static void
loaded(struct store_request *request)
{
    struct step *step = request->data;
    struct published *published = NULL;

    if (!request->out.nexecutions) {
        const bool failed = request->failure.status != STATUS_DONE;

        if (failed) {
            runner_log(step->runner, "%s", request->failure.text);
            postpone(step);
        } else {
            end(step, true); /* no such execution: nothing to keep */
        }
        return;
    }
    const struct store_execution *execution = &request->out.executions[0];
    step->event.event.opted_out = step->event.event.unconsented = 0;
    step->now = runner_now(step->runner);
    published = published_known(
        step->runner, execution->workflow_id, execution->revision);
    if (published && is_foreign(step, published)) {
        end(step, true); /* it proved itself, and says nothing that counts */
        return;
    }
    if (published &&
        standing_matters(
            published, &execution->engine, &step->event.event, step->now)) {
        ask_standings(step, published, request);
        return;
    }
    if (published) {
        decide(step, published, execution);
        return;
    }
    (void)snprintf(step->workflow_id, sizeof(step->workflow_id), "%s",
        execution->workflow_id);
    step->revision = execution->revision;
    load(step);
}

/* The revision is there now, or cannot be used: try the execution again. */
static void
readied(struct published *published, enum status why, void *data)
{
    struct step *step = data;

    step->revision = 0;
    if (published) {
        load(step);
        return;
    }
    if (why != STATUS_DONE && why != STATUS_FINDINGS) {
        postpone(step);
        return;
    }
    char id[ID62_TEXT_SIZE];
    id62_format(id, step->id);
    runner_log(
        step->runner, "execution %s waits: its flow cannot be used here", id);
    end(step, false);
}

static void
load(struct step *step)
{
    if (step->revision) {
        published_want(
            step->runner, step->workflow_id, step->revision, readied, step);
        return;
    }
    struct store_request *request =
        store_request_new(STORE_EXECUTION, loaded, step);
    memcpy(request->in.execution.id, step->id, sizeof(step->id));
    store_submit(step->runner->store, request);
}

void
drive_resume(
    struct runner *runner, const uint8_t id[STORE_ID_SIZE], const void *turn)
{
    struct drive_event event = {.event = {.kind = EVENT_RESUMED}, .turn = turn};

    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, id, &event);
}

void
drive_answered(struct runner *runner, struct courier_job *job)
{
    const struct drive_ticket *ticket = job->data;
    struct handover_answer answer = {0};

    handover_read(
        &answer, &job->arena, ticket->provider, job, runner_wall(runner));
    brakes_heard(runner, ticket->brake, ticket->probe, &answer);
    struct drive_event event = {
        .event = {.kind = answer.kind,
            .position = ticket->position,
            .reason = answer.reason,
            .retry_after_ms = answer.retry_after_ms},
        .words = answer.words,
        .ids = answer.ids,
        .nids = answer.nids,
    };
    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, ticket->id, &event);
}
