/* fallback-runner invoke: one invocation, by hand. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "reach.h"
#include "timeline.h"
#include "uuid.h"

#define LOOK_AGAIN_MS 200

struct invoke {
    const char *to, *request_id;
    struct option_list data;
    bool wait;
};

/* {"recipient", "data": {...}, "requestId"} */
static json_t *
make_body(const struct invoke *invoke, struct failure *failure)
{
    json_t *data = json_object();

    for (size_t i = 0; i < invoke->data.n; i++) {
        const char *pair = invoke->data.items[i];
        const char *equals = strchr(pair, '=');
        auto_(heap) char *name =
            equals ? strndup(pair, (size_t)(equals - pair)) : NULL;

        if (!name || !*name) {
            json_decref(data);
            (void)failure_set(
                failure, STATUS_USAGE, "--data is NAME=VALUE, not '%s'", pair);
            return NULL;
        }
        json_object_set_new(data, name, json_string(equals + 1));
    }
    json_t *body =
        json_pack("{s:s,s:o}", "recipient", invoke->to, "data", data);
    if (invoke->request_id)
        json_object_set_new(body, "requestId", json_string(invoke->request_id));
    return body;
}

/* A Workflow ID stands for itself; else it is in the flow's file. */
static const char *
workflow_id(struct target *target, const char *word, struct failure *failure)
{
    auto_(findings) struct findings findings = {0};

    if (uuid_valid(word))
        return word;
    const char *path = workspace_flow_path(target->workspace, word, failure);
    if (!path)
        return NULL;
    auto_(flow) struct flow *flow =
        workspace_flow(target->workspace, path, &findings, failure);
    if (!flow || !flow->workflow_id.text) {
        (void)failure_set(
            failure, STATUS_FINDINGS, "'%s' has no Workflow ID yet", path);
        return NULL;
    }
    return arena_strdup(&target->arena, flow->workflow_id.text);
}

static bool
await_end(struct target *target, const char *id, struct failure *failure)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "/workflow/v1/invocations/%s", id);
    for (;;) {
        json_t *told = reach(target, "GET", path.bytes, NULL, failure);

        if (!told)
            return false;
        if (strcmp(timeline_outcome(told), "running") != 0) {
            timeline_print(told, stdout);
            json_decref(told);
            return true;
        }
        json_decref(told);
        (void)usleep(LOOK_AGAIN_MS * 1000);
    }
}

static bool
run(struct command_call *call, const struct invoke *invoke,
    struct failure *failure)
{
    auto_(target) struct target target = {0};
    auto_(text) struct text path = {0};

    if (!target_find(&target, &call->common, NEED_WORKSPACE, failure))
        return false;
    const char *id = workflow_id(&target, call->words[0], failure);
    json_t *body = id ? make_body(invoke, failure) : NULL;
    if (!body)
        return false;
    text_addf(&path, "/workflow/v1/instances/%s/invoke", id);
    json_t *answer = reach(&target, "POST", path.bytes, body, failure);
    json_decref(body);
    if (!answer)
        return false;
    auto_(heap) char *invocation = clean_line(
        json_string_value(json_object_get(answer, "workflowInvocationId")));
    json_decref(answer);
    printf("%s\n", invocation);
    return !invoke->wait || await_end(&target, invocation, failure);
}

enum status
cmd_invoke(struct command_call *call)
{
    struct invoke invoke = {0};
    auto_(option_list) struct option_list data = {0};
    const struct option_row rows[] = {
        {"to", 0, OPTION_TEXT, "NUMBER", "the recipient", &invoke.to},
        {"data", 'd', OPTION_LIST, "K=V", "the value of an input", &data},
        {"request-id", 0, OPTION_TEXT, "TEXT",
            "a repeat with the same one is no second invocation",
            &invoke.request_id},
        {"wait", 'w', OPTION_FLAG, NULL, "wait for the end, print its timeline",
            &invoke.wait},
        {0},
    };
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1 || !invoke.to)
        return command_misused(call, "name one flow, and --to NUMBER");
    invoke.data = data;
    const bool fine = run(call, &invoke, &failure);
    return fine ? STATUS_DONE : command_fail(call, &failure);
}
