/* A plan for programs, and what became of it. */
#include <string.h>

#include "answer.h"
#include "plan_print.h"
#include "stored.h"
#include "verdict.h"

static const char *const kinds[] = {
    [DIVERGED_CHANGED] = "changed",
    [DIVERGED_UNPUBLISHED] = "unpublished",
    [DIVERGED_DELETED] = "deleted",
};

static void
put_differences(
    json_t *object, const char *key, const struct differences *differences)
{
    json_t *list = answer_list(object, key);

    for (size_t i = 0; i < differences->n; i++) {
        json_t *item = answer_object();

        answer_text(item, "path", differences->items[i].path);
        answer_text(item, "text", differences->items[i].text);
        answer_item(list, item);
    }
}

static void
put_text(json_t *object, const char *key, const struct text *text)
{
    answer_text(object, key, text->len ? text->bytes : NULL);
}

static json_t *
divergence_object(
    const struct divergence *divergence, const struct comparison *comparison)
{
    json_t *object = answer_object();

    answer_text(object, "kind", kinds[divergence->kind]);
    answer_text(object, "why", divergence->why);
    answer_number(object, "revision", divergence->revision);
    answer_text(object, "author", divergence->author);
    answer_text(object, "message", divergence->message);
    answer_text(object, "commit", divergence->commit);
    if (divergence->at)
        answer_instant(object, "at", divergence->at);
    answer_number(object, "base", comparison->base);
    put_differences(object, "theirs", &comparison->theirs);
    put_differences(object, "mine", &comparison->mine);
    put_text(object, "merged", &comparison->merged);
    answer_flag(object, "clashes", comparison->clashes);
    return object;
}

static json_t *
flow_object(const struct publication_flow *flow)
{
    json_t *object = answer_object();

    answer_text(object, "workflow_id", flow->workflow_id);
    answer_text(object, "title", flow->title);
    answer_text(object, "file", flow->file);
    answer_text(object, "change", publication_words[flow->step]);
    answer_number(object, "revision_before", flow->seen);
    answer_number(object, "revision", flow->revision);
    answer_flag(object, "published_before",
        flow->stored && flow->stored->published != 0);
    if (flow->note)
        answer_text(object, "note", flow->note);
    if (flow->taken)
        answer_put(object, "title_taken_by", stored_object(flow->taken));
    return object;
}

static bool
put_comparison(const struct plan_print *print,
    const struct publication_flow *flow, json_t *object,
    struct failure *failure)
{
    auto_(comparison) struct comparison comparison = {0};

    if (!comparison_make(&comparison, print->comparing, flow, failure))
        return false;
    put_differences(object, "differences", &comparison.words);
    put_text(object, "yaml_diff", &comparison.yaml);
    put_text(object, "templates_diff", &comparison.templates);
    if (flow->conflict)
        answer_put(
            object, "conflict", divergence_object(flow->conflict, &comparison));
    else if (flow->drift)
        answer_put(
            object, "drift", divergence_object(flow->drift, &comparison));
    return true;
}

static void
put_counts(json_t *answer, const struct publication *publication)
{
    static const char *const keys[] = {
        [STEP_CREATE] = "created",
        [STEP_UPDATE] = "updated",
        [STEP_AGAIN] = "published_again",
        [STEP_UNPUBLISH] = "unpublished",
        [STEP_NOTHING] = "unchanged",
    };
    json_t *counts = answer_object();

    for (size_t i = 0; i < STEP_COUNT; i++)
        answer_number(counts, keys[i], (json_int_t)publication->counts[i]);
    answer_number(counts, "conflicts", (json_int_t)publication->nconflicts);
    answer_number(counts, "drifted", (json_int_t)publication->ndrifted);
    answer_put(answer, "summary", counts);
}

static json_t *
head_of(const struct plan_print *print)
{
    const struct workspace *workspace = print->target->workspace;
    json_t *answer = answer_new();

    answer_text(answer, "store", print->target->name);
    answer_text(answer, "account", workspace->account.text);
    answer_text(answer, "environment",
        workspace->environment ? workspace->environment->name.text : NULL);
    answer_flag(answer, "production",
        workspace->environment && workspace->environment->production.value);
    answer_flag(answer, "dry_run", print->dry_run);
    answer_flag(answer, "pushed", print->pushed);
    return answer;
}

bool
plan_print_json(
    const struct plan_print *print, FILE *out, struct failure *failure)
{
    const struct publication *publication = print->publication;
    json_t *answer = head_of(print);
    json_t *list = answer_list(answer, "flows");
    bool ok = true;

    for (size_t i = 0; ok && i < publication->n; i++) {
        json_t *object = flow_object(&publication->flows[i]);

        progress_step(print->progress);
        ok = put_comparison(print, &publication->flows[i], object, failure);
        answer_item(list, object);
    }
    list = answer_list(answer, "findings");
    for (size_t i = 0; i < print->lacks->n; i++)
        answer_item(list, verdict_finding(&print->lacks->items[i]));
    put_counts(answer, publication);
    if (ok)
        answer_print(answer, out);
    else
        json_decref(answer);
    return ok;
}
