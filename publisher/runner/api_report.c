/* Delivery reports: /dlr/{channel}/{reference}/{secret} and other paths. */
#include "api.h"

#include "crash.h"
#include "drive.h"
#include "id62.h"
#include "reference.h"
#include "report.h"

#include <string.h>

struct taking { /* in the call's arena */
    struct api_call *call;
    const char *channel;
    struct report_found *found;
    size_t nfound, left; /* not yet kept */
    bool failed;
};

static const char *
query(const char *name, void *data)
{
    return front_query(data, name);
}

static const char *
header(const char *name, void *data)
{
    return front_header_once(data, name);
}

/*
 * Answered when all of them are durable. Never 4xx for a report that is well
 * signed: some platforms would not send it again, others would for ever.
 */
static void
one_kept(struct taking *t)
{
    if (--t->left)
        return;
    CRASH_POINT("report.after_commit");
    if (t->failed)
        api_problem(t->call, 503, "store-unavailable", NULL,
            "the report could not be kept; send it again");
    else
        api_answer(t->call, 200, json_pack("{s:s}", "status", "ok"));
}

static void
applied(bool kept, void *data)
{
    struct taking *t = data;

    t->failed |= !kept;
    one_kept(t);
}

static void
apply(struct taking *t, const struct report_found *found,
    const uint8_t id[STORE_ID_SIZE], uint8_t position, uint8_t part)
{
    const struct drive_event event = {
        .event = {.kind = EVENT_REPORT,
            .position = position,
            .part = part,
            .report = found->report,
            .reason = found->reason},
        .words = found->words,
        .channel = t->channel,
        .kept = applied,
        .data = t,
    };

    drive_apply(t->call->runner, id, &event);
}

static void
orphan_kept(struct store_request *request)
{
    struct taking *t = request->data;

    t->failed |= request->failure.status != STATUS_DONE;
    one_kept(t);
}

struct matching {
    struct taking *t;
    const struct report_found *found;
};

/* A report without a match waits for its message: answers may be slower than
 * reports. */
static void
message_found(struct store_request *request)
{
    const struct matching *m = request->data;
    struct runner *runner = m->t->call->runner;

    /* Not known to be an orphan: kept as one, nobody would ever claim it. */
    if (request->failure.status != STATUS_DONE) {
        m->t->failed = true;
        one_kept(m->t);
        return;
    }
    if (request->out.nmessages) {
        const struct store_message *message = &request->out.messages[0];
        const uint8_t part = m->found->part ? m->found->part : message->part;

        apply(m->t, m->found, message->execution, message->position, part);
        return;
    }
    struct store_request *next =
        store_request_new(STORE_ORPHAN_ADD, orphan_kept, m->t);
    next->in.orphan = (struct store_orphan){
        .scope = m->t->channel,
        .message_id = m->found->message_id,
        .report = m->found->report,
        .reason = m->found->reason,
        .part = m->found->part,
        .at = runner_now(runner),
    };
    runner_log(runner,
        "a report on '%s' is of '%s', which no message has: it is kept",
        m->t->channel, m->found->message_id);
    store_submit(runner->store, next);
}

static void
match(struct taking *t, const struct report_found *found)
{
    uint8_t id[STORE_ID_SIZE], position;

    if (found->reference && reference_parse(found->reference, id, &position)) {
        apply(t, found, id, position, found->part);
        return;
    }
    if (!found->message_id) {
        runner_log(
            t->call->runner, "a report on '%s' names no message", t->channel);
        one_kept(t);
        return;
    }
    struct matching *m = arena_alloc(&t->call->arena, sizeof(*m));
    *m = (struct matching){t, found};
    struct store_request *request =
        store_request_new(STORE_MESSAGE, message_found, m);
    request->in.scope = t->channel;
    request->in.message_id = found->message_id;
    request->in.limit = 1;
    store_submit(t->call->runner->store, request);
}

/* "reference/secret", the rest of the path that we gave to the provider. */
static void
read_path(struct api_call *call, struct report_request *request)
{
    const char *rest = call->values[1];
    const char *slash = rest ? strchr(rest, '/') : NULL;

    if (!slash)
        return;
    request->reference =
        arena_strndup(&call->arena, rest, (size_t)(slash - rest));
    request->secret_ok = reference_secret_right(
        call->runner, call->values[0], request->reference, slash + 1);
}

static void
take_reports(struct api_call *call, const struct provider *provider,
    const struct report_request *request)
{
    struct taking *t = arena_alloc(&call->arena, sizeof(*t));
    size_t unknown = 0;

    t->call = call;
    t->channel = call->values[0];
    t->nfound =
        report_read(&call->arena, provider, request, &t->found, &unknown);
    if (unknown)
        runner_log(call->runner,
            "%zu reports on '%s' have a word that its provider's file lacks",
            unknown, t->channel);
    t->left = t->nfound + 1;
    for (size_t i = 0; i < t->nfound; i++)
        match(t, &t->found[i]);
    one_kept(t);
}

/* A word of ours, as the platform wants it: as text, and nothing else. */
static void
answer_handshake(struct api_call *call, const char *word)
{
    if (word)
        api_answer_plain(call, word);
    else
        api_problem(call, 403, "handshake-wrong", NULL,
            "the token is not the one that this channel sets");
}

/* The address of the request as its sender knows it. */
static const char *
public_address(struct api_call *call)
{
    const char *base = call->runner->public_url;
    const size_t len = base ? strlen(base) : 0;

    return arena_printf(&call->arena, "%.*s%s",
        (int)(len && base[len - 1] == '/' ? len - 1 : len), base ? base : "",
        call->request->target);
}

void
api_report(struct api_call *call)
{
    const struct workspace *workspace = call->runner->workspace;
    const struct workspace_channel *channel =
        workspace_channel(workspace, call->values[0]);
    const struct provider *provider =
        channel ? workspace_provider(workspace, channel) : NULL;
    struct report_request request = {
        .method = call->request->method,
        .body = call->request->body,
        .len = call->request->len,
        .url = public_address(call),
        .query = query,
        .header = header,
        .data = call->request,
    };
    struct failure failure = {0};
    const char *word = NULL;

    if (!provider || !provider->reports) {
        api_problem(call, 404, "channel-unknown", NULL,
            "no channel here takes reports at this address");
        return;
    }
    if (report_handshake(&call->arena, provider, channel, workspace->root,
            &request, &word)) {
        answer_handshake(call, word);
        return;
    }
    read_path(call, &request);
    if (report_judge(provider, channel, workspace->root, &request, &failure) !=
        REPORT_TRUSTED) {
        runner_log(call->runner, "a report on '%s' from %s has no proof%s%s",
            call->values[0], call->request->peer, failure.text[0] ? ": " : "",
            failure.text);
        api_problem(call, 401, "report-unsigned", NULL,
            "the report does not prove where it comes from");
        return;
    }
    take_reports(call, provider, &request);
}
