/* fallback-publish: checks flows and pushes them to the execution store. */
#include "commands.h"

static const struct command commands[] = {
    {"init", "[DIR]", "make a workspace to begin with", cmd_init},
    {"check", "[PATH...|-]", "say what is wrong with flows and templates",
        cmd_check},
    {"fmt", "[PATH...|-]", "write flows in the canonical form", cmd_fmt},
    {"explain", "[CODE]", "say what a finding means and how to mend it",
        cmd_explain},
    {"push", "[FLOW...]", "publish flows to the store, all or nothing",
        cmd_push},
    {"unpublish", "FLOW", "end invocations of a flow; it stays in the store",
        cmd_unpublish},
    {"list", "", "list the flows that the store has", cmd_list},
    {"show", "FLOW", "show a flow as the store has it", cmd_show},
    {"templates", "import|status",
        "import templates from a platform, or list them", cmd_templates},
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
