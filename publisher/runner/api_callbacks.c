/* The outbox of callbacks over the API: listed, shown, sent again. */
#include "api.h"

#include "clock.h"
#include "store_json_callback.h"

#define LIMIT_USUAL 100
#define LIMIT_MOST 1000

static int
state_of(const char *word)
{
    for (int i = 0; store_callback_words[i]; i++)
        if (text_is(store_callback_words[i], word))
            return i;
    return -1;
}

/* Reads the query; NULL, or what is wrong with it. */
static const char *
read_query(struct api_call *call, struct store_request *request)
{
    struct store_outbox *outbox = &request->in.outbox;
    const char *state = front_query(call->request, "state");
    const char *since = front_query(call->request, "since");
    const char *limit = front_query(call->request, "limit");
    int64_t most = 0;

    outbox->profile =
        arena_strdup(&request->arena, front_query(call->request, "profile"));
    const int found = state ? state_of(state) : CALLBACK_GIVEN_UP;
    if (found < 0)
        return "state is all, given_up, waiting or delivered";
    outbox->state = (enum store_callback_state)found;
    if (since && !clock_parse(since, &outbox->since))
        return "since is an instant such as 2026-11-20T09:12:00Z";
    if (limit && (!api_number(limit, &most) || most > LIMIT_MOST))
        return "limit is a number of at most 1000";
    request->in.limit = most ? (size_t)most : LIMIT_USUAL;
    return NULL;
}

static void
listed(struct store_request *request)
{
    struct api_call *call = request->data;

    if (!api_store_failed(call, request))
        api_answer(call, 200,
            json_pack("{s:o}", "callbacks",
                store_json_callbacks(
                    request->out.callbacks, request->out.ncallbacks)));
}

void
api_callbacks(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_CALLBACKS, listed, call);
    const char *wrong = read_query(call, request);

    if (!wrong) {
        store_submit(call->runner->store, request);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "query-wrong", NULL, "%s", wrong);
}

static void
shown(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    if (request->out.ncallbacks)
        api_answer(call, 200, store_json_callback(&request->out.callbacks[0]));
    else
        api_problem(
            call, 404, "callback-unknown", NULL, "there is no such callback");
}

void
api_callback(struct api_call *call)
{
    struct store_request *request =
        store_request_new(STORE_CALLBACKS, shown, call);

    request->in.outbox.webhook_id =
        arena_strdup(&request->arena, call->values[1]);
    request->in.limit = 1;
    store_submit(call->runner->store, request);
}

static void
replayed(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    runner_wake_callbacks(call->runner, 0);
    api_answer(call, 200,
        json_pack("{s:I}", "replayed", (json_int_t)request->out.nreplayed));
}

void
api_callback_replay(struct api_call *call)
{
    struct failure failure = {0};
    json_t *body = api_body(call);

    if (!body)
        return;
    struct store_request *request =
        store_request_new(STORE_CALLBACK_REPLAY, replayed, call);
    const bool fine = store_json_read_outbox(
        body, &request->arena, &request->in.outbox, &failure);
    json_decref(body);
    if (fine) {
        request->in.now = runner_now(call->runner);
        store_submit(call->runner->store, request);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "body-wrong", NULL, "%s", failure.text);
}
