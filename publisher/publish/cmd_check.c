/* fallback-publish check: says what is wrong with flows and templates. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "color.h"
#include "commands.h"
#include "selection.h"
#include "target.h"
#include "verdict.h"

struct check_options {
    const char *format, *profile;
    bool strict;
};

/* What is wrong with the options' values, or NULL. */
static bool
options_fit(const struct check_options *options, struct failure *failure)
{
    auto_(heap) char *formats = verdict_formats();

    if (!verdict_format(options->format))
        return failure_set(failure, STATUS_USAGE, "--format is %s, not '%s'",
            formats, options->format);
    if (options->profile && strcmp(options->profile, "kaleyra") != 0)
        return failure_set(failure, STATUS_USAGE,
            "--profile is kaleyra, not '%s'", options->profile);
    return true;
}

static enum status
print_findings(const struct command_call *call,
    const struct check_options *options, const struct findings *findings,
    size_t files)
{
    auto_(heap) char *summary = verdict_summary(findings);

    verdict_print(verdict_format(options->format), findings,
        color_wanted(call->common.color, STDOUT_FILENO), stdout);
    (void)fflush(stdout); /* before the summary; command_main() looks */
    if (!call->common.quiet)
        fprintf(stderr, "%s in %zu file%s\n", summary, files,
            files == 1 ? "" : "s");
    return findings_count(findings, SEVERITY_ERROR) ||
            (options->strict && findings_count(findings, SEVERITY_WARNING))
        ? STATUS_FINDINGS
        : STATUS_DONE;
}

static enum status
check(struct command_call *call, const struct check_options *options)
{
    auto_(target) struct target target = {0};
    struct failure failure = {0};

    if (!target_workspace(&target, &call->common, &failure)) {
        if (failure.status == STATUS_FINDINGS)
            return print_findings(call, options, &target.findings, 1);
        return command_fail(call, &failure);
    }
    auto_(selection) struct selection selection = {
        .workspace = target.workspace,
        .findings = &target.findings,
        .profile = options->profile ? PROFILE_KALEYRA : PROFILE_NONE,
        .now_ms = clock_now(),
    };
    if (!selection_load(&selection, call->words, call->nwords, &failure))
        return command_fail(call, &failure);
    selection_check(&selection);
    return print_findings(
        call, options, &target.findings, selection.nwanted + selection.nothers);
}

enum status
cmd_check(struct command_call *call)
{
    struct check_options options = {0};
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options.format},
        {"strict", 0, OPTION_FLAG, NULL, "warnings end with status 1, too",
            &options.strict},
        {"profile", 0, OPTION_TEXT, "NAME",
            "kaleyra: what its own wizard would refuse is an error",
            &options.profile},
        {0},
    };
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (!options_fit(&options, &failure))
        return command_misused(call, "%s", failure.text);
    return check(call, &options);
}
