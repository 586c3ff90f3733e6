/* fallback-publish plan: what a push would change; changes nothing. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "color.h"
#include "commands.h"
#include "planning.h"

static const struct {
    const char *name;
    plan_print_fn *print;
} formats[] = {
    {"text", plan_print_text},
    {"json", plan_print_json},
    {"markdown", plan_print_markdown},
};

static plan_print_fn *
find_format(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (!name || !strcmp(formats[i].name, name))
            return formats[i].print;
    return NULL;
}

struct plan_options {
    const char *out, *format;
    bool exit_code;
    struct planning_options planning;
};

/* What is printed at the terminal itself shows that it goes on. */
static bool
tell(struct planning *planning, const struct plan_options *options,
    struct failure *failure)
{
    struct plan_print print = planning_print(planning);
    struct progress *progress = &planning->progress;

    print.dry_run = true;
    print.color = color_wanted(planning->call->common.color, STDOUT_FILENO);
    if (isatty(STDOUT_FILENO))
        return find_format(options->format)(&print, stdout, failure);
    print.progress = progress;
    progress_begin(progress, "comparing flows", planning->publication.n);
    const bool told = find_format(options->format)(&print, stdout, failure);
    progress_end(progress);
    return told;
}

static enum status
end_of(const struct planning *planning, const struct plan_options *options)
{
    static const struct failure conflict = {STATUS_CONFLICT,
        "conflict with what is in the store; a push would be refused"};
    static const struct failure lacking = {
        STATUS_FINDINGS, "the runner would refuse these flows"};

    if (planning->lacks.n)
        return commands_fail(planning->call, &planning->lacks, &lacking);
    if (planning->publication.nconflicts)
        return command_fail(planning->call, &conflict);
    return options->exit_code && planning->publication.nchanging
        ? STATUS_CHANGES
        : STATUS_DONE;
}

static enum status
plan(struct command_call *call, const struct plan_options *options)
{
    auto_(planning) struct planning planning = {0};
    struct failure failure = {0};
    enum status status;

    if (!planning_make(&planning, call, &options->planning, &status))
        return status;
    if ((!call->common.quiet || options->format) &&
        !tell(&planning, options, &failure))
        return command_fail(call, &failure);
    if (options->out &&
        !plan_file_write(options->out, &planning.target, &planning.publication,
            clock_now(), &failure))
        return command_fail(call, &failure);
    (void)fflush(stdout); /* before what is said on stderr; main() looks */
    return end_of(&planning, options);
}

enum status
cmd_plan(struct command_call *call)
{
    struct plan_options options = {
        .planning = {.ask_runner = true, .unsigned_is_fine = true}};
    const struct option_row rows[] = {
        {"out", 'o', OPTION_TEXT, "FILE",
            "write the plan, for 'push --plan FILE'", &options.out},
        {"exit-code", 0, OPTION_FLAG, NULL,
            "end with 10 when something would change", &options.exit_code},
        {"prune", 0, OPTION_FLAG, NULL, "unpublish the flows that no file has",
            &options.planning.prune},
        {"brief", 0, OPTION_FLAG, NULL, "no diffs, only words",
            &options.planning.brief},
        {"format", 0, OPTION_TEXT, "FORMAT", "text, json or markdown",
            &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (!find_format(options.format))
        return command_misused(call,
            "--format is text, json or markdown, not '%s'", options.format);
    if (options.planning.prune && call->nwords)
        return command_misused(
            call, "--prune is for the whole workspace; leave out the flows");
    return plan(call, &options);
}
