/* What holds messages back, over the API: told, put on, taken off. */
#include "api.h"

#include "brakes.h"
#include "store_json_brake.h"

static void
listed(struct store_request *request)
{
    struct api_call *call = request->data;
    struct store_brake *list;

    if (api_store_failed(call, request))
        return;
    const size_t n = brakes_list(call->runner, &call->arena, request, &list);
    api_answer(call, 200, store_json_brakes(list, n));
}

void
api_channels(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_BRAKES, listed, call);

    request->in.now = runner_now(call->runner);
    store_submit(call->runner->store, request);
}

static const struct store_pause *
before(const struct store_request *request)
{
    static const struct store_pause none = {0};

    return request->out.nbrakes ? &request->out.brakes[0].pause : &none;
}

/* A pause that was there stays as it was, but for what may change of it. */
static void
changed(struct store_request *request)
{
    struct api_call *call = request->data;
    struct store_pause pause = request->in.pause;

    if (api_store_failed(call, request))
        return;
    if (request->kind == STORE_RESUME) {
        pause = (struct store_pause){
            .is_flow = pause.is_flow, .name = request->in.pause.name};
    } else if (request->out.nbrakes) {
        pause = *before(request);
        pause.refuses = request->in.pause.refuses;
    }
    if (before(request)->at || pause.at)
        runner_log(call->runner, "%s '%s' is %s by %s%s%s",
            pause.is_flow ? "flow" : "channel", pause.name,
            pause.at ? "paused" : "resumed",
            request->in.pause.author ? request->in.pause.author
                                     : request->in.pause.key_id,
            request->in.pause.reason ? ": " : "",
            request->in.pause.reason ? request->in.pause.reason : "");
    brakes_pause(call->runner, &pause);
    api_answer(call, 200,
        json_pack("{s:o,s:o}", "before", store_json_pause(before(request)),
            "paused", store_json_pause(&pause)));
}

/* Without a body it is an order without words. */
static bool
read_order(struct api_call *call, struct store_request *request)
{
    struct failure failure = {0};
    json_t *body = call->request->len ? api_body(call) : json_object();

    if (!body)
        return false;
    const bool fine = store_json_read_order(
        body, &request->arena, &request->in.pause, &failure);
    json_decref(body);
    if (!fine)
        api_problem(call, 400, "body-wrong", NULL, "%s", failure.text);
    return fine;
}

static void
order(struct api_call *call, enum store_kind kind, bool is_flow)
{
    struct store_request *request = store_request_new(kind, changed, call);
    struct store_pause *pause = &request->in.pause;

    if (!read_order(call, request)) {
        store_request_free(request);
        return;
    }
    pause->is_flow = is_flow;
    pause->name = arena_strdup(&request->arena, call->values[1]);
    pause->key_id = arena_strdup(&request->arena, call->key_id);
    pause->at = runner_now(call->runner);
    store_submit(call->runner->store, request);
}

static void
order_channel(struct api_call *call, enum store_kind kind)
{
    if (workspace_channel(call->runner->workspace, call->values[1]))
        order(call, kind, false);
    else
        api_problem(call, 404, "channel-unknown", NULL,
            "fallback.yaml has no channel '%s'", call->values[1]);
}

void
api_channel_pause(struct api_call *call)
{
    order_channel(call, STORE_PAUSE);
}

void
api_channel_resume(struct api_call *call)
{
    order_channel(call, STORE_RESUME);
}

static void
flow_found(struct store_request *request)
{
    struct api_call *call = request->data;
    const enum store_kind kind = (enum store_kind)(uintptr_t)call->data;

    if (api_store_failed(call, request))
        return;
    if (request->out.nflows)
        order(call, kind, true);
    else
        api_problem(call, 404, "workflow-unknown", NULL,
            "no flow has the Workflow ID '%s'", call->values[1]);
}

static void
order_flow(struct api_call *call, enum store_kind kind)
{
    struct store_request *request =
        store_request_new(STORE_FLOW, flow_found, call);

    call->data = (void *)(uintptr_t)kind;
    request->in.workflow_id = arena_strdup(&request->arena, call->values[1]);
    request->in.revision = -1;
    store_submit(call->runner->store, request);
}

void
api_flow_pause(struct api_call *call)
{
    order_flow(call, STORE_PAUSE);
}

void
api_flow_resume(struct api_call *call)
{
    order_flow(call, STORE_RESUME);
}
