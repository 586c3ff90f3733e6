/* Which flow a word means, and whether it is published. */
#include "named.h"

#include <string.h>

#include "file.h"
#include "reach.h"
#include "uuid.h"

#define FLOWS "/workflow/v1/instances"

static bool
find_in_workspace(struct target *target, const char *path, struct named *named,
    struct failure *failure)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(target->workspace, path, &findings, failure);

    if (!flow && failure->status)
        return false;
    if (!flow || !flow->workflow_id.text)
        return failure_set(failure, STATUS_FINDINGS,
            "'%s' has no Workflow ID yet; 'fallback-publish fmt --assign-id' "
            "gives it one",
            path);
    named->path = path;
    named->workflow_id = arena_strdup(&target->arena, flow->workflow_id.text);
    if (flow->title.text)
        named->title = arena_strdup(&target->arena, flow->title.text);
    return true;
}

/* True when the store has a flow of that title. */
static bool
find_in_store(struct target *target, const char *word, struct named *named)
{
    auto_(text) struct text path = {0};
    struct failure ignored = {0};

    text_add(&path, FLOWS "?title=");
    client_escape(&path, word);
    json_t *answer = reach(target, "GET", text_str(&path), NULL, &ignored);
    const char *id = json_string_value(
        json_object_get(json_array_get(json_object_get(answer, "instances"), 0),
            "workflow_id"));
    named->workflow_id = arena_strdup(&target->arena, id);
    json_decref(answer);
    return named->workflow_id != NULL;
}

bool
named_find(struct target *target, const char *word, struct named *named,
    struct failure *failure)
{
    struct failure missing = {0};

    *named = (struct named){.title = word};
    if (uuid_valid(word)) {
        named->workflow_id = word;
        return true;
    }
    const char *path = workspace_flow_path(target->workspace, word, &missing);
    if (path)
        return find_in_workspace(target, path, named, failure);
    return find_in_store(target, word, named) ||
        failure_set(failure, missing.status, "%s", missing.text);
}

bool
named_unpublished(const struct target *target, const struct named *named,
    struct failure *failure)
{
    if (named->path)
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' is not published in %s; publish it first: "
            "fallback-publish push %s",
            named->title, target->name,
            workspace_relative(target->workspace, named->path));
    return failure_set(failure, STATUS_CONFLICT,
        "no flow '%s' is published in %s; 'fallback-publish list' shows what "
        "is",
        named->title, target->name);
}

static bool
file_differs(const struct named *named, const json_t *published)
{
    const char *theirs = json_string_value(json_object_get(published, "yaml"));
    auto_(text) struct text ours = {0};
    struct failure ignored = {0};

    return theirs && file_read(named->path, FLOW_BYTES_MAX, &ours, &ignored) &&
        strcmp(text_str(&ours), theirs) != 0;
}

bool
named_published(struct target *target, const struct named *named,
    int64_t *differs, struct failure *failure)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};

    *differs = 0;
    if (!named->path)
        return true;
    text_addf(&path, FLOWS "/%s", named->workflow_id);
    if (!reach_ask(target, "GET", text_str(&path), NULL, &answer, failure))
        return false;
    if (text_is(client_problem(&answer), "workflow-unknown"))
        return named_unpublished(target, named, failure);
    if (answer.status == 200 && file_differs(named, answer.json))
        *differs = json_integer_value(json_object_get(answer.json, "revision"));
    return true;
}
