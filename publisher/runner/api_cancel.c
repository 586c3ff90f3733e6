/*
 * POST .../invocations/{id}/cancel and .../instances/{workflow_id}/cancel. All
 * invocations of a flow are cancelled a page a turn, so that a hundred thousand
 * that wait hold up nobody.
 */
#include "api.h"

#include "drive.h"

#include <string.h>

#define PAGE 100

struct cancelling { /* in the call's arena */
    struct api_call *call;
    uint8_t id[STORE_ID_SIZE]; /* of one; or all older ones come next */
    size_t open;               /* of the page */
    bool whole;                /* the page is read, and all of it is told */
    bool last, lost;
    size_t cancelled;
};

static void
cancelled(bool kept, void *data)
{
    struct cancelling *c = data;

    if (kept)
        api_invocation(c->call);
    else
        api_problem(c->call, 503, "store-unavailable", NULL,
            "the invocation could not be cancelled now; try again");
}

void
api_cancel(struct api_call *call)
{
    struct cancelling *c = arena_alloc(&call->arena, sizeof(*c));
    const struct drive_event event = {
        .event = {.kind = EVENT_CANCELLED}, .kept = cancelled, .data = c};

    c->call = call;
    if (api_id(call, call->values[1], c->id))
        drive_apply(call->runner, c->id, &event);
}

static void
give_up(struct cancelling *c, const char *code, const char *why)
{
    api_problem(c->call, 503, code, NULL,
        "%s; %zu invocations were cancelled: ask again for the others", why,
        c->cancelled);
}

static void find_page(struct cancelling *c);

static void
go_on(struct cancelling *c)
{
    if (c->open || !c->whole)
        return;
    if (c->lost)
        give_up(c, "store-unavailable", "the store could not do this now");
    else if (c->last)
        api_answer(c->call, 200,
            json_pack("{s:I}", "cancelled", (json_int_t)c->cancelled));
    else
        find_page(c);
}

static void
one_cancelled(bool kept, void *data)
{
    struct cancelling *c = data;

    c->open--;
    c->cancelled += kept;
    c->lost |= !kept;
    go_on(c);
}

static void
cancel_one(struct cancelling *c, const struct store_execution *execution)
{
    const struct drive_event event = {
        .event = {.kind = EVENT_CANCELLED}, .kept = one_cancelled, .data = c};

    memcpy(c->id, execution->id, STORE_ID_SIZE);
    if (engine_ended(&execution->engine))
        return; /* it only waits for late reports */
    c->open++;
    drive_apply(c->call->runner, execution->id, &event);
}

static void
page_found(struct store_request *request)
{
    struct cancelling *c = request->data;

    if (request->failure.status != STATUS_DONE) {
        give_up(c, "store-unavailable", "the store could not do this now");
        return;
    }
    c->whole = false;
    c->last = request->out.nexecutions < PAGE;
    for (size_t i = 0; i < request->out.nexecutions; i++)
        cancel_one(c, &request->out.executions[i]);
    c->whole = true;
    go_on(c);
}

static void
find_page(struct cancelling *c)
{
    if (c->call->runner->stopping) {
        give_up(c, "stopping", "the runner is stopping");
        return;
    }
    struct store_request *request =
        store_request_new(STORE_FIND, page_found, c);
    request->in.workflow_id = arena_strdup(&request->arena, c->call->values[1]);
    request->in.running = true;
    request->in.limit = PAGE;
    memcpy(request->in.execution.id, c->id, STORE_ID_SIZE);
    store_submit(c->call->runner->store, request);
}

/* Ids begin with the time: none that comes from now on is older than this. */
static void
begin_with(uint8_t id[STORE_ID_SIZE], int64_t now)
{
    memset(id, 0, STORE_ID_SIZE);
    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)((now + 1) >> (40 - 8 * i));
}

static void
flow_found(struct store_request *request)
{
    struct cancelling *c = request->data;

    if (api_store_failed(c->call, request))
        return;
    if (request->out.nflows)
        find_page(c);
    else
        api_problem(c->call, 404, "workflow-unknown", NULL,
            "there is no flow '%s'", c->call->values[1]);
}

void
api_cancel_all(struct api_call *call)
{
    struct cancelling *c = arena_alloc(&call->arena, sizeof(*c));
    struct store_request *request =
        store_request_new(STORE_FLOW, flow_found, c);

    c->call = call;
    begin_with(c->id, runner_now(call->runner));
    request->in.workflow_id = arena_strdup(&request->arena, call->values[1]);
    request->in.revision = -1;
    store_submit(call->runner->store, request);
}
