/* What the answer to a hand-over means. */
#include "handover.h"

#include <string.h>
#include <strings.h>

#include "pick.h"
#include "recipe.h"
#include "remark.h"
#include "retry_after.h"

struct reading {
    struct handover_answer *answer;
    struct arena *arena;
    const struct courier_job *job;
    const json_t *document; /* NULL: the body is no JSON */
    int64_t now;
};

struct sought {
    struct arena *arena;
    const struct value_list *words; /* none: anything will do */
    bool found;
};

static bool
compare_value(const json_t *value, void *data)
{
    struct sought *sought = data;
    const char *text = pick_text(sought->arena, value);

    sought->found = !sought->words->n;
    for (size_t i = 0; text && i < sought->words->n; i++)
        if (recipe_word_fits(sought->words->items[i].text, text))
            sought->found = true;
    return !sought->found;
}

static bool
status_fits(const struct recipe_match *match, long status)
{
    for (size_t i = 0; i < match->nstatuses; i++)
        if (status >= match->statuses[i].from &&
            status <= match->statuses[i].to)
            return true;
    return !match->nstatuses;
}

static bool
answer_fits(const struct reading *r, const struct recipe_match *match)
{
    struct sought sought = {.arena = r->arena, .words = &match->is};

    if (!status_fits(match, r->job->answer.status))
        return false;
    if (match->body.text && !strstr(r->job->answer.body, match->body.text))
        return false;
    if (!match->at.text)
        return true;
    (void)pick_each(r->document, match->at.text, compare_value, &sought);
    return sought.found;
}

static bool
keep_id(const json_t *value, void *data)
{
    struct reading *r = data;
    const char *id = pick_text(r->arena, value);

    if (id)
        r->answer->ids[r->answer->nids++] = id;
    return r->answer->nids < HANDOVER_IDS_MAX;
}

static bool
is_accepted(struct reading *r, const struct recipe_send *send)
{
    if (!answer_fits(r, &send->accepted))
        return false;
    if (send->message_id.text)
        (void)pick_each(r->document, send->message_id.text, keep_id, r);
    return !send->message_id.text || r->answer->nids;
}

static void
reject(struct reading *r, enum reason reason)
{
    r->answer->kind = EVENT_REJECTED;
    r->answer->reason = reason;
    if (reason == REASON_RATE_LIMITED || reason == REASON_PROVIDER_DOWN)
        r->answer->retry_after_ms =
            retry_after_ms(r->job->answer.retry_after, r->now);
}

/* What no line of the file speaks of. */
static void
read_undeclared(struct reading *r)
{
    const long status = r->job->answer.status;

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
    for (size_t i = 0; i < send->nerrors; i++)
        if (answer_fits(r, &send->errors[i].match)) {
            reject(r, (enum reason)send->errors[i].class.value);
            return;
        }
    if (is_accepted(r, send))
        r->answer->kind = EVENT_ACCEPTED;
    else
        read_undeclared(r);
}

/*
 * The body of an acceptance is not told: some providers repeat the message in
 * it. A page of HTML tells people nothing.
 */
static const char *
words_of(const struct reading *r)
{
    const struct courier_job *job = r->job;
    const char *type = job->answer.content_type;
    auto_(text) struct text words = {0};

    if (job->answer.result != COURIER_ANSWERED) {
        text_add(&words, job->answer.words ? job->answer.words : "");
    } else {
        text_addf(&words, "HTTP %ld", job->answer.status);
        if (r->answer->kind == EVENT_ACCEPTED || !job->answer.body[0] ||
            (type && !strncasecmp(type, "text/html", 9)))
            return arena_strdup(r->arena, words.bytes);
        text_addf(&words, ": %s", job->answer.body);
    }
    return remark_make(r->arena, text_str(&words), job->hidden, job->nhidden);
}

static void
read_answered(struct reading *r, const struct provider *provider)
{
    auto_(findings) struct findings findings = {0};
    json_auto_t *document = pick_read(r->job->answer.body, r->job->answer.len);
    struct recipe_send send = {0};

    r->document = document;
    if (provider->send &&
        recipe_read_send(&send, r->arena, provider, &findings))
        read_status(r, &send);
    else
        read_undeclared(r);
    r->document = NULL;
}

void
handover_read(struct handover_answer *answer, struct arena *arena,
    const struct provider *provider, const struct courier_job *job, int64_t now)
{
    struct reading r = {
        .answer = answer, .arena = arena, .job = job, .now = now};

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
    answer->words = words_of(&r);
}
