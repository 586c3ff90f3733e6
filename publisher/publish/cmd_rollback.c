/* fallback-publish rollback: an old revision is the newest one again. */
#include <stdio.h>
#include <string.h>

#include "alter.h"
#include "answer.h"
#include "ask.h"
#include "check.h"
#include "clean.h"
#include "clock.h"
#include "file.h"
#include "stored.h"
#include "words.h"

struct rollback_options {
    const char *to, *message, *format;
    bool yes, dry_run;
};

struct rollback {
    const struct rollback_options *options;
    struct alter alter;
    struct store_request *found; /* the old revision */
    const struct store_flow *old;
    struct version now, then;
    struct differences words;
    const char *message;
};

static void
rollback_cleanup(struct rollback *r)
{
    store_request_free(r->found);
    version_done(&r->now);
    version_done(&r->then);
    differences_done(&r->words);
    alter_done(&r->alter);
}

/* The one before the newest that says something else; each was published when
 * it was pushed. 0: there is none. */
static int64_t
find_last(struct rollback *r, struct store *store, struct failure *failure)
{
    const struct store_flow *newest = r->alter.flow;
    auto_(store_request) struct store_request *all =
        stored_flows(store, newest->workflow_id, failure);

    for (size_t i = 0; all && i < all->out.nflows; i++)
        if (all->out.flows[i].revision < newest->revision &&
            strcmp(all->out.flows[i].sha256, newest->sha256) != 0)
            return all->out.flows[i].revision;
    if (all)
        (void)failure_set(failure, STATUS_USAGE,
            "'%s' has no earlier revision to go back to", newest->title);
    return 0;
}

static bool
find_old(struct rollback *r, struct failure *failure)
{
    int64_t revision;
    auto_(store) struct store *store = target_open(
        &r->alter.target, (struct store_options){.read_only = true}, failure);

    if (!store)
        return false;
    if (!r->options->to)
        revision = find_last(r, store, failure);
    else if (!stored_number(r->options->to, &revision))
        return failure_set(failure, STATUS_USAGE,
            "'%s' is no number of a revision", r->options->to);
    if (!revision)
        return false;
    r->found = stored_revision(
        &r->alter.target, store, r->alter.flow->workflow_id, revision, failure);
    if (!r->found)
        return false;
    r->old = &r->found->out.flows[0];
    return true;
}

/* They are about no file: the revision stands for it. */
static void
name_findings(const struct rollback *r, struct findings *findings)
{
    const char *name = arena_printf(
        &findings->arena, "revision %lld", (long long)r->old->revision);

    for (size_t i = 0; i < findings->n; i++)
        if (!findings->items[i].file || !findings->items[i].file[0])
            findings->items[i].file = name;
}

/* As a runner does it: what fallback.yaml offers may have changed since. */
static bool
is_right(struct rollback *r, struct failure *failure)
{
    struct target *target = &r->alter.target;

    if (!target->workspace || !r->then.flow)
        return true;
    struct workspace view = *target->workspace;
    const struct check check = {.workspace = &view, .now_ms = clock_now()};
    view.catalogue = *r->then.catalogue;
    check_flow(&check, r->then.flow, &target->findings);
    name_findings(r, &target->findings);
    if (!findings_count(&target->findings, SEVERITY_ERROR))
        return true;
    return failure_set(failure, STATUS_FINDINGS,
        "revision %lld is no longer right; nothing was done",
        (long long)r->old->revision);
}

static void
compare(struct rollback *r)
{
    struct arena *arena = &r->alter.target.arena;

    version_read(&r->now, r->alter.flow->yaml, r->alter.flow->templates);
    version_read(&r->then, r->old->yaml, r->old->templates);
    words_find(&r->words, &r->now, &r->then, r->alter.target.workspace);
    r->message = r->options->message
        ? r->options->message
        : arena_printf(
              arena, "rollback to revision %lld", (long long)r->old->revision);
}

static void
print_json(const struct rollback *r, const char *change, int64_t revision)
{
    const struct store_flow *newest = r->alter.flow;
    json_t *answer = answer_new();

    answer_text(answer, "store", r->alter.target.name);
    answer_flag(answer, "dry_run", r->options->dry_run);
    answer_text(answer, "workflow_id", newest->workflow_id);
    answer_text(answer, "title", r->old->title);
    answer_text(answer, "change", change);
    answer_number(answer, "to", r->old->revision);
    answer_number(answer, "revision_before", newest->revision);
    answer_number(answer, "revision", revision);
    words_answer(answer, &r->words);
    answer_print(answer, stdout);
}

/* The next push from here would undo it, if the file says otherwise. */
static void
warn_of_file(const struct rollback *r)
{
    struct workspace *workspace = r->alter.target.workspace;
    auto_(text) struct text content = {0};
    const char *path = workspace
        ? workspace_flow_path(workspace, r->alter.flow->workflow_id, NULL)
        : NULL;

    if (!path || !file_read(path, FLOW_BYTES_MAX, &content, NULL) ||
        !strcmp(text_str(&content), r->old->yaml))
        return;
    auto_(heap) char *file = clean_line(workspace_relative(workspace, path));
    (void)fflush(stdout);
    fprintf(stderr,
        "%s says something else, and the next push would bring that back\n",
        file);
}

/* "Login OTP (ID): rolled back to rev 1, rev 2 -> 3" */
static void
print_result(const struct rollback *r, const char *change, int64_t revision)
{
    auto_(heap) char *title = clean_line(r->old->title);
    const bool would = r->options->dry_run;

    if (text_is(r->options->format, "json")) {
        print_json(r, change, revision);
        return;
    }
    if (r->alter.call->common.quiet)
        return;
    if (would || r->options->yes)
        words_print(&r->words, stdout);
    printf("%s (%s): %s to rev %lld, rev %lld -> %lld\n", title,
        r->alter.flow->workflow_id, would ? "would be rolled back" : change,
        (long long)r->old->revision, (long long)r->alter.flow->revision,
        (long long)revision);
    if (!would)
        warn_of_file(r);
}

static enum status
say_same(const struct rollback *r)
{
    auto_(heap) char *title = clean_line(r->alter.flow->title);

    if (text_is(r->options->format, "json"))
        print_json(r, "unchanged", r->alter.flow->revision);
    else if (!r->alter.call->common.quiet)
        printf("%s (%s): revision %lld is what rev %lld says; there is nothing "
               "to do\n",
            title, r->alter.flow->workflow_id, (long long)r->old->revision,
            (long long)r->alter.flow->revision);
    return STATUS_DONE;
}

static bool
may_roll_back(const struct rollback *r)
{
    auto_(text) struct text to = {0};

    if (r->options->yes)
        return true;
    words_print(&r->words, stderr);
    text_addf(&to, " to revision %lld", (long long)r->old->revision);
    return alter_allowed(&r->alter, "Roll back", to.bytes);
}

static enum status
publish(struct rollback *r)
{
    const struct store_flow *old = r->old;
    struct failure failure = {0};

    r->alter.message = r->message;
    r->alter.commit = old->commit;
    auto_(store_request) struct store_request *done = alter_do(&r->alter,
        (struct store_change){
            .kind = CHANGE_PUBLISH,
            .title = old->title,
            .yaml = old->yaml,
            .templates = old->templates,
            .signature = old->signature,
        },
        &failure);
    if (!done)
        return command_fail(r->alter.call, &failure);
    print_result(r, "rolled back", done->out.changes[0].revision);
    return STATUS_DONE;
}

static enum status
rollback(struct command_call *call, const struct rollback_options *options)
{
    auto_(rollback) struct rollback r = {
        .options = options, .alter.call = call};
    struct failure failure = {0};
    enum status status;

    if (!alter_find(&r.alter, &status))
        return status;
    if (!find_old(&r, &failure))
        return command_fail(call, &failure);
    compare(&r);
    const bool same = !strcmp(r.old->sha256, r.alter.flow->sha256);
    if (same && r.alter.flow->published)
        return say_same(&r);
    if (!is_right(&r, &failure))
        return commands_fail(call, &r.alter.target.findings, &failure);
    if (options->dry_run) {
        print_result(&r, "rolled back", r.alter.flow->revision + !same);
        return STATUS_DONE;
    }
    if (may_roll_back(&r))
        return publish(&r);
    failure = (struct failure){STATUS_DENIED, "nothing was done"};
    return command_fail(call, &failure);
}

enum status
cmd_rollback(struct command_call *call)
{
    struct rollback_options options = {0};
    const struct option_row rows[] = {
        {"to", 0, OPTION_TEXT, "N",
            "that revision, not the one before the newest", &options.to},
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &options.yes},
        {"dry-run", 'n', OPTION_FLAG, NULL,
            "say what would change, and do nothing", &options.dry_run},
        {"message", 'm', OPTION_TEXT, "TEXT",
            "why, for those who read the history", &options.message},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, options.format, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "rollback takes one flow");
    if (!options.yes && !options.dry_run && !ask_possible())
        return command_misused(call,
            "rollback asks first; where there is no terminal, give --yes or "
            "--dry-run");
    return rollback(call, &options);
}
