/* fallback-runner explain: what happened to an invocation, and why. */
#include "commands.h"

#include <stdio.h>

#include "clock.h"
#include "codes.h"
#include "id62.h"
#include "reach.h"
#include "timeline.h"

static enum status
no_invocation(const struct command_call *call, const char *word)
{
    if (code_find(word))
        return command_misused(call,
            "'%s' is a code of check: 'fallback-publish explain %s'", word,
            word);
    return command_misused(call,
        "'%s' is no invocation: their ids have 22 letters and digits", word);
}

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
    uint8_t id[ID62_SIZE];
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "name one invocation");
    if (!command_choice(call, "--format", format, formats, &status))
        return status;
    if (!id62_parse(call->words[0], id))
        return no_invocation(call, call->words[0]);
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
        timeline_print(told, clock_now(), stdout);
    }
    json_decref(told);
    return STATUS_DONE;
}
