/* One request to the runner of a store. */
#include "reach.h"

#include <string.h>

#include "client.h"
#include "file.h"

static struct client *
open_client(struct target *target, struct failure *failure)
{
    const char *socket = target_socket(target);
    const struct client_options options = {
        .url = socket ? NULL : target->url,
        .socket = socket,
        .token = target->token,
        .ca_file = target->ca_file,
    };

    if (!socket || file_exists(socket))
        return client_open(&options, failure);
    (void)failure_set(failure, STATUS_UNREACHABLE,
        "no runner serves %s; 'fallback-runner serve' starts one",
        target->name);
    return NULL;
}

json_t *
reach(struct target *target, const char *method, const char *path,
    const json_t *body, struct failure *failure)
{
    auto_(client) struct client *client = open_client(target, failure);
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text whole = {0};

    if (!client)
        return NULL;
    text_add(&whole, "/v1/");
    client_escape(&whole, target->workspace->account.text);
    text_add(&whole, path);
    const struct client_call call = {
        .method = method, .path = whole.bytes, .body = body};
    if (!client_ask(client, &call, &answer, failure))
        return NULL;
    if (answer.status / 100 != 2) {
        (void)client_refused(&answer, failure);
        return NULL;
    }
    if (!answer.json)
        (void)failure_set(
            failure, STATUS_UNREACHABLE, "the runner's answer is no JSON");
    return json_incref(answer.json);
}
