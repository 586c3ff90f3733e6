/* fallback-publish: checks flows and pushes them to the execution store. */
#include "commands.h"

static const struct command commands[] = {
    {"check", "[PATH...|-]", "say what is wrong with flows and templates",
        cmd_check},
    {"push", "[FLOW...]", "publish flows to the store, all or nothing",
        cmd_push},
    {"unpublish", "FLOW", "end invocations of a flow; it stays in the store",
        cmd_unpublish},
    {"list", "", "list the flows that the store has", cmd_list},
    {"show", "FLOW", "show a flow as the store has it", cmd_show},
    {0},
};

int
main(int argc, char **argv)
{
    static const struct command_program program = {
        .name = "fallback-publish",
        .purpose = "checks flows and pushes them to the execution store",
        .commands = commands,
    };

    return command_main(&program, argc, argv);
}
