/* What the commands say alike. */
#include "commands.h"

#include <unistd.h>

#include "color.h"
#include "verdict.h"

static void
print(const struct command_call *call, const struct findings *findings)
{
    verdict_text(
        &(struct verdict){
            .findings = findings,
            .color = color_wanted(call->common.color, STDERR_FILENO),
        },
        stderr);
}

enum status
commands_fail(const struct command_call *call, const struct findings *findings,
    const struct failure *failure)
{
    if (failure->status == STATUS_FINDINGS)
        commands_warn(call, findings);
    return command_fail(call, failure);
}

void
commands_warn(const struct command_call *call, const struct findings *findings)
{
    struct findings shown = {0};
    const enum severity least = call->common.verbose ? SEVERITY_NOTE
        : call->common.quiet                         ? SEVERITY_ERROR
                                                     : SEVERITY_WARNING;

    for (size_t i = 0; i < findings->n; i++) {
        if (findings->items[i].severity > least)
            continue;
        shown.items = arena_grow(
            &shown.arena, shown.items, shown.n, sizeof(*shown.items));
        shown.items[shown.n++] = findings->items[i];
    }
    print(call, &shown);
    findings_done(&shown);
}

bool
commands_format(
    const struct command_call *call, const char *format, enum status *status)
{
    static const char *const words[] = {"text", "json", NULL};

    return command_choice(call, "--format", format, words, status);
}
