/* fallback-runner: runs published flows, and plays them dry. */
#include "commands.h"

static const struct command commands[] = {
    {"serve", "", "run published flows: API, providers, reports, callbacks",
        cmd_serve},
    {"dry-run", "FLOW", "play a flow on a virtual clock; nothing is sent",
        cmd_dry_run},
    {"invoke", "FLOW", "invoke a published flow for one recipient", cmd_invoke},
    {"explain", "EXECUTION", "the timeline of an invocation, with reasons",
        cmd_explain},
    {"key", "create|list|revoke [ID]", "the API's keys", cmd_key},
    {"provider", "check FILE", "check a provider's file and its examples",
        cmd_provider},
    {0},
};

int
main(int argc, char **argv)
{
    const struct command_program program = {
        .name = "fallback-runner",
        .purpose = "runs published flows, and plays them dry",
        .commands = commands,
    };

    return command_main(&program, argc, argv);
}
