/* What the answer to an inquiry means. */
#include "inquiry.h"

#include <string.h>

#include "pick.h"
#include "recipe.h"
#include "reply.h"

const char *const inquiry_words[] = {
    [INQUIRY_QUERY] = "query",
    [INQUIRY_RECALL] = "recall",
};

const char *const inquiry_result_words[] = {
    [INQUIRY_UNKNOWN] = "unknown",
    [INQUIRY_REPORTED] = "reported",
    [INQUIRY_NEVER_TAKEN] = "never_taken",
    [INQUIRY_RECALLED] = "recalled",
    [INQUIRY_TOO_LATE] = "too_late",
    [INQUIRY_RESULT_COUNT] = NULL,
};

bool
inquiry_possible(const struct provider *provider, enum inquiry_kind kind)
{
    return kind == INQUIRY_QUERY ? provider->query_request != NULL
                                 : provider->recall_request != NULL;
}

/* True when the answer is an error: it says nothing of the message. */
static bool
is_error(struct inquiry_answer *answer, const struct reply *reply,
    const struct recipe_errors *errors)
{
    const struct recipe_error *error = reply_error(reply, errors);

    if (error)
        answer->reason = (enum reason)error->class.value;
    return error != NULL;
}

/* The first word that the map knows, as ours. False: none of them. */
static bool
translate(const struct reply *reply, const struct recipe_map *map, int *ours)
{
    for (const struct recipe_source *at = &map->from; at; at = at->next) {
        const char *text = at->place == PLACE_JSON
            ? pick_text(reply->arena, pick_first(reply->document, at->name))
            : NULL;

        for (size_t i = 0; text && i < map->nwords; i++)
            if (recipe_word_fits(map->words[i].theirs, text)) {
                *ours = map->words[i].ours;
                return true;
            }
    }
    return false;
}

static void
read_query(struct inquiry_answer *answer, const struct reply *reply,
    const struct recipe_query *query)
{
    const long status = reply->job->answer.status;
    int report, reason;

    if (is_error(answer, reply, &query->errors))
        return;
    if (reply_fits_any(reply, &query->not_found)) {
        answer->result = INQUIRY_NEVER_TAKEN;
        return;
    }
    if (status < 200 || status > 299 ||
        !translate(reply, &query->report, &report))
        return;
    answer->result = INQUIRY_REPORTED;
    answer->report = (enum report)report;
    if ((report == REPORT_FAILED || report == REPORT_EXPIRED) &&
        translate(reply, &query->class, &reason))
        answer->reason = (enum reason)reason;
}

static void
read_recall(struct inquiry_answer *answer, const struct reply *reply,
    const struct recipe_recall *recall)
{
    if (is_error(answer, reply, &recall->errors))
        return;
    if (reply_fits_any(reply, &recall->too_late))
        answer->result = INQUIRY_TOO_LATE;
    else if (reply_fits_any(reply, &recall->recalled))
        answer->result = INQUIRY_RECALLED;
}

static void
read_answered(struct inquiry_answer *answer, struct arena *arena,
    const struct provider *provider, enum inquiry_kind kind,
    const struct courier_job *job)
{
    auto_(findings) struct findings findings = {0};
    json_auto_t *document = pick_read(job->answer.body, job->answer.len);
    const struct reply reply = {arena, job, document};
    struct recipe_query query;
    struct recipe_recall recall;

    if (!inquiry_possible(provider, kind))
        return;
    if (kind == INQUIRY_QUERY) {
        if (recipe_read_query(&query, arena, provider, &findings))
            read_query(answer, &reply, &query);
    } else if (recipe_read_recall(&recall, arena, provider, &findings)) {
        read_recall(answer, &reply, &recall);
    }
}

void
inquiry_read(struct inquiry_answer *answer, struct arena *arena,
    const struct provider *provider, enum inquiry_kind kind,
    const struct courier_job *job)
{
    *answer = (struct inquiry_answer){.reason = REASON_FAILED};
    if (job->answer.result == COURIER_ANSWERED)
        read_answered(answer, arena, provider, kind, job);
    answer->words = reply_words(arena, job, answer->result == INQUIRY_UNKNOWN);
}
