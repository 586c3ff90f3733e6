/* Plans as JSON files, and holding a publication to one. */
#include "plan_file.h"

#include <string.h>

#include "answer.h"
#include "file.h"
#include "members.h"

#define BYTES_MAX ((size_t)64 * 1000 * 1000)
#define KIND "plan"

static const struct member flow_members[] = {
    {"workflow_id", MEMBER_TEXT, true,
        offsetof(struct plan_file_flow, workflow_id)},
    {"title", MEMBER_TEXT, true, offsetof(struct plan_file_flow, title)},
    {"file", MEMBER_TEXT, false, offsetof(struct plan_file_flow, file)},
    {"sha256", MEMBER_TEXT, true, offsetof(struct plan_file_flow, sha256)},
    {"change", MEMBER_WORD, true, offsetof(struct plan_file_flow, step), 0,
        publication_words},
    {"revision_seen", MEMBER_NUMBER, true,
        offsetof(struct plan_file_flow, seen)},
    {"published_seen", MEMBER_NUMBER, true,
        offsetof(struct plan_file_flow, published)},
    {0},
};

static const struct member plan_members[] = {
    {"store", MEMBER_TEXT, true, offsetof(struct plan_file, store)},
    {"account", MEMBER_TEXT, false, offsetof(struct plan_file, account)},
    {"environment", MEMBER_TEXT, false,
        offsetof(struct plan_file, environment)},
    {"made", MEMBER_INSTANT, true, offsetof(struct plan_file, made), INT64_MIN},
    {0},
};

static struct plan_file_flow
flow_of(const struct publication_flow *flow)
{
    return (struct plan_file_flow){
        .workflow_id = flow->workflow_id,
        .title = flow->title,
        .file = flow->file,
        .sha256 = flow->sha256,
        .step = flow->step,
        .seen = flow->seen,
        .published = flow->stored ? flow->stored->published : 0,
    };
}

static const char *
environment_of(const struct target *target)
{
    return target->workspace->environment
        ? target->workspace->environment->name.text
        : NULL;
}

bool
plan_file_write(const char *path, const struct target *target,
    const struct publication *publication, int64_t now_ms,
    struct failure *failure)
{
    const struct plan_file head = {
        .store = target->name,
        .account = target->workspace->account.text,
        .environment = environment_of(target),
        .made = now_ms,
    };
    json_t *answer = answer_new();

    answer_text(answer, "kind", KIND);
    json_t *members = members_write(plan_members, &head);
    if (json_object_update(answer, members))
        abort();
    json_decref(members);
    json_t *list = answer_list(answer, "flows");
    for (size_t i = 0; i < publication->n; i++) {
        const struct plan_file_flow flow = flow_of(&publication->flows[i]);

        answer_item(list, members_write(flow_members, &flow));
    }
    auto_(heap) char *json = json_dumps(answer, JSON_INDENT(2));
    auto_(text) struct text content = {0};
    json_decref(answer);
    if (!json)
        abort();
    text_addf(&content, "%s\n", json);
    return file_write(path, content.bytes, content.len, 0644, failure);
}

static bool
read_flow(const struct members_reader *reader, const json_t *json, void *into)
{
    return members_read(reader, flow_members, json, into);
}

static bool
take_json(struct plan_file *plan, const char *path, const json_t *json,
    struct failure *failure)
{
    struct failure why = {0};
    const struct members_reader reader = {&plan->arena, &why, ""};
    const char *kind = json_string_value(json_object_get(json, "kind"));

    if (!text_is(kind, KIND))
        return failure_set(failure, STATUS_USAGE,
            "'%s' is no plan; 'fallback-publish plan --out FILE' makes one",
            path);
    if (json_integer_value(json_object_get(json, "version")) != ANSWER_VERSION)
        return failure_set(failure, STATUS_USAGE,
            "'%s' is a plan of another version of this program", path);
    if (members_read(&reader, plan_members, json, plan) &&
        (plan->flows = members_read_list(&reader, "flows",
             json_object_get(json, "flows"), read_flow, sizeof(*plan->flows),
             &plan->n)))
        return true;
    return failure_set(
        failure, STATUS_USAGE, "'%s' is no whole plan: %s", path, why.text);
}

bool
plan_file_read(
    struct plan_file *plan, const char *path, struct failure *failure)
{
    auto_(text) struct text content = {0};

    if (!file_read(path, BYTES_MAX, &content, failure))
        return false;
    json_t *json = json_loadb(content.bytes, content.len, 0, NULL);
    const bool ok = take_json(plan, path, json, failure);
    json_decref(json);
    return ok;
}

void
plan_file_done(struct plan_file *plan)
{
    arena_free(&plan->arena);
    *plan = (struct plan_file){0};
}

bool
plan_file_fits(const struct plan_file *plan, const struct target *target,
    struct failure *failure)
{
    const char *environment = environment_of(target);

    if (!text_is(plan->environment, environment))
        return failure_set(failure, STATUS_CONFLICT,
            "the plan was made %s%s, and this is a push %s%s; nothing was pushed",
            plan->environment ? "for environment " : "without an environment",
            plan->environment ? plan->environment : "",
            environment ? "for environment " : "without an environment",
            environment ? environment : "");
    if (!text_is(plan->store, target->name))
        return failure_set(failure, STATUS_CONFLICT,
            "the plan is for the store %s, not for %s; nothing was pushed",
            plan->store, target->name);
    if (!text_is(plan->account, target->workspace->account.text))
        return failure_set(failure, STATUS_CONFLICT,
            "the plan is for another account; nothing was pushed");
    return true;
}

bool
plan_file_prunes(const struct plan_file *plan)
{
    for (size_t i = 0; i < plan->n; i++)
        if (plan->flows[i].step == STEP_UNPUBLISH)
            return true;
    return false;
}

/* What the plan saw of the store is still so. */
static bool
is_as_seen(
    const struct plan_file_flow *planned, const struct publication_flow *flow)
{
    const int64_t published = flow->stored ? flow->stored->published : 0;

    return planned->seen == flow->seen && planned->published == published;
}

static void
mark_change(struct publication *publication, struct publication_flow *flow,
    const struct plan_file_flow *planned)
{
    static const char why[] = "it came after the plan was made";
    const struct divergence divergence = flow->stored
        ? divergence_since(flow->stored, planned->seen, why)
        : (struct divergence){
              .kind = DIVERGED_DELETED, .base = planned->seen, .why = why};

    publication_conflict(publication, flow, &divergence);
}

static bool
pin_flow(struct publication *publication, struct publication_flow *flow,
    const struct plan_file_flow *planned, struct failure *failure)
{
    if (strcmp(flow->sha256, planned->sha256) != 0)
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' or a template of it has changed since the plan was made; "
            "plan again",
            flow->file ? flow->file : flow->title);
    if (flow->step != STEP_NOTHING && !is_as_seen(planned, flow))
        mark_change(publication, flow, planned);
    return true;
}

/* All of the plan are in the publication, or need not be. */
static bool
is_whole(const struct plan_file *plan, const struct publication *publication,
    struct failure *failure)
{
    auto_(lookup) struct lookup there = {0};

    publication_index(publication, &there);
    for (size_t i = 0; i < plan->n; i++)
        if (plan->flows[i].file &&
            !lookup_find(&there, plan->flows[i].workflow_id))
            return failure_set(failure, STATUS_CONFLICT,
                "'%s' of the plan is not there any more; plan again",
                plan->flows[i].file);
    return true;
}

bool
plan_file_pin(const struct plan_file *plan, struct publication *publication,
    struct failure *failure)
{
    auto_(lookup) struct lookup planned = {0};

    for (size_t i = 0; i < plan->n; i++)
        lookup_add(&planned, plan->flows[i].workflow_id, &plan->flows[i]);
    lookup_ready(&planned);
    publication_keep(publication, &planned);
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        if (!pin_flow(publication, flow,
                lookup_find(&planned, flow->workflow_id), failure))
            return false;
    }
    return is_whole(plan, publication, failure);
}
