/* The callback's payload, as Kaleyra sends it. */
#include "callback.h"

#include "duration.h"
#include "id62.h"
#include "members.h"
#include "phone.h"
#include "reference.h"

#include <stdio.h>
#include <string.h>

struct payload { /* what all callbacks of one step are made of */
    struct runner *runner;
    const struct published *published;
    const struct invocation *invocation;
    struct store_request *request;
    const struct workspace_callback *profile;
    int64_t now;
};

static json_t *
text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *
channel_result(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request,
    size_t i)
{
    const struct store_execution *execution = &request->in.execution;
    const struct engine_attempt *attempt = &execution->engine.attempts[i];
    const struct flow_channel *step = &published->flow->channels[i];
    char reference[REFERENCE_SIZE], uuid[37], timeout[DURATION_TEXT_SIZE];

    reference_format(reference, execution->id, i);
    reference_uuid(uuid, reference);
    duration_iso8601(timeout, step->delay.ms);
    return json_pack("{s:o,s:s,s:s,s:o,s:s,s:s,s:s,s:s}", "createdAt",
        members_instant(attempt->sending_at), "from",
        workspace_sender(runner->workspace, step->from.text), "to",
        phone_digits(invocation->recipients[i]), "messageId",
        text_or_null(
            callback_noted_id(&request->arena, execution->notes, (uint8_t)i)),
        "clientMessageId", uuid, "channel",
        kind_words[published->channels[i]->kind.value], "statusCode",
        engine_status_word(&published->plan, &execution->engine, i), "timeout",
        timeout);
}

/* Channels that were never begun are left out, as there is nothing to tell. */
static json_t *
results(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request)
{
    json_t *result = json_object();

    for (size_t i = 0; i < published->flow->nchannels; i++) {
        const struct engine_attempt *attempt =
            &request->in.execution.engine.attempts[i];

        if (!attempt->sending_at && !attempt->skipped)
            continue;
        json_object_set_new(result,
            arena_printf(&request->arena, "channel%zu", i + 1),
            channel_result(runner, published, invocation, request, i));
    }
    return result;
}

static const char *
status_of(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_NONE:
        return "RUNNING";
    case OUTCOME_EXPIRED:
        return "EXPIRED";
    case OUTCOME_STOPPED:
        return "STOPPED";
    case OUTCOME_CANCELLED:
        return "CANCELLED";
    case OUTCOME_DELIVERED:
    case OUTCOME_FAILED:
        break;
    }
    return "COMPLETED";
}

/* What of the timeline is told beside the end, with `events: every`. */
static const char *const event_types[RULE_COUNT] = {
    [RULE_ACCEPTED] = "sent",
    [RULE_REPORT] = "report",
    [RULE_REPORT_LATE] = "report",
    [RULE_QUERY_ANSWERED] = "report",
    [RULE_FAILED_MOVES_ON] = "moved_on",
    [RULE_TIMEOUT_MOVES_ON] = "moved_on",
    [RULE_CLASS_MOVES_ON] = "moved_on",
    [RULE_UNKNOWN_MOVES_ON] = "moved_on",
    [RULE_TEMPLATE_UNUSABLE] = "moved_on",
    [RULE_DOWN_MOVES_ON] = "moved_on",
};

/* "sent", "report", "moved_on", "completed"; NULL: nobody is told. */
static const char *
event_type(const struct workspace_callback *profile,
    const struct engine_action *action)
{
    if (action->kind == ACTION_FINISH)
        return "completed";
    if (profile->events.value != CALLBACK_EVERY || action->kind != ACTION_NOTE)
        return NULL;
    return event_types[action->rule];
}

static json_t *
event_json(const char *type, const struct engine_action *action)
{
    json_t *event = json_pack("{s:s}", "type", type);
    char channel[16];

    if (action->kind == ACTION_FINISH)
        return event;
    (void)snprintf(
        channel, sizeof(channel), "channel%u", action->position + 1U);
    json_object_set_new(event, "channel", json_string(channel));
    if (!strcmp(type, "report"))
        json_object_set_new(
            event, "report", json_string(report_words[action->report]));
    if (!strcmp(type, "moved_on"))
        json_object_set_new(
            event, "reason", json_string(reason_words[action->reason]));
    if (action->rule == RULE_REPORT_LATE)
        json_object_set_new(event, "late", json_true());
    return event;
}

static char *
make_body(const struct payload *p, const char *type,
    const struct engine_action *action)
{
    const struct store_execution *execution = &p->request->in.execution;
    const bool end = action->kind == ACTION_FINISH;
    char id[ID62_TEXT_SIZE];

    id62_format(id, execution->id);
    json_t *body = json_pack("{s:s,s:s,s:o,s:o,s:o}", "workflowInvocationId",
        id, "executionStatus", status_of(execution->engine.outcome),
        "requestId", text_or_null(execution->request_id), "timestamp",
        members_instant(end ? execution->engine.ended_at : p->now), "result",
        results(p->runner, p->published, p->invocation, p->request));
    if (p->profile->events.value == CALLBACK_EVERY)
        json_object_set_new(body, "event", event_json(type, action));
    if (p->profile->wrap.value == CALLBACK_WORKFLOWEVENT)
        body = json_pack("{s:o}", "workflowevent", body);
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    if (!text)
        abort();
    return text;
}

/* The end has the invocation's id; what came before it, also which save of the
 * execution told it, and its place there: the same whoever makes it again. */
static const char *
webhook_id(const struct store_request *request, struct arena *arena, bool end)
{
    char id[ID62_TEXT_SIZE];

    id62_format(id, request->in.execution.id);
    if (end)
        return arena_printf(arena, "msg_%s", id);
    return arena_printf(arena, "msg_%s_%lld_%zu", id,
        (long long)request->in.execution.version, request->in.ncallbacks + 1);
}

static void
add_callback(const struct payload *p, const struct engine_action *action)
{
    const char *type = event_type(p->profile, action);
    struct store_request *request = p->request;
    struct arena *arena = &request->arena;

    if (!type)
        return;
    auto_(heap) char *body = make_body(p, type, action);
    struct store_callback *list = arena_grow(
        arena, request->in.callbacks, request->in.ncallbacks, sizeof(*list));
    struct store_callback *callback = &list[request->in.ncallbacks];
    *callback = (struct store_callback){
        .webhook_id = webhook_id(request, arena, action->kind == ACTION_FINISH),
        .profile = arena_strdup(arena, p->profile->name.text),
        .body = arena_strdup(arena, body),
        .due = p->now,
        .created = p->now,
    };
    request->in.callbacks = list;
    request->in.ncallbacks++;
}

void
callback_queue(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request,
    const struct engine_actions *actions)
{
    const char *name = published->flow->callback_profile.text;
    const struct payload p = {
        .runner = runner,
        .published = published,
        .invocation = invocation,
        .request = request,
        .profile = name ? workspace_callback(runner->workspace, name) : NULL,
        .now = runner_now(runner),
    };

    if (name && !p.profile)
        runner_log(runner, "no callback profile '%s' here", name);
    for (size_t i = 0; p.profile && i < actions->n; i++)
        add_callback(&p, &actions->list[i]);
}

void
callback_note_id(
    struct store_request *request, uint8_t position, const char *message_id)
{
    struct store_execution *execution = &request->in.execution;
    json_t *notes =
        execution->notes ? json_loads(execution->notes, 0, NULL) : NULL;
    char key[8];

    if (!notes)
        notes = json_object();
    (void)snprintf(key, sizeof(key), "%u", position + 1U);
    json_object_set_new(notes, key, json_string(message_id));
    char *text = json_dumps(notes, JSON_COMPACT);
    if (!text)
        abort();
    execution->notes = arena_strdup(&request->arena, text);
    free(text);
    json_decref(notes);
}

const char *
callback_noted_id(struct arena *arena, const char *notes, uint8_t position)
{
    json_t *root = notes ? json_loads(notes, 0, NULL) : NULL;
    char key[8];

    (void)snprintf(key, sizeof(key), "%u", position + 1U);
    const char *id =
        arena_strdup(arena, json_string_value(json_object_get(root, key)));
    json_decref(root);
    return id;
}
