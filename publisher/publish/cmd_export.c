/* fallback-publish export: what the store has, as files. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "commands.h"
#include "export.h"
#include "memory.h"
#include "stored.h"
#include "target.h"

struct export_options {
    const char *all, *revision, *format;
    bool force, unpublished;
};

static const char *const step_words[] = {
    [EXPORT_NEW] = "written",
    [EXPORT_SAME] = "unchanged",
    [EXPORT_OTHER] = "overwritten",
    [EXPORT_KEPT] = "kept",
};

static void
print_json(const struct target *target, const struct export *export)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", target->name);
    answer_text(answer, "folder", export->folder);
    json_t *list = answer_list(answer, "files");
    for (size_t i = 0; i < export->n; i++) {
        json_t *item = answer_object();

        answer_text(item, "file", export->files[i].file);
        answer_text(item, "result", step_words[export->files[i].step]);
        answer_item(list, item);
    }
    answer_print(answer, stdout);
}

static void
print_text(const struct export *export)
{
    auto_(heap) char *folder = clean_line(export->folder);

    for (size_t i = 0; i < export->n; i++) {
        auto_(heap) char *file = clean_line(export->files[i].file);

        printf("%s/%s: %s\n", folder, file, step_words[export->files[i].step]);
    }
    if (!export->n)
        fprintf(stderr, "there is nothing to export\n");
}

/* Says all that is in the way; the failure is about the first kind. */
static bool
may_write(const struct export *export, bool force, struct failure *failure)
{
    const size_t kept = export_count(export, EXPORT_KEPT);

    for (size_t i = 0; i < export->n; i++) {
        const struct export_file *file = &export->files[i];
        auto_(text) struct text line = {0};

        if (file->step != EXPORT_KEPT && (file->step != EXPORT_OTHER || force))
            continue;
        text_addf(&line, "%s/%s: %s", export->folder, file->file,
            file->why ? file->why : "is there, and is not what the store has");
        auto_(heap) char *clean = clean_line(line.bytes);
        fprintf(stderr, "%s\n", clean);
    }
    if (kept)
        return failure_set(failure, STATUS_CONFLICT,
            "templates differ from the store's; take them out of these files, "
            "or export into another folder; nothing was written");
    if (!force && export_count(export, EXPORT_OTHER))
        return failure_set(failure, STATUS_CONFLICT,
            "files differ from what the store has; --force overwrites them; "
            "nothing was written");
    return true;
}

static enum status
export_all(struct command_call *call, const struct target *target,
    struct store *store, const struct export_options *options)
{
    auto_(export) struct export export = {.folder = options->all};
    struct failure failure = {0};

    if (!export_plan(&export, store, options->unpublished, &failure))
        return command_fail(call, &failure);
    for (size_t i = 0; i < export.nnotes && !call->common.quiet; i++) {
        auto_(heap) char *clean = clean_line(export.notes[i]);

        fprintf(stderr, "%s\n", clean);
    }
    if (!may_write(&export, options->force, &failure) ||
        !export_write(&export, &failure))
        return command_fail(call, &failure);
    if (text_is(options->format, "json"))
        print_json(target, &export);
    else if (!call->common.quiet)
        print_text(&export);
    return STATUS_DONE;
}

/* What was taken is known here: a push of the next version is over nobody's
 * work. That it was unpublished meanwhile would still be news. */
static void
remember(const struct target *target, struct store_flow flow)
{
    flow.published = flow.revision;
    (void)memory_keep_flow(target, &flow, NULL); /* a convenience */
}

/* To the byte, as it was pushed. */
static enum status
export_one(struct command_call *call, const struct target *target,
    struct store *store, int64_t revision)
{
    struct failure failure = {0};
    auto_(store_request) struct store_request *done =
        stored_revision(target, store, call->words[0], revision, &failure);

    if (!done)
        return command_fail(call, &failure);
    fputs(done->out.flows[0].yaml, stdout);
    if (!fflush(stdout)) {
        remember(target, done->out.flows[0]);
        return STATUS_DONE;
    }
    (void)failure_errno(&failure, STATUS_DISK, "cannot write the flow");
    return command_fail(call, &failure);
}

static enum status
export_flows(struct command_call *call, const struct export_options *options,
    int64_t revision)
{
    auto_(target) struct target target = {0};
    struct failure failure = {0};

    if (!target_find(&target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &target.findings, &failure);
    auto_(store) struct store *store = target_open(
        &target, (struct store_options){.read_only = true}, &failure);
    if (!store)
        return command_fail(call, &failure);
    return options->all ? export_all(call, &target, store, options)
                        : export_one(call, &target, store, revision);
}

static bool
is_proper(struct command_call *call, const struct export_options *options,
    enum status *status)
{
    if (options->all && (call->nwords || options->revision))
        *status = command_misused(
            call, "--all takes all flows: no flow and no --revision with it");
    else if (options->all && !*options->all)
        *status = command_misused(call, "--all needs a folder");
    else if (!options->all && call->nwords != 1)
        *status = command_misused(
            call, "export takes one flow, or --all and a folder");
    else if (!options->all &&
        (options->force || options->unpublished || options->format))
        *status = command_misused(call,
            "--force, --unpublished and --format go with --all; one flow is "
            "written as it is");
    else
        return true;
    return false;
}

enum status
cmd_export(struct command_call *call)
{
    struct export_options options = {0};
    int64_t revision = STORED_NEWEST;
    const struct option_row rows[] = {
        {"revision", 0, OPTION_TEXT, "N", "that one, not the newest",
            &options.revision},
        {"all", 0, OPTION_TEXT, "DIR",
            "all published flows and their templates, into this folder",
            &options.all},
        {"unpublished", 0, OPTION_FLAG, NULL, "with --all: the others too",
            &options.unpublished},
        {"force", 0, OPTION_FLAG, NULL,
            "with --all: overwrite files that differ", &options.force},
        {"format", 0, OPTION_TEXT, "FORMAT", "with --all: text or json",
            &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, options.format, &status) ||
        !is_proper(call, &options, &status))
        return status;
    if (options.revision && !stored_number(options.revision, &revision))
        return command_misused(
            call, "'%s' is no number of a revision", options.revision);
    return export_flows(call, &options, revision);
}
