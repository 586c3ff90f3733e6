/* The outbox: sending, trying again. */
#include "callback.h"

#include "callback_proof.h"
#include "clean.h"
#include "clock.h"
#include "crash.h"
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CALLBACKS_LIMIT 100
#define AGAIN_MS 1000 /* after a store that could not save */

/* A callback on its way: the data of its job, in the job's arena. */
struct delivery {
    struct errand errand;
    struct runner *runner;
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

/* The next try, or the end of all tries. */
static void
plan_next(struct runner *runner, struct store_callback *callback, bool gone)
{
    uint32_t random;

    digest_random(&random, sizeof(random));
    const int64_t wait = gone ? -1 : callback_wait(callback->tries, random);
    callback->due = wait < 0 ? STORE_NEVER : runner_now(runner) + wait;
    if (wait < 0)
        runner_log(runner, "callback %s is given up after %u tries: %s",
            callback->webhook_id, callback->tries, callback->last);
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
        .now = runner_now(runner),
    };
    return callback_prove(job, &wanted, failure) ? take(job) : NULL;
}

/* Leased before it is sent: a crash in between repeats it, never loses it. */
static void
leased(struct store_request *request)
{
    struct courier_job *job = request->data;
    const struct delivery *delivery = job->data;

    if (request->failure.status != STATUS_DONE) {
        /* Still due in the store. */
        runner_wake_callbacks(
            delivery->runner, runner_now(delivery->runner) + AGAIN_MS);
        courier_job_free(job);
        return;
    }
    CRASH_POINT("callback.after_lease");
    courier_submit(delivery->runner->courier, job);
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
    if (!job) {
        callback.last = failure.text;
        plan_next(runner, &callback, false);
        return;
    }
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
    if (request->out.ncallbacks == request->in.limit)
        runner_wake_callbacks(runner, 0);
    for (size_t i = 0; i < request->out.ncallbacks; i++)
        deliver(runner, &request->out.callbacks[i]);
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
    request->in.now = now;
    request->in.limit = CALLBACKS_LIMIT;
    store_submit(runner->store, request);
}

static void
answered(struct runner *runner, struct courier_job *job)
{
    struct delivery *delivery = job->data;
    struct store_callback *callback = &delivery->callback;
    const long status = job->answer.status;
    auto_(text) struct text last = {0};

    if (job->answer.result == COURIER_ANSWERED)
        text_addf(&last, "answered %ld", status);
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
    plan_next(runner, callback,
        job->answer.result == COURIER_ANSWERED && status == 410);
}
