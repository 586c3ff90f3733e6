/* Looking at flows over the API. */
#include "api.h"

#include "store_json.h"

#define NEWEST (-1)

static void
flows_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    for (size_t i = 0; call->runner->signers && i < request->out.nflows; i++)
        if (request->out.flows[i].published)
            request->out.flows[i].active = published_active(
                call->runner, request->out.flows[i].workflow_id);
    api_answer_entity(call,
        json_pack("{s:o}", "instances",
            store_json_flows(request->out.flows, request->out.nflows)),
        NULL);
}

static void
answer_flow(struct api_call *call, const struct store_flow *flow)
{
    api_answer_entity(call, store_json_flow(flow),
        arena_printf(&call->arena, "\"%lld.%lld\"", (long long)flow->revision,
            (long long)flow->last.number));
}

/* What is served of it is known now. */
static void
active_known(struct published *published, enum status why, void *data)
{
    struct api_call *call = data;
    struct store_request *request = call->data;

    request->out.flows[0].active = published ? published->sha256
        : why == STATUS_FINDINGS             ? ""
                                             : NULL;
    answer_flow(call, request->out.flows);
    store_request_free(request);
}

static void
flow_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    const struct store_flow *flow = request->out.flows;
    if (!request->out.nflows) {
        api_problem(call, 404, "workflow-unknown", NULL,
            "there is no such flow or revision");
        return;
    }
    if (!call->runner->signers || !flow->published) {
        answer_flow(call, flow);
        return;
    }
    call->data = store_request_take(request);
    published_want(call->runner, flow->workflow_id, 0, active_known, call);
}

static void
look(struct api_call *call, enum store_kind kind, store_done_fn *done,
    const char *workflow_id, int64_t revision)
{
    struct store_request *request = store_request_new(kind, done, call);

    request->in.workflow_id = arena_strdup(&request->arena, workflow_id);
    request->in.revision = revision;
    store_submit(call->runner->store, request);
}

static void
history_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    if (request->out.nevents)
        api_answer_entity(call,
            json_pack("{s:o}", "events",
                store_json_events(request->out.events, request->out.nevents)),
            NULL);
    else
        api_problem(call, 404, "workflow-unknown", NULL,
            "there was never a flow '%s'", request->in.workflow_id);
}

/* All, or the one that has a title. */
void
api_instances(struct api_call *call)
{
    const char *title = front_query(call->request, "title");

    if (title)
        look(call, STORE_FLOW, flows_found, title, NEWEST);
    else
        look(call, STORE_FLOWS, flows_found, NULL, 0);
}

/* The published revision. */
void
api_instance(struct api_call *call)
{
    look(call, STORE_FLOW, flow_found, call->values[1], 0);
}

void
api_revisions(struct api_call *call)
{
    look(call, STORE_FLOWS, flows_found, call->values[1], 0);
}

void
api_revision(struct api_call *call)
{
    int64_t number;

    if (text_is(call->values[2], "newest"))
        look(call, STORE_FLOW, flow_found, call->values[1], NEWEST);
    else if (api_number(call->values[2], &number) && number)
        look(call, STORE_FLOW, flow_found, call->values[1], number);
    else
        api_problem(call, 404, "revision-unknown", NULL,
            "'%s' is no number of a revision", call->values[2]);
}

void
api_history(struct api_call *call)
{
    look(call, STORE_HISTORY, history_found, call->values[1], 0);
}
