/* From the words of a command line to a plan. */
#include "planning.h"

#include <stdio.h>

#include "clean.h"
#include "clock.h"
#include "commands.h"
#include "meant.h"
#include "stored.h"

/* True when nothing that was found keeps the flows from being pushed. */
static bool
is_clean(struct planning *planning, enum status *status)
{
    static const struct failure failure = {
        STATUS_FINDINGS, "the flows have errors; nothing was pushed"};
    const struct selection *selection = &planning->selection;

    if (findings_count(selection->findings, SEVERITY_ERROR)) {
        *status = commands_fail(planning->call, selection->findings, &failure);
        return false;
    }
    commands_warn(planning->call, selection->findings);
    if (selection->everything || !selection->nothers)
        return true;
    *status = command_misused(planning->call, "'%s' %s and is no flow",
        selection->others[0], meant_other(selection->others[0]));
    return false;
}

static bool
select_flows(struct planning *planning, enum status *status)
{
    struct command_call *call = planning->call;
    struct failure failure = {0};

    planning->selection.workspace = planning->target.workspace;
    planning->selection.findings = &planning->target.findings;
    planning->selection.now_ms = clock_now();
    planning->selection.contents = true;
    planning->selection.progress = &planning->progress;
    if (!selection_load(
            &planning->selection, call->words, call->nwords, &failure)) {
        *status = command_fail(call, &failure);
        return false;
    }
    selection_check(&planning->selection);
    return is_clean(planning, status);
}

/* Who may read may not always push: then the plan goes without. */
static bool
was_not_asked(struct planning *planning, const struct failure *failure)
{
    if (failure->status != STATUS_DENIED && failure->status != STATUS_USAGE)
        return false;
    if (!planning->call->common.quiet)
        fprintf(stderr,
            "%s: the runner was not asked whether it has what the flows name: "
            "%s\n",
            planning->call->program, failure->text);
    return true;
}

/* The same that a push would do, but that nothing is written. */
static bool
ask_runner(struct planning *planning, const struct planning_options *options,
    struct failure *failure)
{
    static const struct publication_origin origin = {.dry_run = true};
    struct publication *publication = &planning->publication;
    struct failure refused = {0};

    if (!planning->store || !publication->nchanging ||
        publication->nconflicts || !target_runner(&planning->target) ||
        publication_push(publication, planning->store, &origin, &refused) ||
        publication->nconflicts || was_not_asked(planning, &refused))
        return true;
    const size_t found = publication_findings(publication,
        options->unsigned_is_fine ? "signature-missing" : NULL,
        &planning->lacks);
    return found || failure_set(failure, refused.status, "%s", refused.text);
}

/* A plan that leaves a flow alone is held to that. */
static bool
sign(struct planning *planning, const struct planning_options *options,
    struct failure *failure)
{
    if (!options->sign)
        return true;
    auto_(signing) struct signing *key = signing_open(options->sign, failure);
    if (key)
        publication_sign(&planning->publication, key, !options->plan_file);
    return key != NULL;
}

/* Without git nothing is missed; a git that will not tell is another thing. */
static void
say_trouble(const struct planning *planning)
{
    auto_(heap) char *trouble = clean_line(planning->drift.git.trouble);

    if (*trouble && !planning->call->common.quiet)
        fprintf(stderr, "%s: git does not tell of this workspace: %s\n",
            planning->call->program, trouble);
}

static bool
plan_flows(struct planning *planning, const struct planning_options *options,
    const struct plan_file *plan, struct failure *failure)
{
    const bool prune = options->prune || plan_file_prunes(plan);

    /* A folder that is empty by mistake must not end all that is published. */
    if (options->prune && !planning->selection.nwanted)
        return failure_set(failure, STATUS_USAGE,
            "the workspace has no flows, and --prune would unpublish all that "
            "the store has; 'fallback-publish unpublish' ends a single one");
    planning->store = stored_open(&planning->target, failure);
    if (failure->status)
        return false;
    planning->comparing = (struct comparing){
        .selection = &planning->selection,
        .store = planning->store,
        .drift = &planning->drift,
        .store_name = planning->target.name,
        .texts = !options->brief,
    };
    drift_open(&planning->drift, &planning->target, planning->store);
    say_trouble(planning);
    if (!publication_plan(&planning->publication, &planning->selection, prune,
            planning->store, failure))
        return false;
    /* What a plan has seen is no drift any more. */
    const bool found = options->plan_file
        ? plan_file_pin(plan, &planning->publication, failure)
        : drift_find(&planning->drift, &planning->publication, failure);
    return found && sign(planning, options, failure) &&
        (!options->ask_runner || ask_runner(planning, options, failure));
}

bool
planning_make(struct planning *planning, struct command_call *call,
    const struct planning_options *options, enum status *status)
{
    auto_(plan_file) struct plan_file plan = {0};
    struct failure failure = {0};

    planning->call = call;
    planning->brief = options->brief;
    progress_open(&planning->progress, call->common.quiet);
    if (!target_find(
            &planning->target, &call->common, NEED_WORKSPACE, &failure)) {
        *status = commands_fail(call, &planning->target.findings, &failure);
        return false;
    }
    const bool fits = !options->plan_file ||
        (plan_file_read(&plan, options->plan_file, &failure) &&
            plan_file_fits(&plan, &planning->target, &failure));
    if (!fits) {
        *status = command_fail(call, &failure);
        return false;
    }
    if (!select_flows(planning, status))
        return false;
    if (plan_flows(planning, options, &plan, &failure))
        return true;
    *status = command_fail(call, &failure);
    return false;
}

struct plan_print
planning_print(const struct planning *planning)
{
    return (struct plan_print){
        .target = &planning->target,
        .publication = &planning->publication,
        .comparing = &planning->comparing,
        .lacks = &planning->lacks,
        .brief = planning->brief,
        .verbose = planning->call->common.verbose,
    };
}

void
planning_done(struct planning *planning)
{
    findings_done(&planning->lacks);
    drift_done(&planning->drift);
    publication_done(&planning->publication);
    if (planning->store)
        store_close(planning->store);
    selection_done(&planning->selection);
    target_done(&planning->target);
}
