/* The callback's payload, as Kaleyra sends it. */
#include "callback.h"

#include "duration.h"
#include "id62.h"
#include "members.h"
#include "phone.h"
#include "reference.h"

#include <string.h>

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
    case OUTCOME_EXPIRED:
        return "EXPIRED";
    case OUTCOME_STOPPED:
        return "STOPPED";
    case OUTCOME_CANCELLED:
        return "CANCELLED";
    case OUTCOME_NONE:
    case OUTCOME_DELIVERED:
    case OUTCOME_FAILED:
        break;
    }
    return "COMPLETED";
}

static char *
make_body(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request,
    const struct workspace_callback *profile)
{
    const struct store_execution *execution = &request->in.execution;
    char id[ID62_TEXT_SIZE];

    id62_format(id, execution->id);
    json_t *body = json_pack("{s:s,s:s,s:o,s:o,s:o}", "workflowInvocationId",
        id, "executionStatus", status_of(execution->engine.outcome),
        "requestId", text_or_null(execution->request_id), "timestamp",
        members_instant(execution->engine.ended_at), "result",
        results(runner, published, invocation, request));
    if (profile->wrap.value == CALLBACK_WORKFLOWEVENT)
        body = json_pack("{s:o}", "workflowevent", body);
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    if (!text)
        abort();
    return text;
}

void
callback_queue(struct runner *runner, const struct published *published,
    const struct invocation *invocation, struct store_request *request)
{
    const char *name = published->flow->callback_profile.text;
    const struct workspace_callback *profile =
        name ? workspace_callback(runner->workspace, name) : NULL;
    const struct store_execution *execution = &request->in.execution;
    char id[ID62_TEXT_SIZE];

    if (!name)
        return;
    if (!profile) {
        runner_log(runner, "no callback profile '%s' here", name);
        return;
    }
    auto_(heap) char *body =
        make_body(runner, published, invocation, request, profile);
    id62_format(id, execution->id);
    request->in.callback = (struct store_callback){
        .webhook_id = arena_printf(&request->arena, "msg_%s", id),
        .profile = arena_strdup(&request->arena, name),
        .body = arena_strdup(&request->arena, body),
        .due = runner_now(runner),
        .created = runner_now(runner),
    };
    memcpy(request->in.callback.execution, execution->id, STORE_ID_SIZE);
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
