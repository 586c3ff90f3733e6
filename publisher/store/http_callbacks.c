/*
 * The outbox of callbacks over a runner's API:
 *
 *   CALLBACKS        GET   admin/callbacks?state=S&profile=P&since=T&limit=N
 *                          {"callbacks":[...]}
 *                    GET   admin/callbacks/ID    one, with its body
 *   CALLBACK_REPLAY  POST  admin/callbacks/replay  {"replayed":N}
 */
#include "http_store.h"

#include "clock.h"
#include "store_json_callback.h"

static void
get_one(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};
    struct failure why = {0};

    text_add(&path, "admin/callbacks/");
    client_escape(&path, request->in.outbox.webhook_id);
    const struct client_call call = {.method = "GET", .path = text_str(&path)};
    if (!http_ask(http, request, &call, NO_SUCH_THING, &answer))
        return;
    json_t *list = json_pack("[O]", answer.json);
    if (!store_json_read_callbacks(list, request, &why))
        http_misunderstood(request, &why);
    json_decref(list);
}

static void
add_value(struct text *path, const char *name, const char *value)
{
    if (!value)
        return;
    text_addf(path, "&%s=", name);
    client_escape(path, value);
}

static void
get_list(struct http *http, struct store_request *request)
{
    const struct store_outbox *wanted = &request->in.outbox;
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};
    char since[CLOCK_TEXT_SIZE];
    struct failure why = {0};

    text_addf(&path, "admin/callbacks?limit=%zu", request->in.limit);
    add_value(&path, "state", store_callback_words[wanted->state]);
    add_value(&path, "profile", wanted->profile);
    clock_format(since, wanted->since);
    add_value(&path, "since", wanted->since ? since : NULL);
    const struct client_call call = {.method = "GET", .path = text_str(&path)};
    if (http_ask(http, request, &call, NOTHING_ELSE, &answer) &&
        !store_json_read_callbacks(
            json_object_get(answer.json, "callbacks"), request, &why))
        http_misunderstood(request, &why);
}

void
http_callbacks(struct http *http, struct store_request *request)
{
    if (request->in.outbox.webhook_id)
        get_one(http, request);
    else
        get_list(http, request);
}

void
http_callback_replay(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    json_t *body = store_json_outbox(&request->in.outbox);
    const struct client_call call = {
        .method = "POST",
        .path = "admin/callbacks/replay",
        .body = body,
    };
    const bool answered = http_ask(http, request, &call, NOTHING_ELSE, &answer);

    json_decref(body);
    if (!answered)
        return;
    const json_t *replayed = json_object_get(answer.json, "replayed");
    if (json_is_integer(replayed) && json_integer_value(replayed) >= 0)
        request->out.nreplayed = (size_t)json_integer_value(replayed);
    else
        http_misunderstood(
            request, &(struct failure){.text = "it does not say how many"});
}
