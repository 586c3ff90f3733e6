/* Publishing and unpublishing over the API. */
#include "api.h"

#include <string.h>

#include "inspection.h"
#include "problem.h"
#include "store_json.h"

#define SHOWN_MAX 20 /* findings in a problem's one sentence */

static const char *
title_of(const struct store_request *request, const char *workflow_id)
{
    for (size_t i = 0; i < request->in.nchanges; i++)
        if (request->in.changes[i].workflow_id == workflow_id)
            return request->in.changes[i].title;
    return workflow_id;
}

/* "Login OTP:14:15: template-not-approved: ...; ... and 3 more" */
static void
add_findings(struct text *all, const struct store_request *request)
{
    size_t shown = 0, more = 0;

    for (size_t i = 0; i < request->out.nfindings; i++) {
        const struct store_finding *finding = &request->out.findings[i];

        if (finding->severity != SEVERITY_ERROR)
            continue;
        if (shown == SHOWN_MAX) {
            more++;
            continue;
        }
        text_addf(all, "%s%s:%lld:%lld: %s: %s", shown++ ? "; " : "",
            title_of(request, finding->workflow_id), (long long)finding->line,
            (long long)finding->column, finding->code, finding->text);
    }
    if (more)
        text_addf(all, "; and %zu more", more);
}

/* Takes the request. */
static void
refuse_findings(struct api_call *call, struct store_request *request)
{
    auto_(text) struct text all = {0};
    json_t *more = json_pack("{s:o}", "findings",
        store_json_findings(request->out.findings, request->out.nfindings));

    add_findings(&all, request);
    api_problem_with(call, 422, "flow-wrong", more, text_str(&all));
    store_request_free(request);
}

static void
changes_done(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    for (size_t i = 0; request->out.committed && i < request->in.nchanges; i++)
        published_forget(call->runner, request->in.changes[i].workflow_id);
    api_answer(call, request->out.committed || request->out.would ? 200 : 409,
        store_json_outcome(request));
}

static void
inspected(struct store_request *request, bool ended, void *data)
{
    struct api_call *call = data;

    if (!ended) {
        store_request_free(request);
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
    } else if (inspection_errors(request)) {
        refuse_findings(call, request);
    } else {
        if (!request->in.dry_run)
            request->out.nfindings = 0;
        request->in.now = runner_now(call->runner);
        store_submit(call->runner->store, request);
    }
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
        store_request_new(STORE_PUBLISH, changes_done, call);
    const bool fine = store_json_read_publication(body, request, &failure);
    json_decref(body);
    if (fine)
        inspection_begin(call->runner, request, inspected, call);
    else
        refuse_shape(call, request, &failure);
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
        store_request_new(STORE_PUBLISH, changes_done, call);
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
    const bool whole = json_is_integer(expected) && change->title &&
        change->yaml && change->templates;
    json_decref(body);
    if (whole) {
        inspection_begin(call->runner, request, inspected, call);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "body-wrong", "/expected_revision",
        "'title', 'yaml', 'templates' and 'expected_revision' are required; "
        "the last is 0 for a new flow");
}

/* DELETE: unpublishes, and keeps the Workflow ID. */
void
api_delete(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, changes_done, call);
    struct store_change *change = arena_alloc(&request->arena, sizeof(*change));

    *change = (struct store_change){
        .kind = CHANGE_UNPUBLISH,
        .workflow_id = arena_strdup(&request->arena, call->values[1]),
        .expected = -1,
    };
    request->in.changes = change;
    request->in.nchanges = 1;
    request->in.now = runner_now(call->runner);
    store_submit(call->runner->store, request);
}
