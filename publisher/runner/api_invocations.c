/* GET .../invocations/{id}: the timeline. */
#include "api.h"

#include "id62.h"
#include "invocation.h"
#include "members.h"
#include "outlook.h"
#include "phone.h"

#include <string.h>

struct telling { /* in the call's arena */
    struct api_call *call;
    uint8_t id[STORE_ID_SIZE];
    const struct published *published;
    json_t *told; /* without its events */
};

static json_t *
tell_channel(const struct published *published,
    const struct store_execution *execution,
    const struct invocation *invocation, size_t i)
{
    const struct engine_attempt *attempt = &execution->engine.attempts[i];
    const struct flow_channel *step = &published->flow->channels[i];
    char masked[PHONE_MASK_SIZE];

    phone_mask(masked, invocation->recipients[i]);
    json_t *told = json_pack("{s:i,s:s,s:s,s:s,s:s,s:o,s:o,s:b}", "position",
        (int)i + 1, "channel", step->channel.text, "to", masked, "status",
        engine_status_word(&published->plan, &execution->engine, i), "report",
        report_words[engine_report(attempt)], "sentAt",
        members_instant(attempt->sending_at), "deadline",
        members_instant(attempt->deadline), "late", attempt->late);
    json_object_set_new(told, "tries", json_integer(attempt->tries));
    if (attempt->left)
        json_object_set_new(
            told, "movedOn", json_string(reason_words[attempt->moved_on]));
    return told;
}

static json_t *
tell(const struct published *published, const struct store_execution *execution,
    struct arena *arena)
{
    const struct engine_execution *engine = &execution->engine;
    struct invocation invocation = {0};
    char id[ID62_TEXT_SIZE];
    json_t *channels = json_array();

    (void)invocation_unpack(&invocation, arena, execution->input);
    id62_format(id, execution->id);
    for (size_t i = 0; i < published->flow->nchannels; i++)
        json_array_append_new(
            channels, tell_channel(published, execution, &invocation, i));
    invocation_done(&invocation);
    json_t *told = json_pack("{s:s,s:s,s:s,s:I,s:o,s:o,s:s,s:b,s:o}",
        "workflowInvocationId", id, "workflowId", execution->workflow_id,
        "title", published->flow->title.text, "revision",
        (json_int_t)execution->revision, "invokedAt",
        members_instant(engine->invoked_at), "endedAt",
        members_instant(engine->ended_at), "outcome",
        engine_ended(engine) ? outcome_words[engine->outcome] : "running",
        "double", engine->doubled, "channels", channels);
    if (execution->request_id)
        json_object_set_new(
            told, "requestId", json_string(execution->request_id));
    if (!engine_ended(engine))
        json_object_set_new(told, "next", outlook(published, engine));
    json_object_set_new(told, "deliveredOn",
        engine->delivered_on ? json_integer(engine->delivered_on)
                             : json_null());
    return told;
}

/* What is said of the execution, not of one of its channels. */
static bool
is_of_all(enum rule rule)
{
    return rule == RULE_INVOKED || rule == RULE_FINISHED ||
        rule == RULE_CANCELLED || rule == RULE_DOUBLE || rule == RULE_NOT_AFTER;
}

static json_t *
tell_line(const struct published *published, const struct store_line *line)
{
    json_t *told = json_pack("{s:o,s:s}", "at", members_instant(line->at),
        "rule", engine_rule_words[line->rule]);

    if (!is_of_all(line->rule) && line->position < published->flow->nchannels)
        json_object_set_new(told, "channel", json_integer(line->position + 1));
    if (line->report != REPORT_NONE)
        json_object_set_new(
            told, "report", json_string(report_words[line->report]));
    if (line->rule == RULE_REJECTED || line->rule == RULE_CLASS_MOVES_ON ||
        line->rule == RULE_STOPPED)
        json_object_set_new(
            told, "class", json_string(reason_words[line->reason]));
    if (line->text)
        json_object_set_new(told, "said", json_string(line->text));
    return told;
}

static void
lines_found(struct store_request *request)
{
    struct telling *t = request->data;
    json_t *events = json_array();

    if (request->failure.status != STATUS_DONE) {
        json_decref(t->told);
        (void)api_store_failed(t->call, request);
        return;
    }
    for (size_t i = 0; i < request->out.nlines; i++)
        json_array_append_new(
            events, tell_line(t->published, &request->out.lines[i]));
    json_object_set_new(t->told, "events", events);
    api_answer(t->call, 200, t->told);
}

static void find(struct telling *t);

static void
readied(struct published *published, enum status why, void *data)
{
    struct telling *t = data;

    if (published)
        find(t);
    else if (why == STATUS_DONE || why == STATUS_FINDINGS)
        api_problem(t->call, 503, "flow-unusable", NULL,
            "the runner lacks what the flow of this invocation names");
    else
        api_problem(t->call, 503, "store-unavailable", NULL,
            "the store could not do this now; nothing was changed");
}

static void
found(struct store_request *request)
{
    struct telling *t = request->data;

    if (api_store_failed(t->call, request))
        return;
    if (!request->out.nexecutions) {
        api_problem(t->call, 404, "invocation-unknown", NULL,
            "there is no such invocation");
        return;
    }
    const struct store_execution *execution = &request->out.executions[0];
    t->published = published_known(
        t->call->runner, execution->workflow_id, execution->revision);
    if (!t->published) {
        published_want(t->call->runner, execution->workflow_id,
            execution->revision, readied, t);
        return;
    }
    t->told = tell(t->published, execution, &t->call->arena);
    struct store_request *next =
        store_request_new(STORE_TIMELINE, lines_found, t);
    memcpy(next->in.execution.id, t->id, STORE_ID_SIZE);
    store_submit(t->call->runner->store, next);
}

static void
find(struct telling *t)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION, found, t);

    memcpy(request->in.execution.id, t->id, STORE_ID_SIZE);
    store_submit(t->call->runner->store, request);
}

void
api_invocation(struct api_call *call)
{
    struct telling *t = arena_alloc(&call->arena, sizeof(*t));

    t->call = call;
    if (api_id(call, call->values[1], t->id))
        find(t);
}
