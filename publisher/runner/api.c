/* Routes, keys, answers. */
#include "api.h"

#include "audit.h"
#include "clean.h"
#include "digest.h"
#include "id62.h"
#include "problem.h"
#include "route.h"
#include "text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PUBLICATION_CAP ((size_t)64 * 1000 * 1000)
#define PUT_CAP ((size_t)4 * 1000 * 1000) /* one flow */
#define WISHES_CAP ((size_t)1000 * 1000)  /* a thousand of them */
#define UNREADY_MS 5000 /* after a turn that the store did not keep */
#define OPEN_TO_ALL 0u  /* reports bring their own proof */

static route_fn enter;

#define FLOWS "/v1/{sid}/workflow/v1/instances"
#define RUNS "/v1/{sid}/workflow/v1/invocations"
#define BATCH "/invoke-batch"
#define ADMIN "/v1/{sid}/admin"

static const struct route routes[] = {
    {"POST", FLOWS "/{id}/invoke", enter},
    {"POST", FLOWS "/{id}" BATCH, enter},
    {"GET", RUNS "/{id}", enter},
    {"GET", RUNS, enter},
    {"POST", RUNS "/{id}/cancel", enter},
    {"POST", FLOWS "/{id}/cancel", enter},
    {"GET", FLOWS, enter},
    {"GET", FLOWS "/{id}", enter},
    {"GET", FLOWS "/{id}/revisions", enter},
    {"GET", FLOWS "/{id}/revisions/{n}", enter},
    {"GET", FLOWS "/{id}/history", enter},
    {"PUT", FLOWS "/{id}", enter},
    {"DELETE", FLOWS "/{id}", enter},
    {"POST", "/v1/{sid}/workflow/v1/publications", enter},
    {"GET", "/v1/{sid}/workflow/v1/templates", enter},
    {"GET", ADMIN "/keys", enter},
    {"POST", ADMIN "/keys", enter},
    {"DELETE", ADMIN "/keys/{id}", enter},
    {"GET", ADMIN "/callbacks", enter},
    {"GET", ADMIN "/callbacks/{id}", enter},
    {"POST", ADMIN "/callbacks/replay", enter},
    {"GET", ADMIN "/optouts", enter},
    {"POST", ADMIN "/optouts", enter},
    {"DELETE", ADMIN "/optouts", enter},
    {"GET", ADMIN "/consents", enter},
    {"POST", ADMIN "/consents", enter},
    {"DELETE", ADMIN "/consents", enter},
    {"GET", ADMIN "/channels", enter},
    {"POST", ADMIN "/channels/{name}/pause", enter},
    {"POST", ADMIN "/channels/{name}/resume", enter},
    {"POST", ADMIN "/flows/{id}/pause", enter},
    {"POST", ADMIN "/flows/{id}/resume", enter},
    {"GET", "/dlr/{channel}/{rest...}", enter},
    {"POST", "/dlr/{channel}/{rest...}", enter},
    {"GET", "/healthz", enter},
    {"GET", "/readyz", enter},
    {"GET", "/openapi.json", enter},
    {0},
};

/* Row by row: what a key needs, and who answers. */
static const struct duty {
    unsigned scope;
    api_fn *run;
} duties[] = {
    {SCOPE_INVOKE, api_invoke},
    {SCOPE_INVOKE, api_invoke_batch},
    {SCOPE_READ, api_invocation},
    {SCOPE_READ, api_invocations},
    {SCOPE_INVOKE, api_cancel},
    {SCOPE_INVOKE, api_cancel_all},
    {SCOPE_READ, api_instances},
    {SCOPE_READ, api_instance},
    {SCOPE_READ, api_revisions},
    {SCOPE_READ, api_revision},
    {SCOPE_READ, api_history},
    {SCOPE_PUBLISH, api_put},
    {SCOPE_PUBLISH, api_delete},
    {SCOPE_PUBLISH, api_publications},
    {SCOPE_READ, api_templates},
    {SCOPE_ADMIN, api_keys},
    {SCOPE_ADMIN, api_key_add},
    {SCOPE_ADMIN, api_key_revoke},
    {SCOPE_ADMIN, api_callbacks},
    {SCOPE_ADMIN, api_callback},
    {SCOPE_ADMIN, api_callback_replay},
    {SCOPE_ADMIN, api_optouts},
    {SCOPE_ADMIN, api_optout_add},
    {SCOPE_ADMIN, api_optout_remove},
    {SCOPE_ADMIN, api_consents},
    {SCOPE_ADMIN, api_consent_add},
    {SCOPE_ADMIN, api_consent_remove},
    {SCOPE_ADMIN, api_channels},
    {SCOPE_ADMIN, api_channel_pause},
    {SCOPE_ADMIN, api_channel_resume},
    {SCOPE_ADMIN, api_flow_pause},
    {SCOPE_ADMIN, api_flow_resume},
    {OPEN_TO_ALL, api_report},
    {OPEN_TO_ALL, api_report},
    {OPEN_TO_ALL, api_health},
    {OPEN_TO_ALL, api_ready},
    {OPEN_TO_ALL, api_document},
};
static_assert(ARRAY_LEN(duties) == ARRAY_LEN(routes) - 1, "a duty a route");

void
api_end(struct api_call *call)
{
    arena_free(&call->arena);
    free(call);
}

void
api_answer_with(struct api_call *call, unsigned status, json_t *body,
    const char *const *headers)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    const struct front_answer answer = {
        .status = status,
        .content_type = text ? "application/json" : NULL,
        .headers = headers,
        .body = text,
        .len = text ? strlen(text) : 0,
    };

    front_answer(call->request, &answer);
    free(text);
    json_decref(body);
    api_end(call);
}

void
api_answer(struct api_call *call, unsigned status, json_t *body)
{
    api_answer_with(call, status, body, NULL);
}

void
api_answer_plain(struct api_call *call, const char *text)
{
    const struct front_answer answer = {
        .status = 200,
        .content_type = "text/plain; charset=utf-8",
        .body = text,
        .len = strlen(text),
    };

    front_answer(call->request, &answer);
    api_end(call);
}

static bool
client_has(const struct api_call *call, const char *etag)
{
    const char *tags = front_header(call->request, "If-None-Match");

    return tags && (strstr(tags, etag) || !strcmp(tags, "*"));
}

void
api_answer_json(
    struct api_call *call, const char *text, size_t len, const char *etag)
{
    char digest[SHA256_HEX_SIZE];

    if (!etag) {
        digest_sha256_hex(digest, text, len);
        etag = arena_printf(&call->arena, "\"%.32s\"", digest);
    }
    const bool has = client_has(call, etag);
    const char *const headers[] = {"ETag", etag, NULL};
    const struct front_answer answer = {
        .status = has ? 304 : 200,
        .content_type = has ? NULL : "application/json",
        .headers = headers,
        .body = has ? NULL : text,
        .len = has ? 0 : len,
    };
    front_answer(call->request, &answer);
    api_end(call);
}

void
api_answer_entity(struct api_call *call, json_t *body, const char *etag)
{
    auto_(heap) char *text = json_dumps(body, JSON_COMPACT);

    if (!text)
        abort();
    json_decref(body);
    api_answer_json(call, text, strlen(text), etag);
}

void
api_problem(struct api_call *call, unsigned status, const char *code,
    const char *pointer, const char *format, ...)
{
    static const char *const later[] = {"Retry-After", "10", NULL};
    va_list args;

    va_start(args, format);
    auto_(heap) char *detail = text_format(format, args);
    va_end(args);
    auto_(heap) char *clean = clean_line(detail);
    problem_answer(call->request,
        &(struct problem){
            .status = status,
            .code = code,
            .pointer = pointer,
            .detail = clean,
            .headers = status == 503 ? later : NULL,
        });
    api_end(call);
}

void
api_problem_with(struct api_call *call, unsigned status, const char *code,
    json_t *more, const char *detail)
{
    problem_answer(call->request,
        &(struct problem){
            .status = status,
            .code = code,
            .detail = detail,
            .more = more,
        });
    json_decref(more);
    api_end(call);
}

bool
api_store_failed(struct api_call *call, const struct store_request *request)
{
    if (request->failure.status == STATUS_DONE)
        return false;
    runner_log(call->runner, "the store failed: %s", request->failure.text);
    api_problem(call, 503, "store-unavailable", NULL,
        "the store could not do this now; nothing was changed");
    return true;
}

json_t *
api_body(struct api_call *call)
{
    json_error_t error;
    json_t *body = json_loadb(call->request->body, call->request->len,
        JSON_REJECT_DUPLICATES, &error);

    if (json_is_object(body))
        return body;
    if (body)
        api_problem(
            call, 400, "body-wrong", "", "the body is to be a JSON object");
    else
        api_problem(call, 400, "body-wrong", NULL,
            "the body is no JSON: line %d, column %d: %s", error.line,
            error.column, error.text);
    json_decref(body);
    return NULL;
}

bool
api_number(const char *text, int64_t *number)
{
    char *end;

    if (strspn(text, "0123456789") == 0 || strlen(text) > 18)
        return false;
    *number = strtoll(text, &end, 10);
    return !*end;
}

bool
api_id(struct api_call *call, const char *text, uint8_t id[STORE_ID_SIZE])
{
    if (id62_parse(text, id))
        return true;
    api_problem(call, 404, "invocation-unknown", NULL,
        "there is no invocation '%s'", text);
    return false;
}

static const struct duty *
duty_of(const struct api_call *call)
{
    return call->data;
}

/* The account in the path is the one of this store, or nothing is there. */
static bool
account_is_ours(struct api_call *call)
{
    const char *account = call->runner->workspace->account.text;

    if (strncmp(call->request->path, "/v1/", 4) != 0 ||
        text_is(call->values[0], account))
        return true;
    api_problem(call, 404, "account-unknown", NULL,
        "there is no account '%s' here", call->values[0]);
    return false;
}

static void
run(struct api_call *call)
{
    const struct duty *duty = duty_of(call);

    if (!account_is_ours(call))
        return;
    if (duty->scope && !(call->scopes & duty->scope)) {
        api_problem(call, 403, "scope-missing", NULL,
            "the API key does not have the scope that this needs");
        return;
    }
    call->data = NULL;
    duty->run(call);
}

static void
key_found(struct store_request *request)
{
    struct api_call *call = request->data;
    const struct store_key *key = request->out.keys;

    if (api_store_failed(call, request))
        return;
    if (!request->out.nkeys || key->revoked ||
        key->expires <= runner_wall(call->runner)) {
        api_problem(call, 401, "key-wrong", NULL,
            "the API key is unknown, expired or revoked");
        return;
    }
    call->key_id = arena_strdup(&call->arena, key->id);
    call->scopes = key_scopes(key->scopes);
    run(call);
}

/* Kaleyra's header, or the usual one. */
static const char *
key_of(const struct front_request *request)
{
    const char *key = front_header(request, "api-key");
    const char *bearer = front_header(request, "Authorization");

    if (key)
        return key;
    if (bearer && !strncasecmp(bearer, "Bearer ", 7))
        return bearer + 7;
    return NULL;
}

static void
authenticate(struct api_call *call)
{
    const char *key = key_of(call->request);

    if (!duty_of(call)->scope) {
        run(call);
        return;
    }
    if (!key && call->request->local) {
        call->key_id = "local";
        call->scopes = key_scopes("admin");
        run(call);
        return;
    }
    if (!key) {
        api_problem(call, 401, "key-missing", NULL,
            "send an API key in the header api-key");
        return;
    }
    struct store_request *request =
        store_request_new(STORE_KEY_FIND, key_found, call);
    digest_sha256(request->in.key.hash, key, strlen(key));
    store_submit(call->runner->store, request);
}

static void
enter(
    struct front_request *request, const struct route_match *match, void *data)
{
    struct api_call *call = calloc(1, sizeof(*call));

    if (!call)
        abort();
    call->runner = data;
    call->request = request;
    for (size_t i = 0; i < API_VALUES; i++)
        call->values[i] = arena_strdup(&call->arena, match->values[i]);
    call->data = (void *)(uintptr_t)&duties[match->route - routes];
    authenticate(call);
}

void
api_serve(struct front_request *request, void *data)
{
    route_serve(routes, request, data);
}

size_t
api_cap(const char *method, const char *path, void *data)
{
    const size_t len = strlen(path);

    (void)data;
    if (len > strlen(BATCH) && text_is(path + len - strlen(BATCH), BATCH) &&
        text_is(method, "POST"))
        return FRONT_ENDLESS;
    if (strstr(path, "/publications"))
        return PUBLICATION_CAP;
    if (strstr(path, "/admin/optouts") || strstr(path, "/admin/consents"))
        return WISHES_CAP;
    return !strcmp(method, "PUT") ? PUT_CAP : FRONT_CAP;
}

void
api_health(struct api_call *call)
{
    api_answer(call, 200, json_pack("{s:s}", "status", "alive"));
}

void
api_ready(struct api_call *call)
{
    if (call->runner->stopping)
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
    else if (runner_now(call->runner) - call->runner->failed_at < UNREADY_MS)
        api_problem(call, 503, "store-unavailable", NULL,
            "the store could not keep what was told it");
    else if (audit_unfired_ms(call->runner) > AUDIT_UNFIRED_MS)
        api_problem(call, 503, "timers-late", NULL,
            "what is due has not been done for longer than 30 s");
    else
        api_answer(call, 200,
            json_pack("{s:s, s:f, s:I}", "status", "ready",
                "due_unfired_seconds",
                (double)audit_unfired_ms(call->runner) / 1000,
                "timers_repaired", (json_int_t)call->runner->audit.repaired));
}
