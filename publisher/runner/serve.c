/* Putting the runner together, and its turns. */
#include "serve.h"

#include "api.h"
#include "audit.h"
#include "batch.h"
#include "brakes.h"
#include "callback.h"
#include "chore.h"
#include "clock.h"
#include "digest.h"
#include "drive.h"
#include "orphans.h"
#include "published.h"
#include "signers.h"
#include "wake.h"

#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>

#define LAST_TURNS 100

static void
tell_interrupted(struct runner *runner, const struct store_execution *execution,
    uint8_t position, enum event_kind kind)
{
    struct drive_event event = {
        .event = {.kind = kind,
            .position = position,
            .unanswered = kind == EVENT_QUERIED},
        .words = "the runner ended in between",
    };

    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, execution->id, &event);
}

/* Returns how many messages were on their way. A message that is sent again
 * may have been asked about before, so each wait is ended by itself. */
static size_t
settle_execution(struct runner *runner, const struct store_execution *execution)
{
    size_t sending = 0;

    for (uint8_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        const struct engine_attempt *attempt = &execution->engine.attempts[i];

        if (attempt->withdraw_by)
            tell_interrupted(runner, execution, i, EVENT_WITHDRAWN);
        if (attempt->query_by)
            tell_interrupted(runner, execution, i, EVENT_QUERIED);
        if (attempt->state != ATTEMPT_SENDING)
            continue;
        tell_interrupted(runner, execution, i, EVENT_UNKNOWN);
        sending++;
    }
    return sending;
}

/*
 * What was in the air when a process died: nobody knows what became of it. It
 * is told so before anything that is due is done: a delay that ended meanwhile
 * asks first, since reports may have found nobody here.
 */
static void
interrupted_found(struct store_request *request)
{
    struct runner *runner = request->data;
    size_t sending = 0;

    runner->settled = request->failure.status == STATUS_DONE;
    runner_wake_executions(
        runner, runner->settled ? 0 : runner_now(runner) + CLOCK_SECOND);
    if (!runner->settled)
        runner_log(runner, "what was being sent is not known: %s",
            request->failure.text);
    for (size_t i = 0; i < request->out.nexecutions; i++)
        sending += settle_execution(runner, &request->out.executions[i]);
    if (sending)
        runner_log(runner,
            "%zu messages were being sent when the last runner "
            "ended: their result is unknown",
            sending);
}

static void
settle(struct runner *runner)
{
    store_submit(runner->store,
        store_request_new(STORE_INTERRUPTED, interrupted_found, runner));
}

static void
look_at_due(struct runner *runner)
{
    if (runner->settled) {
        wake_due(runner);
    } else if (runner->executions_due <= runner_now(runner) &&
        !runner->stopping) {
        runner->executions_due = STORE_NEVER;
        settle(runner);
    }
}

static void
take_result(struct courier_job *job, void *data)
{
    const struct errand *errand = job->data;

    errand->answered(data, job);
    courier_job_free(job);
}

static void
begin_stop(struct runner *runner)
{
    runner->stopping = true;
    runner_log(runner, "stopping: nothing new is taken");
    front_quiesce(runner->front);
    courier_stop(runner->courier, SERVE_DRAIN_MS);
    loop_again(runner->loop);
}

static void
take_signal(int signo, void *data)
{
    struct runner *runner = data;

    (void)signo;
    if (runner->stopping)
        loop_stop(runner->loop); /* asked twice: as safe as being killed */
    else
        begin_stop(runner);
}

/* Once for each time that it is set. */
static void
tell_clock(struct runner *runner)
{
    const int64_t apart = runner->clock->apart;
    const bool was_set = apart > STEADY_APART_MS || apart < -STEADY_APART_MS;

    if (was_set && !runner->clock_told)
        runner_log(runner,
            "the clock was set by %lld s: what waits goes on as if it had not",
            (long long)(apart / CLOCK_SECOND));
    runner->clock_told = was_set;
}

static int64_t
now_of(void *data)
{
    return runner_now(data);
}

static void
decide(int64_t now, void *data)
{
    struct runner *runner = data;

    (void)now;
    tell_clock(runner);
    drive_again(runner); /* what happened before what is due */
    look_at_due(runner);
    if (runner->settled)
        brakes_run(runner);
    audit_run(runner);
    orphans_run(runner);
    callback_run(runner);
    batch_run(runner);
    chore_run(runner);
}

static bool
commit(void *data)
{
    struct runner *runner = data;
    struct failure failure = {0};

    if (!store_run(runner->store, &failure)) {
        runner->failed_at = runner_now(runner);
        runner_log(runner, "a turn was not kept: %s", failure.text);
        brakes_doubt(runner->brakes);
    }
    return true;
}

static void
answered(void *data)
{
    struct runner *runner = data;

    if (runner->stopping && !courier_busy(runner->courier) &&
        !front_busy(runner->front))
        loop_stop(runner->loop);
}

static int64_t
due(void *data)
{
    struct runner *runner = data;

    if (runner->stopping)
        return runner_now(runner) + 50; /* looks again whether all is done */
    int64_t due = runner->postponed_due;
    if (runner->settled && runner->audit.due < due)
        due = runner->audit.due;
    if (runner->orphans_due < due)
        due = runner->orphans_due;
    if (runner->executions_due < due)
        due = runner->executions_due;
    const int64_t brakes =
        runner->settled ? brakes_due(runner, runner_now(runner)) : STORE_NEVER;
    if (brakes < due)
        due = brakes;
    return runner->callbacks_due < due ? runner->callbacks_due : due;
}

static bool
open_parts(struct runner *runner, const struct serve_options *options,
    struct failure *failure)
{
    const struct value_list *allow = &runner->workspace->callback_allow;

    for (size_t i = 0; i < allow->n; i++)
        if (!guard_allow(&runner->guard, allow->items[i].text, failure))
            return false;
    const struct front_options front = {
        .listen = options->listen,
        .socket = options->socket,
        .handler = api_serve,
        .cap = api_cap,
        .data = runner,
    };
    runner->front = front_open(&front, failure);
    if (!runner->front)
        return false;
    const struct courier_options courier = {.guard = &runner->guard};
    runner->courier = courier_open(&courier, failure);
    if (!runner->courier)
        return false;
    const struct loop_parts parts = {
        .front = runner->front,
        .courier = runner->courier,
        .store_fd = store_fd(runner->store),
        .result = take_result,
        .signalled = take_signal,
        .decide = decide,
        .commit = commit,
        .answered = answered,
        .due = due,
        .now = now_of,
        .data = runner,
    };
    runner->loop = loop_open(&parts, failure);
    return runner->loop != NULL;
}

static void
say_where(const struct runner *runner, const struct serve_options *options)
{
    const char *where = front_listens_on(runner->front);

    if (where)
        printf("fallback-runner %s listens on http://%s\n", FALLBACK_VERSION,
            where);
    if (options->socket && !options->quiet)
        printf("commands of this machine reach it by %s\n", options->socket);
    (void)fflush(stdout);
}

/* The address at which providers reach us: the environment's, the workspace's,
 * or where we listen. */
static const char *
public_url(struct runner *runner)
{
    struct workspace *workspace = runner->workspace;

    if (workspace->environment && workspace->environment->public_url.text)
        return workspace->environment->public_url.text;
    if (workspace->public_url.text)
        return workspace->public_url.text;
    return arena_printf(
        &workspace->arena, "http://%s", front_listens_on(runner->front));
}

/* Each request of a client, and each of ours, takes a descriptor. */
static void
allow_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit); /* else what there is must do */
}

/*
 * What the last turns left in the store's queue is done while all that its
 * ends speak to is still there. Nothing is begun any more, so it comes to an
 * end; the bound is for what nobody thought of.
 */
static void
finish_store(struct runner *runner)
{
    struct pollfd waiting = {.fd = store_fd(runner->store), .events = POLLIN};

    runner->stopping = true;
    chore_stop(runner);
    for (unsigned turn = 0; turn < LAST_TURNS && poll(&waiting, 1, 0) > 0;
         turn++)
        (void)commit(runner);
    drive_done(runner);
}

/*
 * A send window is looked at by way of TZ. While it is there, setting it only
 * replaces it, so that the courier's thread can read the environment: without
 * it here, it would be added and removed.
 */
static void
fix_zone(void)
{
    (void)setenv("TZ", ":/etc/localtime", 0);
}

bool
serve(const struct serve_options *options, struct failure *failure)
{
    struct steady clock = {0};
    struct runner runner = {
        .clock = &clock,
        .workspace = options->workspace,
        .store = options->store,
        .postponed_due = STORE_NEVER,
    };
    bool fine = false;

    runner.signers = signers_open(runner.workspace, failure);
    if (runner.workspace->signatures.required.value && !runner.signers)
        return false;
    allow_descriptors();
    fix_zone();
    api_document_read(&runner);
    store_derive(runner.store, "reports", runner.report_key);
    runner.published = published_open();
    runner.brakes = brakes_open(&runner);
    if (open_parts(&runner, options, failure)) {
        runner.public_url = public_url(&runner);
        published_look(&runner);
        say_where(&runner, options);
        fine = loop_run(runner.loop) ||
            failure_set(failure, STATUS_DISK, "the loop ended by itself");
    }
    finish_store(&runner);
    loop_close(runner.loop);
    front_close(runner.front);
    courier_close(runner.courier);
    brakes_close(runner.brakes);
    published_close(runner.published);
    guard_done(&runner.guard);
    signers_close(runner.signers);
    text_done(&runner.document);
    return fine;
}
