/* fallback-runner cancel: nothing more is sent, for one or for a whole flow. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "ask.h"
#include "clean.h"
#include "id62.h"
#include "named.h"
#include "reach.h"
#include "timeline.h"

DEFINE_AUTO(json, json_t *, json_decref);

struct cancel {
    struct command_call *call;
    struct target target;
    const char *flow;
    bool yes;
};

static bool
cancel_one(struct cancel *cancel, const char *id, struct failure *failure)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "/workflow/v1/invocations/%s/cancel", id);
    auto_(json) json_t *told =
        reach(&cancel->target, "POST", text_str(&path), NULL, failure);
    if (!told)
        return false;
    auto_(heap) char *outcome = clean_line(timeline_outcome(told));
    if (text_is(outcome, "cancelled")) {
        if (!cancel->call->common.quiet)
            printf("%s: cancelled\n", id);
        return true;
    }
    return failure_set(
        failure, STATUS_CONFLICT, "%s had ended before: %s", id, outcome);
}

static bool
is_allowed(const struct cancel *cancel, const struct named *named,
    struct failure *failure)
{
    auto_(text) struct text question = {0};

    text_addf(&question, "Cancel all running invocations of '%s' in %s",
        named->title, cancel->target.name);
    return cancel->yes ||
        ask_whether(text_str(&question),
            workspace_production(cancel->target.workspace)) ||
        failure_set(failure, STATUS_DENIED, "nothing was cancelled");
}

static bool
cancel_all(struct cancel *cancel, struct failure *failure)
{
    auto_(text) struct text path = {0};
    struct named named;

    if (!named_find(&cancel->target, cancel->flow, &named, failure) ||
        !is_allowed(cancel, &named, failure))
        return false;
    text_add(&path, "/workflow/v1/instances/");
    client_escape(&path, named.workflow_id);
    text_add(&path, "/cancel");
    auto_(json) json_t *told =
        reach(&cancel->target, "POST", text_str(&path), NULL, failure);
    if (!told)
        return false;
    const json_int_t n = json_integer_value(json_object_get(told, "cancelled"));
    auto_(heap) char *title = clean_line(named.title);
    if (!cancel->call->common.quiet)
        printf("%s: %" JSON_INTEGER_FORMAT " invocation%s cancelled\n", title,
            n, n == 1 ? "" : "s");
    return true;
}

static enum status
run(struct cancel *cancel)
{
    struct command_call *call = cancel->call;
    struct failure failure = {0};
    bool fine =
        target_find(&cancel->target, &call->common, NEED_WORKSPACE, &failure);

    if (fine)
        fine = cancel->flow ? cancel_all(cancel, &failure)
                            : cancel_one(cancel, call->words[0], &failure);
    target_done(&cancel->target);
    return fine ? STATUS_DONE : command_fail(call, &failure);
}

enum status
cmd_cancel(struct command_call *call)
{
    struct cancel cancel = {.call = call};
    const struct option_row rows[] = {
        {"flow", 0, OPTION_TEXT, "FLOW", "all that run of this flow",
            &cancel.flow},
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &cancel.yes},
        {0},
    };
    uint8_t id[ID62_SIZE];
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords + !!cancel.flow != 1)
        return command_misused(call, "name one invocation, or --flow FLOW");
    if (cancel.flow && !cancel.yes && !ask_possible())
        return command_misused(call,
            "cancel --flow asks first; where there is no terminal, give --yes");
    if (!cancel.flow && !id62_parse(call->words[0], id))
        return command_misused(call,
            "'%s' is no invocation: their ids have 22 letters and digits",
            call->words[0]);
    return run(&cancel);
}
