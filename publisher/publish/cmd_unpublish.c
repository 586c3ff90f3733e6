/* fallback-publish unpublish: from now on a flow cannot be invoked. */
#include <stdio.h>

#include "ask.h"
#include "clean.h"
#include "commands.h"
#include "stored.h"
#include "target.h"

static enum status
say_result(const struct command_call *call, const struct store_request *done,
    const char *title)
{
    const struct store_changed *changed = &done->out.changes[0];
    struct failure failure = {0};
    auto_(heap) char *clean = clean_line(title);

    if (done->out.committed) {
        if (!call->common.quiet)
            printf("%s: %s, rev %lld stays in the store\n", clean,
                changed->result == CHANGED ? "unpublished"
                                           : "is unpublished already",
                (long long)changed->revision);
        return STATUS_DONE;
    }
    (void)failure_set(&failure, STATUS_CONFLICT,
        "'%s' has changed in the store since it was read; nothing was done",
        title);
    return command_fail(call, &failure);
}

static enum status
write_change(struct command_call *call, const struct target *target,
    const struct store_flow *flow)
{
    struct failure failure = {0};
    const struct store_change change = {
        .kind = CHANGE_UNPUBLISH,
        .workflow_id = flow->workflow_id,
        .expected = flow->revision,
    };
    auto_(store) struct store *store =
        target_open(target, (struct store_options){0}, &failure);

    if (!store)
        return command_fail(call, &failure);
    auto_(heap) char *author = stored_author();
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    request->in.changes = &change;
    request->in.nchanges = 1;
    request->in.author = author;
    auto_(store_request) struct store_request *done =
        stored_do(store, request, &failure);
    return done ? say_result(call, done, flow->title)
                : command_fail(call, &failure);
}

/* The flow as it is now; the store is closed again, so that nobody waits
 * while we ask. */
static struct store_request *
find_flow(const struct command_call *call, const struct target *target,
    struct failure *failure)
{
    auto_(store) struct store *store =
        target_open(target, (struct store_options){.read_only = true}, failure);

    return store ? stored_flow(target, store, call->words[0], failure) : NULL;
}

static enum status
unpublish(struct command_call *call, bool yes)
{
    auto_(target) struct target target = {0};
    auto_(text) struct text what = {0};
    struct failure failure = {0};

    if (!target_find(&target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &target.findings, &failure);
    auto_(store_request) struct store_request *request =
        find_flow(call, &target, &failure);
    if (!request)
        return command_fail(call, &failure);
    const struct store_flow *flow = &request->out.flows[0];
    text_addf(&what, "Unpublish '%s' in %s", flow->title, target.name);
    if (yes || !flow->published ||
        ask_whether(text_str(&what),
            target.workspace ? target.workspace->environment : NULL))
        return write_change(call, &target, flow);
    failure = (struct failure){STATUS_DENIED, "nothing was done"};
    return command_fail(call, &failure);
}

enum status
cmd_unpublish(struct command_call *call)
{
    bool yes = false;
    const struct option_row rows[] = {
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &yes},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "unpublish takes one flow");
    if (!yes && !ask_possible())
        return command_misused(call,
            "unpublish asks first; where there is no terminal, give --yes");
    return unpublish(call, yes);
}
