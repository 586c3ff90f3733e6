/* fallback-publish check: says what is wrong with flows and templates. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "color.h"
#include "commands.h"
#include "place.h"
#include "selection.h"
#include "target.h"
#include "verdict.h"

struct check_options {
    const char *format, *profile, *relative_to;
    bool strict;
};

static bool
options_fit(const struct command_call *call,
    const struct check_options *options, enum status *status)
{
    static const char *const profiles[] = {"kaleyra", NULL};

    if (!command_choice(
            call, "--format", options->format, verdict_names, status) ||
        !command_choice(call, "--profile", options->profile, profiles, status))
        return false;
    if (!options->relative_to ||
        verdict_is_report(verdict_format(options->format)))
        return true;
    *status = command_misused(
        call, "--relative-to is for the formats sarif, github and junit");
    return false;
}

/* What was looked at: from the arena. */
static const char **
all_files(struct arena *arena, const struct selection *selection, size_t *n)
{
    const struct selected *wanted = selection_wanted(selection);
    const char **files = arena_alloc(
        arena, (selection->nothers + selection->nwanted + 1) * sizeof(*files));

    *n = 0;
    for (size_t i = 0; i < selection->nothers; i++)
        files[(*n)++] = selection->others[i];
    for (size_t i = 0; i < selection->nwanted; i++)
        files[(*n)++] = wanted[i].entry.file;
    return files;
}

/* Reports name files from the root of the repository. */
static bool
name_files(struct arena *arena, const struct check_options *options,
    const char *root, struct findings *findings, const char **files,
    size_t nfiles, struct failure *failure)
{
    if (!verdict_is_report(verdict_format(options->format)))
        return true;
    const char *base = place_base(arena, root, options->relative_to, failure);
    if (!base)
        return false;
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].file)
            findings->items[i].file =
                place_name(arena, base, root, findings->items[i].file);
    for (size_t i = 0; i < nfiles; i++)
        files[i] = place_name(arena, base, root, files[i]);
    return true;
}

static enum status
tell(const struct command_call *call, const struct check_options *options,
    const struct verdict *verdict)
{
    auto_(heap) char *summary = verdict_summary(verdict->findings);

    verdict_print(verdict_format(options->format), verdict, stdout);
    (void)fflush(stdout); /* before the summary; command_main() looks */
    if (!call->common.quiet)
        fprintf(stderr, "%s in %zu file%s\n", summary, verdict->nfiles,
            verdict->nfiles == 1 ? "" : "s");
    return verdict_fails(verdict) ? STATUS_FINDINGS : STATUS_DONE;
}

static enum status
print_findings(struct command_call *call, const struct check_options *options,
    const char *root, struct findings *findings, const char **files,
    size_t nfiles)
{
    struct arena arena = {0};
    struct failure failure = {0};
    enum status status;

    if (name_files(&arena, options, root, findings, files, nfiles, &failure))
        status = tell(call, options,
            &(struct verdict){
                .findings = findings,
                .files = files,
                .nfiles = nfiles,
                .color = color_wanted(call->common.color, STDOUT_FILENO),
                .strict = options->strict,
            });
    else
        status = command_misused(call, "--relative-to: %s", failure.text);
    arena_free(&arena);
    return status;
}

/* fallback.yaml cannot be read, so nothing else was looked at. */
static enum status
print_unread(struct command_call *call, const struct check_options *options,
    struct findings *findings)
{
    auto_(heap) char *root = target_root(&call->common, NULL);
    const char *files[] = {WORKSPACE_FILE};

    return print_findings(
        call, options, root, findings, files, ARRAY_LEN(files));
}

static enum status
check(struct command_call *call, const struct check_options *options)
{
    auto_(target) struct target target = {0};
    struct failure failure = {0};
    size_t nfiles;

    if (!target_workspace(&target, &call->common, &failure))
        return failure.status == STATUS_FINDINGS
            ? print_unread(call, options, &target.findings)
            : command_fail(call, &failure);
    auto_(selection) struct selection selection = {
        .workspace = target.workspace,
        .findings = &target.findings,
        .profile = options->profile ? PROFILE_KALEYRA : PROFILE_NONE,
        .now_ms = clock_now(),
    };
    if (!selection_load(&selection, call->words, call->nwords, &failure))
        return command_fail(call, &failure);
    selection_check(&selection);
    const char **files = all_files(&selection.arena, &selection, &nfiles);
    return print_findings(
        call, options, target.workspace->root, &target.findings, files, nfiles);
}

enum status
cmd_check(struct command_call *call)
{
    struct check_options options = {0};
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "FORMAT",
            "text, json, sarif, github or junit", &options.format},
        {"strict", 0, OPTION_FLAG, NULL, "warnings end with status 1, too",
            &options.strict},
        {"profile", 0, OPTION_TEXT, "NAME",
            "kaleyra: what its own wizard would refuse is an error",
            &options.profile},
        {"relative-to", 0, OPTION_TEXT, "DIR",
            "reports name files from it; else from the git repository's root",
            &options.relative_to},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !options_fit(call, &options, &status))
        return status;
    return check(call, &options);
}
