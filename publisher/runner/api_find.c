/* GET .../invocations?recipient=: what a number was sent, newest first. */
#include "api.h"

#include "id62.h"
#include "members.h"
#include "phone.h"

#include <string.h>

#define FOUND_USUAL 100
#define FOUND_MOST 1000

struct finding_out { /* in the call's arena */
    struct api_call *call;
    struct store_request *found;
    size_t at, limit;
    json_t *list;
};

/* The channels that were begun, and what became of them. */
static json_t *
tell_channels(
    const struct published *published, const struct engine_execution *engine)
{
    json_t *channels = json_array();

    for (size_t i = 0; i < published->flow->nchannels; i++)
        if (engine->attempts[i].sending_at)
            json_array_append_new(channels,
                json_pack("{s:i,s:s,s:s}", "position", (int)i + 1, "channel",
                    published->flow->channels[i].channel.text, "status",
                    engine_status_word(&published->plan, engine, i)));
    return channels;
}

/* Without its flow (this runner lacks what it names) the rest is told. */
static json_t *
tell(const struct store_execution *e, const struct published *published)
{
    char id[ID62_TEXT_SIZE];

    id62_format(id, e->id);
    json_t *told = json_pack("{s:s,s:s,s:o,s:o,s:s}", "workflowInvocationId",
        id, "workflowId", e->workflow_id, "invokedAt",
        members_instant(e->engine.invoked_at), "endedAt",
        members_instant(e->engine.ended_at), "outcome",
        engine_ended(&e->engine) ? outcome_words[e->engine.outcome]
                                 : "running");
    json_object_set_new(told, "deliveredOn",
        e->engine.delivered_on ? json_integer(e->engine.delivered_on)
                               : json_null());
    if (e->request_id)
        json_object_set_new(told, "requestId", json_string(e->request_id));
    if (published) {
        json_object_set_new(
            told, "title", json_string(published->flow->title.text));
        json_object_set_new(
            told, "channels", tell_channels(published, &e->engine));
    }
    return told;
}

static void
answer(struct finding_out *f)
{
    auto_(store_request) struct store_request *found = f->found;
    char id[ID62_TEXT_SIZE];
    json_t *next = json_null();

    if (found->out.nexecutions > f->limit) {
        id62_format(id, found->out.executions[f->limit - 1].id);
        next = json_string(id);
    }
    api_answer(f->call, 200,
        json_pack("{s:o,s:o}", "invocations", f->list, "next", next));
}

static published_fn readied;

/* Up to a flow that has to be read first. */
static void
go_on(struct finding_out *f)
{
    const struct store_request *found = f->found;

    while (f->at < found->out.nexecutions && f->at < f->limit) {
        const struct store_execution *e = &found->out.executions[f->at];
        const struct published *published =
            published_known(f->call->runner, e->workflow_id, e->revision);

        if (!published) {
            published_want(
                f->call->runner, e->workflow_id, e->revision, readied, f);
            return;
        }
        json_array_append_new(f->list, tell(e, published));
        f->at++;
    }
    answer(f);
}

static void
readied(struct published *published, enum status why, void *data)
{
    struct finding_out *f = data;

    (void)why; /* known or not, it is told what there is */
    json_array_append_new(
        f->list, tell(&f->found->out.executions[f->at], published));
    f->at++;
    go_on(f);
}

static void
listed(struct store_request *request)
{
    struct finding_out *f = request->data;

    if (api_store_failed(f->call, request))
        return;
    f->found = store_request_take(request);
    f->list = json_array();
    go_on(f);
}

static bool
read_limit(struct api_call *call, size_t *limit)
{
    const char *text = front_query(call->request, "limit");
    int64_t number = FOUND_USUAL;

    if (text &&
        (!api_number(text, &number) || number < 1 || number > FOUND_MOST)) {
        api_problem(
            call, 400, "query-wrong", NULL, "limit is 1 to %d", FOUND_MOST);
        return false;
    }
    *limit = (size_t)number;
    return true;
}

static bool
read_before(struct api_call *call, uint8_t id[STORE_ID_SIZE])
{
    const char *text = front_query(call->request, "before");

    if (!text || id62_parse(text, id))
        return true;
    api_problem(call, 400, "query-wrong", NULL,
        "before is the 'next' of an answer, the id of an invocation");
    return false;
}

void
api_invocations(struct api_call *call)
{
    const char *recipient = front_query(call->request, "recipient");
    struct finding_out *f = arena_alloc(&call->arena, sizeof(*f));
    uint8_t before[STORE_ID_SIZE] = {0};
    char number[PHONE_TEXT_SIZE];

    if (!recipient || phone_normalise(recipient, number) != PHONE_OK) {
        api_problem(call, 400, "recipient-wrong", NULL,
            "give a phone number: ?recipient=393331234513");
        return;
    }
    f->call = call;
    if (!read_limit(call, &f->limit) || !read_before(call, before))
        return;
    struct store_request *request = store_request_new(STORE_FIND, listed, f);
    const char **recipients = arena_alloc(&request->arena, sizeof(*recipients));
    recipients[0] = arena_strdup(&request->arena, number);
    request->in.recipients = recipients;
    request->in.nrecipients = 1;
    request->in.limit = f->limit + 1; /* one more: is there a next page? */
    memcpy(request->in.execution.id, before, STORE_ID_SIZE);
    store_submit(call->runner->store, request);
}
