/*
 * The store behind a runner's API: what publishers elsewhere reach, and what
 * commands use while a runner has the SQLite file. Paths below /v1/{sid};
 * JSON as in store_json.h:
 *
 *   PUBLISH     POST   workflow/v1/publications   200 or 409 with an outcome
 *   FLOWS       GET    workflow/v1/instances[?title=T]  {"instances":[...]}
 *               GET    workflow/v1/instances/ID/revisions      the same
 *   FLOW        GET    workflow/v1/instances/ID   the published revision
 *               GET    workflow/v1/instances/ID/revisions/N|newest
 *   HISTORY     GET    workflow/v1/instances/ID/history    {"events":[...]}
 *   KEY_ADD     POST   admin/keys                 a key with its hash
 *   KEYS        GET    admin/keys                 {"keys":[...]}
 *   KEY_REVOKE  DELETE admin/keys/ID              the key
 *   CALLBACKS and CALLBACK_REPLAY                 http_callbacks.c
 *   BRAKES, PAUSE and RESUME                      http_brakes.c
 *   WISHES_ADD, WISHES_REMOVE and WISHES          http_wishes.c
 *
 * A publication is sent once. When its answer is lost, or is that of a server
 * that failed, FLOWS tells whether it was done.
 *
 * What is not there is 404 with the code workflow-unknown, revision-unknown or
 * key-unknown; any other 404 is a failure.
 */
#include <string.h>

#include "http_store.h"
#include "lost.h"
#include "store_json.h"
#include "uuid.h"

#define UNIX "unix:"

/* Nothing of that name, as against a path or an account that is not there. */
static bool
is_unknown(const struct client_answer *answer)
{
    static const char end[] = "-unknown";
    const char *code = client_problem(answer);
    const size_t len = strlen(code);

    return answer->status == 404 && len >= strlen(end) &&
        !strcmp(code + len - strlen(end), end) &&
        strcmp(code, "account-unknown") != 0;
}

bool
http_ask(struct http *http, struct store_request *request,
    const struct client_call *below, enum also_fine fine,
    struct client_answer *answer)
{
    auto_(text) struct text path = {0};
    struct client_call call = *below;

    text_addf(&path, "%s%s", http->root, below->path);
    call.path = text_str(&path);
    if (!client_ask(http->client, &call, answer, &request->failure))
        return false;
    if (answer->status / 100 == 2 ||
        (fine == NOT_COMMITTED && answer->status == 409 &&
            json_object_get(answer->json, "changes")))
        return true;
    if (fine == NO_SUCH_THING && is_unknown(answer))
        return false;
    if (answer->json)
        request->out.problem = arena_strndup(
            &request->arena, answer->body.bytes, answer->body.len);
    if (json_object_get(answer->json, "findings"))
        (void)store_json_read_findings(
            json_object_get(answer->json, "findings"), request, NULL);
    return client_refused(answer, &request->failure);
}

void
http_misunderstood(struct store_request *request, const struct failure *why)
{
    failure_set(&request->failure, STATUS_UNREACHABLE,
        "the answer is not that of a runner: %s", why->text);
}

static void
get_flows(struct http *http, struct store_request *request, const char *path)
{
    auto_(client_answer) struct client_answer answer = {0};
    const struct client_call call = {.method = "GET", .path = path};
    struct failure why = {0};

    if (!http_ask(http, request, &call, NO_SUCH_THING, &answer))
        return;
    if (!store_json_read_flows(
            json_object_get(answer.json, "instances"), request, &why))
        http_misunderstood(request, &why);
}

static void
list_flows(struct http *http, struct store_request *request)
{
    auto_(text) struct text path = {0};

    text_add(&path, "workflow/v1/instances");
    if (request->in.workflow_id) {
        text_add_char(&path, '/');
        client_escape(&path, request->in.workflow_id);
        text_add(&path, "/revisions");
    }
    get_flows(http, request, text_str(&path));
}

static void
say_lost(struct store_request *request, const char *words)
{
    const struct failure was = request->failure;

    request->failure = (struct failure){0};
    failure_set(&request->failure, was.status, "%s; %s", was.text, words);
}

/* The answer did not come, or is no answer of a runner: the store knows. */
static void
look_what_became(struct http *http, struct store_request *request)
{
    auto_(store_request) struct store_request *flows =
        store_request_new(STORE_FLOWS, NULL, NULL);

    list_flows(http, flows);
    if (flows->failure.status != STATUS_DONE) {
        say_lost(request, "whether it was done is not known: ask again later");
        return;
    }
    switch (lost_judge(request, flows)) {
    case LOST_DONE:
        request->failure = (struct failure){0};
        break;
    case LOST_NOT:
        say_lost(request, "it was not done");
        break;
    case LOST_UNKNOWN:
        say_lost(request,
            "whether it was done is not known, since others changed the same "
            "flows; their history tells");
        break;
    }
}

/* Whether a publication that failed may have been done all the same. */
static bool
is_lost(const struct store_request *request, const struct client_answer *answer)
{
    const bool refused = answer->status / 100 == 3 || answer->status / 100 == 4;

    return request->failure.status == STATUS_UNREACHABLE && answer->sent &&
        !refused && !request->in.dry_run;
}

static void
publish(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    json_t *body = store_json_publication(request);
    const struct client_call call = {
        .method = "POST",
        .path = "workflow/v1/publications",
        .body = body,
        .looks_itself = true,
    };
    struct failure why = {0};

    if (http_ask(http, request, &call, NOT_COMMITTED, &answer) &&
        !store_json_read_outcome(answer.json, request, &why))
        http_misunderstood(request, &why);
    json_decref(body);
    if (is_lost(request, &answer))
        look_what_became(http, request);
}

/* The Workflow ID of a flow that was named by its title, or NULL. */
static const char *
find_title(struct http *http, struct store_request *request)
{
    auto_(text) struct text path = {0};

    if (uuid_valid(request->in.workflow_id))
        return request->in.workflow_id;
    text_add(&path, "workflow/v1/instances?title=");
    client_escape(&path, request->in.workflow_id);
    get_flows(http, request, text_str(&path));
    const bool found = request->out.nflows > 0;
    request->out.nflows = 0;
    return found ? request->out.flows[0].workflow_id : NULL;
}

static void
get_flow(struct http *http, struct store_request *request, const char *path)
{
    auto_(client_answer) struct client_answer answer = {0};
    const struct client_call call = {.method = "GET", .path = path};
    struct failure why = {0};

    if (!http_ask(http, request, &call, NO_SUCH_THING, &answer))
        return;
    request->out.flows =
        arena_alloc(&request->arena, sizeof(*request->out.flows));
    if (!store_json_read_flow(
            answer.json, &request->arena, request->out.flows, &why))
        http_misunderstood(request, &why);
    else
        request->out.nflows = 1;
}

static void
find_flow(struct http *http, struct store_request *request)
{
    auto_(text) struct text path = {0};
    const char *workflow_id = find_title(http, request);

    if (!workflow_id)
        return;
    text_add(&path, "workflow/v1/instances/");
    client_escape(&path, workflow_id);
    if (request->in.revision > 0)
        text_addf(&path, "/revisions/%lld", (long long)request->in.revision);
    else if (request->in.revision < 0)
        text_add(&path, "/revisions/newest");
    get_flow(http, request, text_str(&path));
}

static void
get_history(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};
    struct failure why = {0};

    text_add(&path, "workflow/v1/instances/");
    client_escape(&path, request->in.workflow_id);
    text_add(&path, "/history");
    const struct client_call call = {.method = "GET", .path = text_str(&path)};
    if (http_ask(http, request, &call, NO_SUCH_THING, &answer) &&
        !store_json_read_events(
            json_object_get(answer.json, "events"), request, &why))
        http_misunderstood(request, &why);
}

static void
take_key(struct store_request *request, const struct client_answer *answer)
{
    struct failure why = {0};

    request->out.keys =
        arena_alloc(&request->arena, sizeof(*request->out.keys));
    if (!store_json_read_key(
            answer->json, false, &request->arena, request->out.keys, &why))
        http_misunderstood(request, &why);
    else
        request->out.nkeys = 1;
}

static void
add_key(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    json_t *body = store_json_key(&request->in.key, true);
    const struct client_call call = {
        .method = "POST",
        .path = "admin/keys",
        .body = body,
    };

    (void)http_ask(http, request, &call, NOTHING_ELSE, &answer);
    json_decref(body);
}

static void
list_keys(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    const struct client_call call = {.method = "GET", .path = "admin/keys"};
    struct failure why = {0};

    if (http_ask(http, request, &call, NOTHING_ELSE, &answer) &&
        !store_json_read_keys(
            json_object_get(answer.json, "keys"), request, &why))
        http_misunderstood(request, &why);
}

static void
revoke_key(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};

    text_add(&path, "admin/keys/");
    client_escape(&path, request->in.key.id);
    const struct client_call call = {
        .method = "DELETE",
        .path = text_str(&path),
    };
    if (!http_ask(http, request, &call, NO_SUCH_THING, &answer))
        return;
    take_key(request, &answer);
}

static void (*const handlers[STORE_KIND_COUNT])(
    struct http *http, struct store_request *request) = {
    [STORE_PUBLISH] = publish,
    [STORE_FLOWS] = list_flows,
    [STORE_FLOW] = find_flow,
    [STORE_HISTORY] = get_history,
    [STORE_KEY_ADD] = add_key,
    [STORE_KEYS] = list_keys,
    [STORE_KEY_REVOKE] = revoke_key,
    [STORE_CALLBACKS] = http_callbacks,
    [STORE_CALLBACK_REPLAY] = http_callback_replay,
    [STORE_BRAKES] = http_brakes,
    [STORE_PAUSE] = http_pause,
    [STORE_RESUME] = http_pause,
    [STORE_WISHES_ADD] = http_wishes_add,
    [STORE_WISHES_REMOVE] = http_wishes_remove,
    [STORE_WISHES] = http_wishes,
};

/* Each request is a turn of the runner's; one that fails, fails alone. */
static bool
run_turn(struct store *store, struct failure *failure)
{
    struct http *http = (struct http *)store;
    struct store_request *request;

    (void)failure;
    while ((request = store_queue_take(&store->queue))) {
        if (handlers[request->kind])
            handlers[request->kind](http, request);
        else
            failure_set(&request->failure, STATUS_USAGE,
                "this is not done over HTTP, but by the runner that has the "
                "store");
        store_answer(request);
    }
    return true;
}

static void
close_http(struct store *store)
{
    struct http *http = (struct http *)store;

    client_close(http->client);
    free(http->root);
    free(http);
}

static struct store *
open_client(const struct client_options *to,
    const struct store_options *options, struct failure *failure)
{
    struct http *http = calloc(1, sizeof(*http));
    struct text root = {0};

    if (!http)
        abort();
    text_add(&root, "/v1/");
    client_escape(&root, options->account ? options->account : "");
    text_add_char(&root, '/');
    http->root = text_take(&root);
    if (!options->account)
        failure_set(failure, STATUS_USAGE, "a runner is asked by account");
    else
        http->client = client_open(to, failure);
    if (http->client)
        return &http->store;
    close_http(&http->store);
    return NULL;
}

static struct store *
open_http(const char *url, const struct store_options *options,
    struct failure *failure)
{
    const bool is_socket = !strncmp(url, UNIX, strlen(UNIX));
    const struct client_options to = {
        .url = is_socket ? NULL : url,
        .socket = is_socket ? url + strlen(UNIX) : NULL,
        .token = options->token,
        .ca_file = options->ca_file,
    };

    return open_client(&to, options, failure);
}

bool
store_http_listens(const char *socket)
{
    const struct client_options to = {.socket = socket};
    auto_(client) struct client *client = client_open(&to, NULL);

    return client && client_reaches(client);
}

const struct store_ops store_http = {
    .schemes = {"http://", "https://", UNIX},
    .open = open_http,
    .close = close_http,
    .run = run_turn,
};
