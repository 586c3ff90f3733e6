/* POST .../instances/{workflow_id}/invoke */
#include "api.h"

#include "clock.h"
#include "crash.h"
#include "digest.h"
#include "drive.h"
#include "id62.h"
#include "window.h"

#include <string.h>

struct accepting { /* in the call's arena */
    struct api_call *call;
    json_t *body;
    struct invocation invocation;
    struct drive_outcome outcome;
};

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
done_with(struct accepting *a)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        courier_job_free(a->outcome.jobs[i]);
    invocation_done(&a->invocation);
    json_decref(a->body);
}

static void
answer_accepted(
    struct accepting *a, const struct store_execution *execution, bool repeated)
{
    static const char *const replayed[] = {"Idempotent-Replayed", "true", NULL};
    char id[ID62_TEXT_SIZE];
    json_t *body = json_object();

    id62_format(id, execution->id);
    json_object_set_new(body, "workflowInvocationId", json_string(id));
    if (execution->request_id)
        json_object_set_new(
            body, "requestId", json_string(execution->request_id));
    json_object_set_new(body, "status", json_string("ACCEPTED"));
    done_with(a);
    api_answer_with(a->call, 202, body, repeated ? replayed : NULL);
}

static void
added(struct store_request *request)
{
    struct accepting *a = request->data;

    if (request->failure.status != STATUS_DONE) {
        done_with(a);
        (void)api_store_failed(a->call, request);
        return;
    }
    if (request->out.mismatched) {
        done_with(a);
        api_problem(a->call, 422, "idempotency-mismatch", NULL,
            "this requestId or Idempotency-Key came before with another body");
        return;
    }
    if (request->out.repeated) {
        answer_accepted(a, &request->out.executions[0], true);
        return;
    }
    CRASH_POINT("invoke.after_commit");
    drive_perform(a->call->runner, &request->in.execution, &a->outcome);
    answer_accepted(a, &request->in.execution, false);
}

static void
set_idempotency(struct accepting *a, const struct published *published,
    struct store_request *request)
{
    const struct runner *runner = a->call->runner;
    const char *header = front_header(a->call->request, "Idempotency-Key");
    auto_(text) struct text what = {0};
    char hex[SHA256_HEX_SIZE];

    if (header && *header)
        request->in.idempotency_key = arena_strdup(&request->arena, header);
    else if (runner->workspace->idempotency.value == IDEMPOTENCY_REQUEST_ID)
        request->in.idempotency_key =
            arena_strdup(&request->arena, a->invocation.request_id);
    if (!request->in.idempotency_key)
        return;
    char *canonical = json_dumps(a->body, JSON_COMPACT | JSON_SORT_KEYS);
    text_addf(&what, "%s\n%s", published->workflow_id, canonical);
    free(canonical);
    digest_sha256_hex(hex, what.bytes, what.len);
    request->in.fingerprint = arena_strdup(&request->arena, hex);
    const struct flow *flow = published->flow;
    request->in.idempotency_until = runner_now(runner) + flow_not_after(flow) +
        flow->channels[flow->nchannels - 1].delay.ms + CLOCK_DAY;
}

static void
add_execution(struct accepting *a, const struct published *published)
{
    struct api_call *call = a->call;
    const int64_t now = runner_now(call->runner);
    struct store_request *request =
        store_request_new(STORE_EXECUTION_ADD, added, a);
    struct store_execution *execution = &request->in.execution;
    struct engine_actions actions;
    struct engine_event event = {
        .kind = EVENT_INVOKED,
        .skip = engine_plan_skip(published->flow, a->invocation.recipients),
        .may_send_at = window_opens(&published->flow->send_window, now),
    };

    make_id(execution->id, now);
    execution->workflow_id =
        arena_strdup(&request->arena, published->workflow_id);
    execution->revision = published->revision;
    execution->key_id = arena_strdup(&request->arena, call->key_id);
    execution->request_id =
        arena_strdup(&request->arena, a->invocation.request_id);
    auto_(heap) char *packed = invocation_pack(&a->invocation, published);
    execution->input = arena_strdup(&request->arena, packed);
    engine_step(&published->plan, &execution->engine, &event, now, &actions);
    drive_prepare(call->runner, published, &a->invocation, request, &actions,
        NULL, &a->outcome);
    set_idempotency(a, published, request);
    request->in.now = now;
    request->in.recipients = a->invocation.recipients; /* until answered */
    request->in.nrecipients = published->flow->nchannels;
    store_submit(call->runner->store, request);
}

static void
readied(struct published *published, enum status why, void *data)
{
    struct accepting *a = data;
    struct invocation_fault fault = {0};

    if (!published) {
        done_with(a);
        api_no_flow(a->call, why, a->call->values[1]);
        return;
    }
    if (!invocation_read(
            &a->invocation, &a->call->arena, a->body, published, &fault)) {
        done_with(a);
        api_problem(a->call, fault.status, fault.code, fault.pointer, "%s",
            fault.detail);
        return;
    }
    add_execution(a, published);
}

void
api_invoke(struct api_call *call)
{
    if (call->runner->stopping) {
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
        return;
    }
    json_t *body = api_body(call);
    if (!body)
        return;
    struct accepting *a = arena_alloc(&call->arena, sizeof(*a));
    a->call = call;
    a->body = body;
    published_want(call->runner, call->values[1], 0, readied, a);
}
