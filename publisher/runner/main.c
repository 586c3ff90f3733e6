/* fallback-runner: runs published flows, and plays them dry. */
#include "commands.h"

static const struct command commands[] = {
    {"serve", "", "run published flows: API, providers, reports, callbacks",
        cmd_serve, LACKS_VERBOSE, "run start"},
    {"dry-run", "FLOW", "play a flow on a virtual clock; nothing is sent",
        cmd_dry_run, LACKS_STORE | LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "dryrun simulate preview play"},
    {"invoke", "FLOW", "invoke a published flow for one recipient", cmd_invoke,
        LACKS_COLOR | LACKS_VERBOSE, "send"},
    {"explain", "EXECUTION", "the timeline of an invocation, with reasons",
        cmd_explain, LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "trace status show"},
    {"find", "NUMBER", "did they get it? the invocations for a number",
        cmd_find, LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE, "search lookup"},
    {"cancel", "EXECUTION|--flow FLOW", "send nothing more", cmd_cancel,
        LACKS_COLOR | LACKS_VERBOSE, "abort stop"},
    {"key", "create|list|revoke [ID]", "the API's keys", cmd_key,
        LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE, "keys token"},
    {"callbacks", "list|show|replay [ID]",
        "callbacks that were given up, and sending them again", cmd_callbacks,
        LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE, "callback webhooks outbox"},
    {"channels", "", "what holds messages back: rates, breakers, pauses",
        cmd_channels, LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "status breakers queue lanes health"},
    {"pause", "[FLOW]", "hand over nothing new, of a flow or on a channel",
        cmd_pause, LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "hold stop suspend halt brake"},
    {"resume", "[FLOW]", "end a pause", cmd_resume,
        LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "continue unpause release go"},
    {"optout", "add|remove|list [NUMBER...]",
        "who wants no messages, or no marketing", cmd_optout,
        LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE,
        "optouts unsubscribe stop suppress suppression block"},
    {"consent", "add|remove|list [NUMBER...]",
        "who agreed to get messages, for flows that need it", cmd_consent,
        LACKS_COLOR | LACKS_QUIET | LACKS_VERBOSE, "consents optin subscribe"},
    {"provider", "check FILE",
        "check a provider's file and its examples; -v shows the requests",
        cmd_provider, LACKS_WORKSPACE | LACKS_ENVIRONMENT | LACKS_STORE,
        "providers"},
    {0},
};

int
main(int argc, char **argv)
{
    const struct command_program program = {
        .name = "fallback-runner",
        .purpose = "runs published flows, and plays them dry",
        .commands = commands,
        .sibling = "fallback-publish",
        .sibling_words = "init check fmt plan push history diff rollback "
                         "unpublish delete list show export templates",
    };

    return command_main(&program, argc, argv);
}
