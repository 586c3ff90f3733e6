/* fallback-publish: checks flows and pushes them to the execution store. */
#include "commands.h"

/* Rows of commands that only read and write files. */
#define LACKS_ALL_STORES (LACKS_ENVIRONMENT | LACKS_STORE)

static const struct command commands[] = {
    {"init", "[DIR]", "make a workspace to begin with", cmd_init,
        LACKS_ALL_STORES | LACKS_COLOR | LACKS_VERBOSE, "new create"},
    {"check", "[PATH...|-]", "say what is wrong with flows and templates",
        cmd_check, LACKS_STORE | LACKS_VERBOSE, "lint validate verify test"},
    {"fmt", "[PATH...|-]", "write flows in the canonical form", cmd_fmt,
        LACKS_ALL_STORES | LACKS_VERBOSE, "format"},
    {"explain", "[CODE]", "say what a finding means and how to mend it",
        cmd_explain,
        LACKS_WORKSPACE | LACKS_ALL_STORES | LACKS_COLOR | LACKS_QUIET |
            LACKS_VERBOSE,
        "codes rules"},
    {"plan", "[FLOW...]", "say what a push would change in the store", cmd_plan,
        .also = "preview"},
    {"push", "[FLOW...]", "publish flows to the store, all or nothing",
        cmd_push, .also = "publish deploy apply upload"},
    {"history", "FLOW", "show what happened to a flow, and who did it",
        cmd_history, LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE, "log"},
    {"diff", "FLOW [REV [REV]]",
        "show what is different between versions of a flow", cmd_diff,
        LACKS_VERBOSE, "compare"},
    {"rollback", "FLOW", "make an old revision of a flow the newest again",
        cmd_rollback, .also = "revert undo"},
    {"unpublish", "FLOW", "end invocations of a flow; it stays in the store",
        cmd_unpublish, LACKS_VERBOSE, "withdraw"},
    {"delete", "FLOW", "give the title of an unpublished flow free", cmd_delete,
        LACKS_VERBOSE, "remove rm"},
    {"list", "", "list the flows that the store has", cmd_list, LACKS_VERBOSE,
        "ls"},
    {"show", "FLOW", "show a flow as the store has it", cmd_show, LACKS_VERBOSE,
        "get cat view"},
    {"export", "[FLOW]", "write what the store has as files", cmd_export,
        LACKS_COLOR | LACKS_VERBOSE, "pull download"},
    {"templates", "COMMAND", "import templates from a platform, or list them",
        cmd_templates, .also = "template import status"},
    {0},
};

int
main(int argc, char **argv)
{
    static const struct command_program program = {
        .name = "fallback-publish",
        .purpose = "checks flows and pushes them to the execution store",
        .commands = commands,
        .sibling = "fallback-runner",
        .sibling_words = "serve dry-run invoke key provider",
    };

    return command_main(&program, argc, argv);
}
