/* fallback-runner explain: what happened to an invocation, and why. */
#include "commands.h"

#include <stdio.h>

#include "reach.h"
#include "timeline.h"

enum status
cmd_explain(struct command_call *call)
{
    const char *format = "text";
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &format},
        {0},
    };
    auto_(target) struct target target = {0};
    auto_(text) struct text path = {0};
    struct failure failure = {0};
    static const char *const formats[] = {"text", "json", NULL};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "name one invocation");
    if (!command_choice(call, "--format", format, formats, &status))
        return status;
    text_addf(&path, "/workflow/v1/invocations/%s", call->words[0]);
    json_t *told = NULL;
    if (target_find(&target, &call->common, NEED_STORE, &failure))
        told = reach(&target, "GET", path.bytes, NULL, &failure);
    if (!told)
        return command_fail(call, &failure);
    if (text_is(format, "json")) {
        json_dumpf(told, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        timeline_print(told, stdout);
    }
    json_decref(told);
    return STATUS_DONE;
}
