/* What the commands say alike. */
#include "commands.h"

#include <unistd.h>

#include "color.h"
#include "verdict.h"

enum status
commands_fail(const struct command_call *call, const struct findings *findings,
    const struct failure *failure)
{
    if (failure->status == STATUS_FINDINGS)
        verdict_print(verdict_format("text"), findings,
            color_wanted(call->common.color, STDERR_FILENO), stderr);
    return command_fail(call, failure);
}
