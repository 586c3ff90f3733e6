/* Flows over the API: looking, publishing, unpublishing. */
#include "api.h"

#include <string.h>

#include "check.h"
#include "store_json.h"

#define NEWEST (-1)

static bool
is_number(const char *text, int64_t *number)
{
    char *end;

    *number = strtoll(text, &end, 10);
    return end != text && !*end && *number > 0;
}

static void
flows_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (!api_store_failed(call, request))
        api_answer(call, 200,
            json_pack("{s:o}", "instances",
                store_json_flows(request->out.flows, request->out.nflows)));
}

static void
flow_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    if (request->out.nflows)
        api_answer(call, 200, store_json_flow(&request->out.flows[0]));
    else
        api_problem(call, 404, "workflow-unknown", NULL,
            "there is no such flow or revision");
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
    else if (is_number(call->values[2], &number))
        look(call, STORE_FLOW, flow_found, call->values[1], number);
    else
        api_problem(call, 404, "revision-unknown", NULL,
            "'%s' is no number of a revision", call->values[2]);
}

/* Checked again by the runner: its workspace may lack what a flow names, and
 * a template may have been paused since. */
static void
check_change(struct api_call *call, const struct store_change *change,
    struct findings *findings)
{
    struct workspace view = *call->runner->workspace;
    const struct check check = {
        .workspace = &view,
        .now_ms = runner_now(call->runner),
    };

    if (change->kind != CHANGE_PUBLISH)
        return;
    view.catalogue = (struct catalogue){0};
    if (change->templates)
        catalogue_read(&view.catalogue, "templates", change->templates,
            strlen(change->templates), findings);
    catalogue_ready(&view.catalogue, findings);
    auto_(flow) struct flow *flow = change->yaml
        ? flow_read(change->title ? change->title : change->workflow_id,
              change->yaml, strlen(change->yaml), FLOW_PUBLISHED, findings)
        : NULL;
    if (flow)
        check_flow(&check, flow, findings);
    else if (!change->yaml)
        findings_add(findings, "key-missing", change->workflow_id,
            (struct mark){0}, "/yaml", NULL, "the change has no 'yaml'");
    catalogue_done(&view.catalogue);
}

static void
refuse_findings(struct api_call *call, const struct findings *findings)
{
    auto_(text) struct text all = {0};

    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].severity == SEVERITY_ERROR)
            text_addf(&all, "%s%s:%d:%d: %s: %s", all.len ? "; " : "",
                findings->items[i].file, findings->items[i].at.line,
                findings->items[i].at.column, findings->items[i].code,
                findings->items[i].text);
    api_problem(call, 422, "flow-wrong", NULL, "%s", text_str(&all));
}

static void
published_changes(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    for (size_t i = 0; i < request->in.nchanges; i++)
        published_forget(call->runner, request->in.changes[i].workflow_id);
    api_answer(
        call, request->out.committed ? 200 : 409, store_json_outcome(request));
}

/* Takes the request: it is submitted, or answered with what is wrong. */
static void
publish(struct api_call *call, struct store_request *request)
{
    auto_(findings) struct findings findings = {0};

    for (size_t i = 0; i < request->in.nchanges; i++)
        check_change(call, &request->in.changes[i], &findings);
    if (findings_count(&findings, SEVERITY_ERROR)) {
        store_request_free(request);
        refuse_findings(call, &findings);
        return;
    }
    request->in.now = runner_now(call->runner);
    store_submit(call->runner->store, request);
}

static void
refuse_shape(struct api_call *call, struct store_request *request,
    const struct failure *failure)
{
    store_request_free(request);
    api_problem(call, 400, "body-wrong", NULL, "%s", failure->text);
}

void
api_publications(struct api_call *call)
{
    struct failure failure = {0};
    json_t *body = api_body(call);

    if (!body)
        return;
    struct store_request *request =
        store_request_new(STORE_PUBLISH, published_changes, call);
    if (store_json_read_publication(body, request, &failure))
        publish(call, request);
    else
        refuse_shape(call, request, &failure);
    json_decref(body);
}

static const char *
member(struct store_request *request, const json_t *body, const char *name)
{
    return arena_strdup(
        &request->arena, json_string_value(json_object_get(body, name)));
}

/* PUT: one flow, {"yaml","templates","message","expected_revision"}. */
void
api_put(struct api_call *call)
{
    json_t *body = api_body(call);

    if (!body)
        return;
    struct store_request *request =
        store_request_new(STORE_PUBLISH, published_changes, call);
    struct store_change *change = arena_alloc(&request->arena, sizeof(*change));
    const json_t *expected = json_object_get(body, "expected_revision");
    *change = (struct store_change){
        .kind = CHANGE_PUBLISH,
        .workflow_id = arena_strdup(&request->arena, call->values[1]),
        .title = member(request, body, "title"),
        .yaml = member(request, body, "yaml"),
        .templates = member(request, body, "templates"),
        .signature = member(request, body, "signature"),
        .expected = json_integer_value(expected),
    };
    request->in.author = member(request, body, "author");
    request->in.message = member(request, body, "message");
    request->in.commit = member(request, body, "commit");
    request->in.changes = change;
    request->in.nchanges = 1;
    const bool whole = json_is_integer(expected) && change->title;
    json_decref(body);
    if (whole) {
        publish(call, request);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "body-wrong", "/expected_revision",
        "'title' and 'expected_revision' are required; 0 is for a new flow");
}

/* DELETE: unpublishes, and keeps the Workflow ID. */
void
api_delete(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, published_changes, call);
    struct store_change *change = arena_alloc(&request->arena, sizeof(*change));

    *change = (struct store_change){
        .kind = CHANGE_UNPUBLISH,
        .workflow_id = arena_strdup(&request->arena, call->values[1]),
        .expected = -1,
    };
    request->in.changes = change;
    request->in.nchanges = 1;
    publish(call, request);
}
