/* fallback-publish: checks flows and pushes them to the execution store. */
#include "commands.h"

static const struct command commands[] = {
    {"check", "[PATH...|-]", "say what is wrong with flows and templates",
        cmd_check},
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
