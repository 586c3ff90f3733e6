/* Publishing and unpublishing over the API. */
#include "api.h"

#include <stdio.h>
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

/* What is said first: a signature that is missing or wrong. */
static const char *
code_of(const struct store_request *request)
{
    for (size_t i = 0; i < request->out.nfindings; i++)
        if (!strncmp(request->out.findings[i].code, "signature-", 10))
            return request->out.findings[i].code;
    return "flow-wrong";
}

/* Takes the request. */
static void
refuse_findings(struct api_call *call, struct store_request *request)
{
    auto_(text) struct text all = {0};
    json_t *more = json_pack("{s:o}", "findings",
        store_json_findings(request->out.findings, request->out.nfindings));

    add_findings(&all, request);
    api_problem_with(call, 422, code_of(request), more, text_str(&all));
    store_request_free(request);
}

static void
changes_done(struct store_request *request)
{
    struct api_call *call = request->data;

    if (request->failure.status == STATUS_USAGE) {
        api_problem(call, 400, "body-wrong", NULL, "%s", request->failure.text);
        return;
    }
    if (api_store_failed(call, request))
        return;
    for (size_t i = 0; request->out.committed && i < request->in.nchanges; i++)
        published_forget(call->runner, request->in.changes[i].workflow_id);
    const bool fine = request->out.committed || request->out.would;
    const bool conditional = call->data != NULL; /* by take_conditions() */
    api_answer(call,
        fine              ? 200
            : conditional ? 412
                          : 409,
        store_json_outcome(request));
}

/* Who does not say who he is, is known by his key. */
static void
submit(struct api_call *call, struct store_request *request)
{
    if (!request->in.author)
        request->in.author =
            arena_printf(&request->arena, "key %s", call->key_id);
    request->in.now = runner_now(call->runner);
    store_submit(call->runner->store, request);
}

static void
inspected(struct store_request *request, bool whole, void *data)
{
    struct api_call *call = data;

    if (!whole) {
        store_request_free(request);
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
    } else if (inspection_errors(request)) {
        refuse_findings(call, request);
    } else {
        submit(call, request);
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

/* One change of the flow in the path, expecting nothing yet. */
static struct store_change *
make_change(struct api_call *call, enum store_change_kind kind,
    struct store_request **request)
{
    *request = store_request_new(STORE_PUBLISH, changes_done, call);
    struct store_change *change =
        arena_alloc(&(*request)->arena, sizeof(*change));

    *change = (struct store_change){
        .kind = kind,
        .workflow_id = arena_strdup(&(*request)->arena, call->values[1]),
        .expected = -1,
    };
    (*request)->in.changes = change;
    (*request)->in.nchanges = 1;
    return change;
}

/* The ETag of an instance: "REVISION.EVENT", with its quotes. */
static bool
read_etag(struct store_change *change, const char *etag)
{
    char quote = 0;
    int end = 0;
    long long revision, event;

    if (sscanf(etag, "\"%lld.%lld%c%n", &revision, &event, &quote, &end) != 3 ||
        quote != '"' || etag[end])
        return false;
    change->expected = revision;
    change->expected_event = event;
    return true;
}

/* If-Match: the instance as it was read; If-None-Match: *: a new flow. False
 * after an answer. */
static bool
take_conditions(struct api_call *call, struct store_change *change)
{
    const char *match = front_header(call->request, "If-Match");
    const char *none = front_header(call->request, "If-None-Match");

    call->data = match || none ? change : NULL;
    if (match && !read_etag(change, match)) {
        api_problem(call, 400, "bad-request", NULL,
            "If-Match takes the ETag of an instance");
        return false;
    }
    if (none && strcmp(none, "*") != 0) {
        api_problem(call, 400, "bad-request", NULL,
            "If-None-Match of a change is '*', for a new flow");
        return false;
    }
    if (none)
        change->expected = 0;
    return true;
}

/* The members of PUT's body. */
static void
take_members(struct store_request *request, struct store_change *change,
    const json_t *body)
{
    const json_t *expected = json_object_get(body, "expected_revision");
    const json_t *event = json_object_get(body, "expected_event");

    change->title = member(request, body, "title");
    change->yaml = member(request, body, "yaml");
    change->templates = member(request, body, "templates");
    change->signature = member(request, body, "signature");
    if (json_is_integer(expected))
        change->expected = json_integer_value(expected);
    if (json_is_integer(event))
        change->expected_event = json_integer_value(event);
    request->in.author = member(request, body, "author");
    request->in.message = member(request, body, "message");
    request->in.commit = member(request, body, "commit");
    request->in.dry_run = json_is_true(json_object_get(body, "dry_run"));
}

/* PUT: one flow; see fallback-api(7) for the members. */
void
api_put(struct api_call *call)
{
    struct store_request *request;
    json_t *body = api_body(call);

    if (!body)
        return;
    struct store_change *change = make_change(call, CHANGE_PUBLISH, &request);
    const bool expects =
        json_is_integer(json_object_get(body, "expected_revision"));
    take_members(request, change, body);
    json_decref(body);
    if (!take_conditions(call, change)) {
        store_request_free(request);
        return;
    }
    if ((expects || call->data) && change->title && change->yaml &&
        change->templates) {
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
    const char *expected = front_query(call->request, "expected_revision");
    struct store_request *request;
    struct store_change *change = make_change(call, CHANGE_UNPUBLISH, &request);

    if (!take_conditions(call, change)) {
        store_request_free(request);
        return;
    }
    if (expected && !api_number(expected, &change->expected)) {
        store_request_free(request);
        api_problem(call, 400, "bad-request", NULL,
            "'%s' is no number of a revision", expected);
        return;
    }
    submit(call, request);
}
