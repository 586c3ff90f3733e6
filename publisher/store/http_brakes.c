/*
 * What holds messages back, over a runner's API:
 *
 *   BRAKES          GET   admin/channels        {"channels":[...],"flows":[...]}
 *   PAUSE, RESUME   POST  admin/channels/NAME/pause and .../resume
 *                   POST  admin/flows/ID/pause  and .../resume
 *                         {"before","paused"}
 */
#include "http_store.h"

#include "store_json_brake.h"

void
http_brakes(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    const struct client_call call = {.method = "GET", .path = "admin/channels"};
    struct failure why = {0};

    if (http_ask(http, request, &call, NOTHING_ELSE, &answer) &&
        !store_json_read_brakes(answer.json, request, &why))
        http_misunderstood(request, &why);
}

void
http_pause(struct http *http, struct store_request *request)
{
    const struct store_pause *pause = &request->in.pause;
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};
    struct failure why = {0};

    text_add(&path, pause->is_flow ? "admin/flows/" : "admin/channels/");
    client_escape(&path, pause->name);
    text_add(&path, request->kind == STORE_PAUSE ? "/pause" : "/resume");
    json_t *body = store_json_order(pause);
    const struct client_call call = {
        .method = "POST", .path = text_str(&path), .body = body};
    const bool answered = http_ask(http, request, &call, NOTHING_ELSE, &answer);

    json_decref(body);
    if (answered && !store_json_read_before(answer.json, request, &why))
        http_misunderstood(request, &why);
}
