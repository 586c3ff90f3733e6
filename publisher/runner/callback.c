/* The outbox: sending, trying again. */
#include "callback.h"

#include "callback_proof.h"
#include "clean.h"
#include "clock.h"
#include "crash.h"
#include "digest.h"
#include "retry_after.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GONE 410
#define AGAIN_MS 1000 /* after a store that could not save */

/* A callback on its way: the data of its job, in the job's arena. */
struct delivery {
    struct errand errand;
    struct runner *runner;
    size_t profile; /* of the workspace: it counts as one of its open ones */
    struct store_callback callback;
};

static void answered(struct runner *runner, struct courier_job *job);

int64_t
callback_wait(unsigned tries, uint32_t random)
{
    /* The schedule of Standard Webhooks, after its immediate first try. */
    static const int64_t waits[] = {5 * CLOCK_SECOND, 5 * CLOCK_MINUTE,
        30 * CLOCK_MINUTE, 2 * CLOCK_HOUR, 5 * CLOCK_HOUR, 10 * CLOCK_HOUR,
        14 * CLOCK_HOUR, 20 * CLOCK_HOUR, 24 * CLOCK_HOUR};

    if (!tries || tries > ARRAY_LEN(waits))
        return -1;
    const int64_t wait = waits[tries - 1];
    return wait + (int64_t)((uint64_t)random % (uint64_t)(wait / 10 + 1));
}

static void
kept(struct store_request *request)
{
    struct runner *runner = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(
            runner, "the outbox was not kept: %s", request->failure.text);
        runner_wake_callbacks(runner, runner_now(runner) + AGAIN_MS);
    } else
        runner_wake_callbacks(runner, request->in.callback.due);
}

static void
keep(struct runner *runner, const struct store_callback *callback)
{
    struct store_request *request =
        store_request_new(STORE_CALLBACK_SAVE, kept, runner);
    struct arena *arena = &request->arena;

    request->in.callback = *callback;
    request->in.callback.webhook_id = arena_strdup(arena, callback->webhook_id);
    request->in.callback.profile = arena_strdup(arena, callback->profile);
    request->in.callback.body = arena_strdup(arena, callback->body);
    request->in.callback.last = arena_strdup(arena, callback->last);
    store_submit(runner->store, request);
}

static void
give_up(struct runner *runner, struct store_callback *callback)
{
    callback->due = STORE_NEVER;
    runner_log(runner, "callback %s is given up after %u tries: %s",
        callback->webhook_id, callback->tries, callback->last);
    keep(runner, callback);
}

/* The next try, not before the receiver wants it; or the end of all tries. */
static void
plan_next(
    struct runner *runner, struct store_callback *callback, int64_t asked_ms)
{
    uint32_t random;

    digest_random(&random, sizeof(random));
    const int64_t wait = callback_wait(callback->tries, random);
    if (wait < 0) {
        give_up(runner, callback);
        return;
    }
    callback->due = runner_now(runner) + (wait > asked_ms ? wait : asked_ms);
    keep(runner, callback);
}

static struct courier_job *
make_job(struct runner *runner, const struct workspace_callback *profile,
    const struct store_callback *callback, struct failure *failure)
{
    auto_(courier_job) struct courier_job *job = courier_job_new();
    struct delivery *delivery = arena_alloc(&job->arena, sizeof(*delivery));

    delivery->errand.answered = answered;
    delivery->runner = runner;
    delivery->callback = *callback;
    delivery->callback.webhook_id =
        arena_strdup(&job->arena, callback->webhook_id);
    delivery->callback.profile = arena_strdup(&job->arena, callback->profile);
    delivery->callback.body = arena_strdup(&job->arena, callback->body);
    job->method = "POST";
    job->url = arena_strdup(&job->arena, profile->url.text);
    job->content_type = "application/json";
    job->body = delivery->callback.body;
    job->len = strlen(delivery->callback.body);
    job->timeout_ms = CALLBACK_TIMEOUT_MS;
    job->cap = 4096;
    job->guard_addresses = true;
    job->data = delivery;
    const struct proof_wanted wanted = {
        .root = runner->workspace->root,
        .profile = profile,
        .webhook_id = callback->webhook_id,
        .body = callback->body,
        .now = runner_wall(runner),
    };
    return callback_prove(job, &wanted, failure) ? take(job) : NULL;
}

/* One less is on its way; a profile that was full may have more that is due. */
static void
end_delivery(struct delivery *delivery)
{
    struct runner *runner = delivery->runner;

    if (runner->callbacks_open[delivery->profile]-- == CALLBACKS_OPEN)
        runner_wake_callbacks(runner, 0);
}

/* Leased before it is sent: a crash in between repeats it, never loses it. */
static void
leased(struct store_request *request)
{
    struct courier_job *job = request->data;
    struct delivery *delivery = job->data;

    if (request->failure.status != STATUS_DONE) {
        /* Still due in the store. */
        runner_wake_callbacks(
            delivery->runner, runner_now(delivery->runner) + AGAIN_MS);
        end_delivery(delivery);
        courier_job_free(job);
        return;
    }
    CRASH_POINT("callback.after_lease");
    courier_submit(delivery->runner->courier, job);
}

static size_t
index_of(const struct runner *runner, const struct workspace_callback *profile)
{
    return (size_t)(profile - runner->workspace->callbacks);
}

static void
deliver(struct runner *runner, const struct store_callback *due)
{
    const struct workspace_callback *profile =
        workspace_callback(runner->workspace, due->profile);
    struct store_callback callback = *due;
    struct failure failure = {0};
    struct courier_job *job = NULL;

    callback.tries++;
    if (!profile)
        (void)failure_set(&failure, STATUS_FINDINGS,
            "no callback profile '%s' here", due->profile);
    else
        job = make_job(runner, profile, &callback, &failure);
    if (!job) { /* nothing is on its way: there may be more at once */
        callback.last = failure.text;
        plan_next(runner, &callback, 0);
        runner_wake_callbacks(runner, 0);
        return;
    }
    ((struct delivery *)job->data)->profile = index_of(runner, profile);
    runner->callbacks_open[index_of(runner, profile)]++;
    struct store_request *request =
        store_request_new(STORE_CALLBACK_SAVE, leased, job);
    request->in.callback = callback;
    request->in.callback.due = runner_now(runner) + CALLBACK_LEASE_MS;
    request->in.callback.webhook_id =
        arena_strdup(&request->arena, due->webhook_id);
    request->in.callback.profile = arena_strdup(&request->arena, due->profile);
    request->in.callback.body = arena_strdup(&request->arena, due->body);
    request->in.callback.last = arena_strdup(&request->arena, due->last);
    store_submit(runner->store, request);
}

static void
found_due(struct store_request *request)
{
    struct runner *runner = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(runner, "%s", request->failure.text);
        runner_wake_callbacks(runner, runner_now(runner) + AGAIN_MS);
        return;
    }
    runner_wake_callbacks(runner, request->out.next);
    for (size_t i = 0; i < request->out.ncallbacks; i++)
        deliver(runner, &request->out.callbacks[i]);
}

static void
tell_open(struct runner *runner, struct store_request *request)
{
    struct workspace *workspace = runner->workspace;
    const size_t n = workspace->ncallbacks;

    if (!runner->callbacks_open)
        runner->callbacks_open = arena_alloc(
            &workspace->arena, (n + 1) * sizeof(*runner->callbacks_open));
    struct store_open *open =
        arena_alloc(&request->arena, (n + 1) * sizeof(*open));
    for (size_t i = 0; i < n; i++)
        open[i] = (struct store_open){
            .profile = workspace->callbacks[i].name.text,
            .n = runner->callbacks_open[i],
        };
    request->in.open = open;
    request->in.nopen = n;
}

void
callback_run(struct runner *runner)
{
    const int64_t now = runner_now(runner);

    if (runner->callbacks_due > now || runner->stopping)
        return;
    runner->callbacks_due = STORE_NEVER;
    struct store_request *request =
        store_request_new(STORE_CALLBACKS_DUE, found_due, runner);
    tell_open(runner, request);
    request->in.now = now;
    request->in.limit = CALLBACKS_OPEN;
    store_submit(runner->store, request);
}

static void
answered(struct runner *runner, struct courier_job *job)
{
    struct delivery *delivery = job->data;
    struct store_callback *callback = &delivery->callback;
    const long status = job->answer.status;
    auto_(text) struct text last = {0};

    CRASH_POINT("callback.after_answer");
    end_delivery(delivery);
    if (job->answer.result == COURIER_ANSWERED)
        text_addf(&last, "answered %ld%s", status,
            status == GONE ? ": its receiver is gone" : "");
    else
        clean_add(&last, job->answer.words, strlen(job->answer.words), false);
    callback->last = text_str(&last);
    if (job->answer.result == COURIER_ANSWERED && status >= 200 &&
        status < 300) {
        callback->due = STORE_NEVER;
        callback->delivered = true;
        keep(runner, callback);
        return;
    }
    /* Held back by our own end, it was no try: the next runner makes it. */
    if (runner->stopping && job->answer.result == COURIER_NOT_SENT) {
        callback->tries--;
        callback->due = runner_now(runner);
        keep(runner, callback);
        return;
    }
    if (job->answer.result == COURIER_ANSWERED && status == GONE)
        give_up(runner, callback);
    else
        plan_next(runner, callback,
            retry_after_ms(job->answer.retry_after, runner_wall(runner)));
}
