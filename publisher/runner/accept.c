/* One invocation: read, checked, made an execution, committed, begun. */
#include "accept.h"

#include "clock.h"
#include "crash.h"
#include "digest.h"
#include "standing.h"
#include "window.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 255 /* bytes of an Idempotency-Key */

static void set(struct invocation_fault *fault, unsigned status,
    const char *code, const char *format, ...) PRINTF_LIKE(4, 5);

static void
set(struct invocation_fault *fault, unsigned status, const char *code,
    const char *format, ...)
{
    va_list args;

    *fault = (struct invocation_fault){.status = status, .code = code};
    va_start(args, format);
    (void)vsnprintf(fault->detail, sizeof(fault->detail), format, args);
    va_end(args);
}

static void
fail_store(struct invocation_fault *fault)
{
    set(fault, 503, "store-unavailable",
        "the store could not do this now; nothing was changed");
}

void
accept_no_flow(
    struct invocation_fault *fault, enum status why, const char *workflow_id)
{
    if (why == STATUS_DONE)
        set(fault, 404, "workflow-unknown",
            "no published flow has the Workflow ID '%s'; 'fallback-publish "
            "push' publishes one",
            workflow_id);
    else if (why == STATUS_FINDINGS)
        set(fault, 503, "flow-unusable",
            "the runner lacks what the flow '%s' names, as its log says",
            workflow_id);
    else
        fail_store(fault);
}

static void
accept_execution(struct acceptance *a, const struct store_execution *execution)
{
    a->accepted = true;
    id62_format(a->id, execution->id);
    a->request_id = arena_strdup(&a->arena, execution->request_id);
    a->done(a);
}

/* Time-ordered, so that rows that are made together lie together: 48 bits of
 * milliseconds, then random. */
static void
make_id(uint8_t id[STORE_ID_SIZE], int64_t now)
{
    digest_random(id, STORE_ID_SIZE);
    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)(now >> (40 - 8 * i));
}

static void
added(struct store_request *request)
{
    struct acceptance *a = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(a->runner, "the store failed: %s", request->failure.text);
        fail_store(&a->fault);
        a->done(a);
    } else if (request->out.mismatched) {
        set(&a->fault, 422, "idempotency-mismatch",
            "this %s came before with another body; a new invocation needs a "
            "new one",
            a->idempotency_key ? "Idempotency-Key" : "requestId");
        a->done(a);
    } else if (request->out.repeated) {
        a->repeated = true;
        accept_execution(a, &request->out.executions[0]);
    } else if (request->in.only_repeat) {
        a->done(a); /* as is_unwanted() has it */
    } else {
        CRASH_POINT("invoke.after_commit");
        drive_perform(a->runner, &request->in.execution, &a->outcome);
        accept_execution(a, &request->in.execution);
    }
}

static void
set_idempotency(struct acceptance *a, const struct published *published,
    struct store_request *request)
{
    const struct runner *runner = a->runner;
    auto_(text) struct text what = {0};
    char hex[SHA256_HEX_SIZE];

    if (a->idempotency_key)
        request->in.idempotency_key =
            arena_strdup(&request->arena, a->idempotency_key);
    else if (runner->workspace->idempotency.value == IDEMPOTENCY_REQUEST_ID)
        request->in.idempotency_key =
            arena_strdup(&request->arena, a->invocation.request_id);
    if (!request->in.idempotency_key)
        return;
    auto_(heap) char *canonical =
        json_dumps(a->body, JSON_COMPACT | JSON_SORT_KEYS);
    text_addf(&what, "%s\n%s", published->workflow_id, canonical);
    digest_sha256_hex(hex, what.bytes, what.len);
    request->in.fingerprint = arena_strdup(&request->arena, hex);
    const struct flow *flow = published->flow;
    request->in.idempotency_until = runner_now(runner) + flow_not_after(flow) +
        flow->channels[flow->nchannels - 1].delay.ms + CLOCK_DAY;
}

/* All of an execution but what the first step makes of it. */
static void
fill_execution(struct acceptance *a, const struct published *published,
    struct store_request *request, int64_t now)
{
    struct store_execution *execution = &request->in.execution;

    make_id(execution->id, now);
    execution->workflow_id =
        arena_strdup(&request->arena, published->workflow_id);
    execution->revision = published->revision;
    execution->key_id = arena_strdup(&request->arena, a->key_id);
    execution->request_id =
        arena_strdup(&request->arena, a->invocation.request_id);
    auto_(heap) char *packed = invocation_pack(&a->invocation, published);
    execution->input = arena_strdup(&request->arena, packed);
}

static void
add_execution(struct acceptance *a, const struct published *published,
    struct engine_event *event)
{
    const int64_t now = runner_now(a->runner);
    struct store_request *request =
        store_request_new(STORE_EXECUTION_ADD, added, a);
    struct engine_actions actions;

    event->may_send_at = window_opens(&published->flow->send_window, now);
    brakes_hold(a->runner, published, NULL, now, event);
    fill_execution(a, published, request, now);
    engine_step(
        &published->plan, &request->in.execution.engine, event, now, &actions);
    drive_prepare(a->runner, published, &a->invocation, request, &actions, NULL,
        &a->outcome);
    set_idempotency(a, published, request);
    request->in.now = now;
    request->in.recipients = a->invocation.recipients; /* until answered */
    request->in.nrecipients = published->flow->nchannels;
    store_submit(a->runner->store, request);
}

/* What was accepted once is so again, whatever they want by now. */
static void
look_for_repeat(struct acceptance *a, const struct published *published)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_ADD, added, a);

    request->in.only_repeat = true;
    fill_execution(a, published, request, runner_now(a->runner));
    set_idempotency(a, published, request);
    request->in.now = runner_now(a->runner);
    store_submit(a->runner->store, request);
}

/* True, with the fault, when no channel is left that may be sent on. */
static bool
is_unwanted(struct acceptance *a, const struct published *published,
    const struct engine_event *event)
{
    const unsigned all = (1U << published->flow->nchannels) - 1;
    const unsigned tried = all & ~(unsigned)event->skip;

    if (!tried || tried & ~(unsigned)(event->opted_out | event->unconsented))
        return false;
    if (tried & ~(unsigned)event->opted_out)
        set(&a->fault, 422, "consent-missing",
            "the flow wants a recorded consent of the recipient, and there is "
            "none; 'fallback-runner consent add' records one");
    else
        set(&a->fault, 422, "opted-out",
            "the recipient has opted out of every channel of the flow");
    return true;
}

static void
stood(struct store_request *request)
{
    struct acceptance *a = request->data;
    const struct published *published = a->published;
    struct engine_event event = {
        .kind = EVENT_INVOKED,
        .skip = engine_plan_skip(published->flow, a->invocation.recipients),
    };

    if (request->failure.status != STATUS_DONE) {
        runner_log(a->runner, "the store failed: %s", request->failure.text);
        fail_store(&a->fault);
        a->done(a);
        return;
    }
    standing_tell(published, request->out.standings, &event);
    if (is_unwanted(a, published, &event))
        look_for_repeat(a, published);
    else
        add_execution(a, published, &event);
}

static void
readied(struct published *published, enum status why, void *data)
{
    struct acceptance *a = data;

    if (!published)
        accept_no_flow(&a->fault, why, a->workflow_id);
    else if (invocation_read(&a->invocation, &a->arena, a->body, published,
                 runner_now(a->runner), &a->fault)) {
        a->published = published;
        store_submit(a->runner->store,
            standing_ask(published, a->invocation.recipients, stood, a));
        return;
    }
    a->done(a);
}

void
accept_begin(struct acceptance *a)
{
    const char *key = a->idempotency_key;

    if (a->runner->stopping)
        set(&a->fault, 503, "stopping", "the runner is stopping");
    else if (brakes_refusal(a->runner, a->workflow_id))
        set(&a->fault, 503, "flow-paused",
            "the flow is paused by hand, and takes no invocations until it is "
            "resumed");
    else if (key && (!*key || strlen(key) > KEY_MAX))
        set(&a->fault, 400, "idempotency-key-wrong",
            "the header Idempotency-Key has 1 to %d bytes", KEY_MAX);
    else {
        published_want(a->runner, a->workflow_id, 0, readied, a);
        return;
    }
    a->done(a);
}

json_t *
accept_answer(const struct acceptance *a)
{
    json_t *answer = json_object();

    json_object_set_new(answer, "workflowInvocationId", json_string(a->id));
    if (a->request_id)
        json_object_set_new(answer, "requestId", json_string(a->request_id));
    json_object_set_new(answer, "status", json_string("ACCEPTED"));
    return answer;
}

void
accept_done(struct acceptance *a)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        courier_job_free(a->outcome.jobs[i]);
    brakes_give_back(&a->outcome.taken);
    invocation_done(&a->invocation);
    json_decref(a->body);
    arena_free(&a->arena);
}
