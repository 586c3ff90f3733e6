/* fallback-publish push: checks flows and publishes them, all or nothing. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "ask.h"
#include "clean.h"
#include "clock.h"
#include "commands.h"
#include "publication.h"
#include "stored.h"
#include "target.h"

struct push_options {
    const char *message, *format;
    bool yes, dry_run;
};

struct push {
    struct command_call *call;
    const struct push_options *options;
    struct target *target;
    struct publication *publication;
};

/* "created, rev 1", "would be updated, rev 2 -> 3", "unchanged, rev 3". */
static void
print_flow(const struct publication_flow *flow, bool would, FILE *out)
{
    auto_(heap) char *title = clean_line(flow->title);

    if (flow->step == STEP_NOTHING)
        would = false;
    fprintf(out, "%s (%s): %s%s, rev ", title, flow->workflow_id,
        would ? "would be " : "", publication_words[flow->step]);
    if (flow->step == STEP_UPDATE)
        fprintf(out, "%lld -> ", (long long)flow->seen);
    fprintf(out, "%lld\n", (long long)flow->revision);
}

static void
print_flows(const struct publication *publication, bool would, FILE *out)
{
    for (size_t i = 0; i < publication->n; i++)
        print_flow(&publication->flows[i], would, out);
}

static void
print_json(const struct push *push, bool would)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", push->target->name);
    answer_flag(answer, "dry_run", would);
    json_t *list = answer_list(answer, "flows");
    for (size_t i = 0; i < push->publication->n; i++) {
        const struct publication_flow *flow = &push->publication->flows[i];
        json_t *item = answer_object();

        answer_text(item, "workflow_id", flow->workflow_id);
        answer_text(item, "title", flow->title);
        answer_text(item, "file", flow->selected->entry.file);
        answer_text(item, "change", publication_words[flow->step]);
        answer_number(item, "revision_before", flow->seen);
        answer_number(item, "revision", flow->revision);
        answer_item(list, item);
    }
    answer_print(answer, stdout);
}

static void
print_result(const struct push *push, bool would)
{
    if (text_is(push->options->format, "json"))
        print_json(push, would);
    else if (!push->call->common.quiet)
        print_flows(push->publication, would, stdout);
}

static enum status
say_conflicts(const struct push *push)
{
    const struct publication *publication = push->publication;

    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];

        if (!flow->conflict)
            continue;
        auto_(heap) char *title = clean_line(flow->title);
        auto_(heap) char *theirs = stored_words(flow->conflict);
        if (strcmp(flow->workflow_id, flow->conflict->workflow_id) != 0)
            fprintf(stderr,
                "%s (%s): the title is taken in the store by %s (%s)\n", title,
                flow->workflow_id, flow->conflict->workflow_id, theirs);
        else
            fprintf(stderr,
                "%s (%s): the store has %s, which nobody here has seen\n",
                title, flow->workflow_id, theirs);
    }
    const struct failure failure = {
        .status = STATUS_CONFLICT,
        .text = "conflict with what is in the store; nothing was pushed",
    };
    return command_fail(push->call, &failure);
}

static bool
may_push(const struct push *push)
{
    const struct publication *publication = push->publication;
    auto_(text) struct text what = {0};

    if (push->options->yes)
        return true;
    print_flows(publication, true, stderr);
    text_addf(&what, "Push %zu flow%s to %s", publication->nchanging,
        publication->nchanging == 1 ? "" : "s", push->target->name);
    return ask_whether(text_str(&what), push->target->workspace->environment);
}

static enum status
publish(const struct push *push)
{
    struct failure failure = {0};
    auto_(heap) char *who = stored_author();
    auto_(store) struct store *store = target_open(
        push->target, (struct store_options){.create = true}, &failure);

    if (!store)
        return command_fail(push->call, &failure);
    if (!publication_push(
            push->publication, store, who, push->options->message, &failure))
        return push->publication->nconflicts
            ? say_conflicts(push)
            : command_fail(push->call, &failure);
    print_result(push, false);
    return STATUS_DONE;
}

/* The store is open only to be read here: nobody waits while we ask. */
static bool
plan(const struct push *push, const struct selection *selection,
    struct failure *failure)
{
    auto_(store) struct store *store = stored_open(push->target, failure);

    return !failure->status &&
        publication_plan(push->publication, selection, store, failure);
}

static enum status
push_selection(const struct push *push, const struct selection *selection)
{
    struct failure failure = {0};

    if (!plan(push, selection, &failure))
        return command_fail(push->call, &failure);
    if (push->publication->nconflicts)
        return say_conflicts(push);
    if (!push->publication->n && !push->call->common.quiet)
        fprintf(stderr, "there are no flows in %s/flows\n",
            push->target->workspace->root);
    if (push->options->dry_run || !push->publication->nchanging) {
        print_result(push, push->options->dry_run);
        return STATUS_DONE;
    }
    if (may_push(push))
        return publish(push);
    failure = (struct failure){STATUS_DENIED, "nothing was pushed"};
    return command_fail(push->call, &failure);
}

/* True when nothing that was found keeps the flows from being pushed. */
static bool
is_clean(struct command_call *call, const struct selection *selection,
    enum status *status)
{
    struct failure failure = {0};

    if (findings_count(selection->findings, SEVERITY_ERROR)) {
        failure = (struct failure){
            STATUS_FINDINGS, "the flows have errors; nothing was pushed"};
        *status = commands_fail(call, selection->findings, &failure);
        return false;
    }
    commands_warn(call, selection->findings);
    if (!selection->everything && selection->nothers) {
        *status =
            command_misused(call, "'%s' is no flow", selection->others[0]);
        return false;
    }
    return true;
}

static enum status
push(struct command_call *call, const struct push_options *options)
{
    auto_(target) struct target target = {0};
    auto_(publication) struct publication publication = {0};
    struct failure failure = {0};
    enum status status;

    if (!target_find(&target, &call->common, NEED_WORKSPACE, &failure))
        return commands_fail(call, &target.findings, &failure);
    auto_(selection) struct selection selection = {
        .workspace = target.workspace,
        .findings = &target.findings,
        .now_ms = clock_now(),
        .contents = true,
    };
    if (!selection_load(&selection, call->words, call->nwords, &failure))
        return command_fail(call, &failure);
    selection_check(&selection);
    if (!is_clean(call, &selection, &status))
        return status;
    const struct push push = {call, options, &target, &publication};
    return push_selection(&push, &selection);
}

enum status
cmd_push(struct command_call *call)
{
    struct push_options options = {0};
    const struct option_row rows[] = {
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &options.yes},
        {"dry-run", 'n', OPTION_FLAG, NULL,
            "say what would be done, and do nothing", &options.dry_run},
        {"message", 'm', OPTION_TEXT, "TEXT",
            "why, for those who read the history", &options.message},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, options.format, &status))
        return status;
    if (!options.yes && !options.dry_run && !ask_possible())
        return command_misused(call,
            "push asks before it publishes; where there is no terminal, give "
            "--yes or --dry-run");
    return push(call, &options);
}
