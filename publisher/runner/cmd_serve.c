/* fallback-runner serve */
#include "commands.h"

#include <unistd.h>

#include "check.h"
#include "color.h"
#include "serve.h"
#include "target.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"

/* All problems at once, before anything listens. */
static bool
workspace_is_sound(struct target *target, const struct command_call *call,
    struct failure *failure)
{
    const struct check check = {.workspace = target->workspace};

    check_workspace(&check, &target->findings);
    if (!findings_count(&target->findings, SEVERITY_ERROR))
        return true;
    findings_sort(&target->findings);
    if (color_wanted(call->common.color, STDERR_FILENO))
        findings_print_color(&target->findings, stderr);
    else
        findings_print(&target->findings, stderr);
    return failure_set(
        failure, STATUS_FINDINGS, "the workspace has errors; mend them first");
}

static bool
run(struct target *target, const struct command_call *call, const char *listen,
    struct failure *failure)
{
    const struct store_options own = {.create = true, .direct = true};

    if (!target_find(target, &call->common, NEED_WORKSPACE, failure) ||
        !workspace_is_sound(target, call, failure))
        return false;
    auto_(store) struct store *store = target_open(target, own, failure);
    if (!store)
        return false;
    const struct serve_options options = {
        .workspace = target->workspace,
        .store = store,
        .listen = listen,
        .socket = target_socket(target),
        .quiet = call->common.quiet,
    };
    return serve(&options, failure);
}

enum status
cmd_serve(struct command_call *call)
{
    const char *listen = LISTEN_DEFAULT;
    const struct option_row rows[] = {
        {"listen", 'l', OPTION_TEXT, "ADDR:PORT",
            "where to listen (" LISTEN_DEFAULT "); port 0: any", &listen},
        {0},
    };
    auto_(target) struct target target = {0};
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords)
        return command_misused(call, "serve takes no words");
    const bool fine = run(&target, call, listen, &failure);
    return fine ? STATUS_DONE : command_fail(call, &failure);
}
