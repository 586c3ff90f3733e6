/* One request to the runner of a store. */
#include "reach.h"

#include <string.h>

#include "file.h"

struct client *
reach_open(struct target *target, struct failure *failure)
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

const char *
reach_path(struct target *target, const char *path)
{
    auto_(text) struct text whole = {0};

    text_add(&whole, "/v1/");
    client_escape(&whole, target->workspace->account.text);
    text_add(&whole, path);
    return arena_strdup(&target->arena, text_str(&whole));
}

bool
reach_ask(struct target *target, const char *method, const char *path,
    const json_t *body, struct client_answer *answer, struct failure *failure)
{
    auto_(client) struct client *client = reach_open(target, failure);
    const struct client_call call = {
        .method = method,
        .path = reach_path(target, path),
        .body = body,
    };

    return client && client_ask(client, &call, answer, failure);
}

json_t *
reach(struct target *target, const char *method, const char *path,
    const json_t *body, struct failure *failure)
{
    auto_(client_answer) struct client_answer answer = {0};

    if (!reach_ask(target, method, path, body, &answer, failure))
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
