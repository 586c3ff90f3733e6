/* Keys over the API. The secret of a new one never travels: its hash does. */
#include "api.h"

#include "store_json.h"

static void
keys_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    json_t *keys = store_json_keys(request->out.keys, request->out.nkeys);
    api_answer(call, 200, json_pack("{s:o}", "keys", keys));
}

void
api_keys(struct api_call *call)
{
    store_submit(
        call->runner->store, store_request_new(STORE_KEYS, keys_found, call));
}

static void
key_added(struct store_request *request)
{
    struct api_call *call = request->data;

    if (request->failure.status == STATUS_CONFLICT)
        api_problem(call, 409, "key-taken", NULL, "%s", request->failure.text);
    else if (!api_store_failed(call, request))
        api_answer(call, 201, store_json_key(&request->in.key, false));
}

void
api_key_add(struct api_call *call)
{
    struct failure failure = {0};
    json_t *body = api_body(call);

    if (!body)
        return;
    struct store_request *request =
        store_request_new(STORE_KEY_ADD, key_added, call);
    const bool fine = store_json_read_key(
        body, true, &request->arena, &request->in.key, &failure);
    json_decref(body);
    if (fine && key_scopes(request->in.key.scopes)) {
        request->in.now = runner_now(call->runner);
        store_submit(call->runner->store, request);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "body-wrong", NULL, "%s",
        failure.text[0] ? failure.text
                        : "scopes are invoke, read, publish and admin");
}

static void
key_revoked(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    if (request->out.nkeys)
        api_answer(call, 200, store_json_key(&request->out.keys[0], false));
    else
        api_problem(call, 404, "key-unknown", NULL, "there is no such key");
}

void
api_key_revoke(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_KEY_REVOKE, key_revoked, call);

    request->in.key.id = arena_strdup(&request->arena, call->values[1]);
    request->in.now = runner_now(call->runner);
    store_submit(call->runner->store, request);
}
