/* fallback-publish push: checks flows and publishes them, all or nothing. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "author.h"
#include "clean.h"
#include "color.h"
#include "commands.h"
#include "origin.h"
#include "planning.h"
#include "stored.h"

struct push_options {
    const char *message, *author, *format;
    bool yes, dry_run, overwrite;
    struct planning_options planning;
};

struct push {
    struct command_call *call;
    const struct push_options *options;
    struct planning *planning;
};

static bool
is_json(const struct push *push)
{
    return text_is(push->options->format, "json");
}

/* "created, rev 1", "updated, rev 2 -> 3", "unchanged, rev 3". */
static void
print_flow(const struct publication_flow *flow)
{
    auto_(heap) char *title = clean_line(flow->title);
    auto_(heap) char *revisions = plan_revisions(flow);

    printf("%s (%s): %s, %s\n", title, flow->workflow_id,
        publication_words[flow->step], revisions);
}

static enum status
print_plan(const struct push *push, const struct plan_print *print, FILE *out)
{
    struct failure failure = {0};
    plan_print_fn *const tell =
        is_json(push) ? plan_print_json : plan_print_text;

    return tell(print, is_json(push) ? stdout : out, &failure)
        ? STATUS_DONE
        : command_fail(push->call, &failure);
}

static enum status
say_pushed(const struct push *push)
{
    const struct publication *publication = &push->planning->publication;
    struct plan_print print = planning_print(push->planning);

    print.pushed = true;
    if (is_json(push))
        return print_plan(push, &print, stdout);
    for (size_t i = 0; !push->call->common.quiet && i < publication->n; i++)
        print_flow(&publication->flows[i]);
    return STATUS_DONE;
}

/* Shows what stands against it, or all of it to programs. */
static enum status
refuse(const struct push *push, const char *why)
{
    struct plan_print print = planning_print(push->planning);
    struct failure failure = {0};

    print.trouble_only = true;
    push->planning->comparing.texts = is_json(push);
    print.dry_run = push->options->dry_run;
    print.color = color_wanted(push->call->common.color, STDERR_FILENO);
    (void)print_plan(push, &print, stderr);
    (void)fflush(stdout); /* before what is said on stderr; main() looks */
    (void)failure_set(&failure, STATUS_CONFLICT, "%s", why);
    return command_fail(push->call, &failure);
}

static enum status
refuse_conflicts(const struct push *push)
{
    return refuse(
        push, "conflict with what is in the store; nothing was pushed");
}

/* What the runner found is of the files, or of what they name. */
static enum status
refuse_findings(const struct push *push)
{
    static const struct failure failure = {
        STATUS_FINDINGS, "the runner refuses these flows; nothing was pushed"};
    struct plan_print print = planning_print(push->planning);

    print.dry_run = push->options->dry_run;
    push->planning->comparing.texts = true;
    if (is_json(push))
        (void)print_plan(push, &print, stdout);
    return commands_fail(push->call, &push->planning->lacks, &failure);
}

static bool
may_push(const struct push *push, struct failure *failure)
{
    struct planning *planning = push->planning;
    const struct publication *publication = &planning->publication;
    struct plan_print print = planning_print(planning);
    auto_(text) struct text what = {0};

    if (push->options->yes)
        return true;
    planning->comparing.texts = push->call->common.verbose;
    print.color = color_wanted(push->call->common.color, STDERR_FILENO);
    if (!plan_print_text(&print, stderr, failure))
        return false;
    text_addf(&what, "Push %zu flow%s to %s", publication->nchanging,
        publication->nchanging == 1 ? "" : "s", planning->target.name);
    if (publication->ndrifted)
        text_addf(&what, ", over what somebody else changed in %zu of them",
            publication->ndrifted);
    return ask_whether(text_str(&what),
               workspace_production(planning->target.workspace)) ||
        failure_set(failure, STATUS_DENIED, "nothing was pushed");
}

/* What is in the store now is what this workspace knows. */
static void
remember(const struct push *push)
{
    const struct publication *publication = &push->planning->publication;
    struct failure failure = {0};
    struct memory_flow *flows = calloc(publication->n + 1, sizeof(*flows));

    if (!flows)
        abort();
    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];
        const bool gone = flow->step == STEP_UNPUBLISH;

        flows[i] = (struct memory_flow){
            .workflow_id = flow->workflow_id,
            .revision = flow->revision,
            .sha256 = gone ? flow->stored->sha256 : flow->sha256,
            .published = !gone,
        };
    }
    if (publication->n &&
        !memory_keep(&push->planning->target, flows, publication->n, &failure))
        fprintf(stderr,
            "%s: it was pushed, but this workspace cannot remember it: %s\n",
            push->call->program, failure.text);
    free(flows);
}

static enum status
publish(const struct push *push)
{
    struct planning *planning = push->planning;
    struct failure failure = {0};
    auto_(heap) char *who = author_name();
    auto_(heap) char *commit =
        origin_commit(&planning->drift.git, &planning->publication);
    const struct publication_origin origin = {
        .author = push->options->author ? push->options->author : who,
        .message = push->options->message,
        .commit = commit,
    };
    auto_(store) struct store *store = target_open(
        &planning->target, (struct store_options){.create = true}, &failure);

    if (!store)
        return command_fail(push->call, &failure);
    planning->comparing.store = store;
    if (publication_push(&planning->publication, store, &origin, &failure)) {
        remember(push);
        return say_pushed(push);
    }
    (void)publication_findings(&planning->publication, NULL, &planning->lacks);
    return planning->publication.nconflicts ? refuse_conflicts(push)
        : planning->lacks.n                 ? refuse_findings(push)
                            : command_fail(push->call, &failure);
}

/* "unchanged" is no good answer where the runner serves something else. */
static enum status
say_unchanged(const struct push *push)
{
    const struct publication *publication = &push->planning->publication;
    const enum status said = say_pushed(push);
    size_t n = 0;

    for (size_t i = 0; i < publication->n; i++)
        n += publication->flows[i].stored &&
            stored_unserved(publication->flows[i].stored);
    if (said != STATUS_DONE || !n)
        return said;
    (void)fflush(stdout); /* before what is said on stderr; main() looks */
    struct failure failure = {0};
    (void)failure_set(&failure, STATUS_FINDINGS,
        "nothing changed, and the runner does not serve the newest revision of "
        "%zu flow%s for want of a signature: push with --sign KEY",
        n, n == 1 ? "" : "s");
    return command_fail(push->call, &failure);
}

static bool
is_drift_refused(const struct push *push)
{
    const struct push_options *options = push->options;

    return push->planning->publication.ndrifted && !options->overwrite &&
        (options->yes || options->dry_run);
}

static enum status
tell_dry_run(const struct push *push)
{
    struct plan_print print = planning_print(push->planning);

    print.dry_run = true;
    print.color = color_wanted(push->call->common.color, STDOUT_FILENO);
    return push->call->common.quiet && !is_json(push)
        ? STATUS_DONE
        : print_plan(push, &print, stdout);
}

static enum status
push_planned(const struct push *push)
{
    const struct publication *publication = &push->planning->publication;
    struct failure failure = {0};

    if (publication->nconflicts)
        return refuse_conflicts(push);
    if (push->planning->lacks.n)
        return refuse_findings(push);
    if (is_drift_refused(push))
        return refuse(push,
            "somebody else changed flows in the store; nothing was pushed; "
            "take their changes over, or give --overwrite");
    if (!publication->n && !push->call->common.quiet)
        fprintf(stderr, "there are no flows in %s/flows\n",
            push->planning->target.workspace->root);
    if (push->options->dry_run)
        return tell_dry_run(push);
    if (!publication->nchanging) {
        remember(push);
        return say_unchanged(push);
    }
    return may_push(push, &failure) ? publish(push)
                                    : command_fail(push->call, &failure);
}

static enum status
push(struct command_call *call, const struct push_options *options)
{
    auto_(planning) struct planning planning = {0};
    enum status status;

    if (!planning_make(&planning, call, &options->planning, &status))
        return status;
    const struct push push = {call, options, &planning};
    return push_planned(&push);
}

static bool
is_used_well(struct command_call *call, const struct push_options *options,
    enum status *status)
{
    const char *wrong = NULL;

    if (!options->yes && !options->dry_run && !ask_possible())
        wrong = "push asks before it publishes; where there is no terminal, "
                "give --yes or --dry-run";
    else if (options->planning.prune && call->nwords)
        wrong = "--prune is for the whole workspace; leave out the flows";
    else if (options->planning.plan_file && call->nwords)
        wrong = "--plan says which flows; leave them out";
    else if (options->planning.plan_file && options->planning.prune)
        wrong = "--plan says what is unpublished; leave out --prune";
    if (wrong)
        *status = command_misused(call, "%s", wrong);
    return !wrong;
}

enum status
cmd_push(struct command_call *call)
{
    struct push_options options = {0};
    const struct option_row rows[] = {
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &options.yes},
        {"dry-run", 'n', OPTION_FLAG, NULL,
            "say what would be done, and do nothing", &options.dry_run},
        {"plan", 0, OPTION_TEXT, "FILE",
            "do what 'plan --out FILE' saw, or nothing",
            &options.planning.plan_file},
        {"prune", 0, OPTION_FLAG, NULL, "unpublish the flows that no file has",
            &options.planning.prune},
        {"overwrite", 0, OPTION_FLAG, NULL,
            "also what somebody else changed in the store", &options.overwrite},
        {"sign", 0, OPTION_TEXT, "KEY",
            "sign with this private Ed25519 key (PEM)", &options.planning.sign},
        {"message", 'm', OPTION_TEXT, "TEXT",
            "why, for those who read the history", &options.message},
        {"author", 0, OPTION_TEXT, "NAME",
            "who, for the history (FALLBACK_AUTHOR)", &options.author},
        {"brief", 0, OPTION_FLAG, NULL, "--dry-run: no diffs, only words",
            &options.planning.brief},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, options.format, &status) ||
        !is_used_well(call, &options, &status))
        return status;
    options.planning.ask_runner = !options.yes || options.dry_run;
    return push(call, &options);
}
