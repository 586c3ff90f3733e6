/* What the answer to a hand-over means. */
#include "handover.h"

#include "pick.h"
#include "recipe.h"
#include "reply.h"
#include "retry_after.h"

struct reading {
    struct handover_answer *answer;
    struct reply reply;
    int64_t now;
};

static bool
keep_id(const json_t *value, void *data)
{
    struct reading *r = data;
    const char *id = pick_text(r->reply.arena, value);

    if (id)
        r->answer->ids[r->answer->nids++] = id;
    return r->answer->nids < HANDOVER_IDS_MAX;
}

static bool
is_accepted(struct reading *r, const struct recipe_send *send)
{
    if (!reply_fits(&r->reply, &send->accepted))
        return false;
    if (send->message_id.text)
        (void)pick_each(r->reply.document, send->message_id.text, keep_id, r);
    return !send->message_id.text || r->answer->nids;
}

static void
reject(struct reading *r, enum reason reason)
{
    r->answer->kind = EVENT_REJECTED;
    r->answer->reason = reason;
    if (reason == REASON_RATE_LIMITED || reason == REASON_PROVIDER_DOWN)
        r->answer->retry_after_ms =
            retry_after_ms(r->reply.job->answer.retry_after, r->now);
}

/* What no line of the file speaks of. */
static void
read_undeclared(struct reading *r)
{
    const long status = r->reply.job->answer.status;

    if (status == 429)
        reject(r, REASON_RATE_LIMITED);
    else if (status >= 400 && status < 500 && status != 408)
        reject(r, REASON_OTHER);
    else
        r->answer->kind = EVENT_UNKNOWN;
}

static void
read_status(struct reading *r, const struct recipe_send *send)
{
    const struct recipe_error *error = reply_error(&r->reply, &send->errors);

    if (error) {
        reject(r, (enum reason)error->class.value);
        r->answer->line = (size_t)(error - send->errors.items) + 1;
    } else if (is_accepted(r, send))
        r->answer->kind = EVENT_ACCEPTED;
    else
        read_undeclared(r);
}

static void
read_answered(struct reading *r, const struct provider *provider)
{
    auto_(findings) struct findings findings = {0};
    json_auto_t *document =
        pick_read(r->reply.job->answer.body, r->reply.job->answer.len);
    struct recipe_send send = {0};

    r->reply.document = document;
    if (provider->send &&
        recipe_read_send(&send, r->reply.arena, provider, &findings))
        read_status(r, &send);
    else
        read_undeclared(r);
    r->reply.document = NULL;
}

void
handover_read(struct handover_answer *answer, struct arena *arena,
    const struct provider *provider, const struct courier_job *job, int64_t now)
{
    struct reading r = {
        .answer = answer, .reply = {arena, job, NULL}, .now = now};

    *answer = (struct handover_answer){0};
    switch (job->answer.result) {
    case COURIER_ANSWERED:
        read_answered(&r, provider);
        break;
    case COURIER_NOT_SENT:
        reject(&r, REASON_PROVIDER_DOWN);
        break;
    case COURIER_UNKNOWN:
        answer->kind = EVENT_UNKNOWN;
        break;
    case COURIER_REFUSED_ADDRESS:
        reject(&r, REASON_OTHER);
        break;
    }
    /* Some providers repeat the message in an acceptance: it is not told. */
    answer->words = reply_words(arena, job, answer->kind != EVENT_ACCEPTED);
}
