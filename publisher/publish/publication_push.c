/* Bringing a publication to the store, and taking its answer. */
#include "publication.h"

#include <string.h>

#include "bundle.h"
#include "clock.h"

static bool
load_flow(struct publication *publication, struct publication_flow *flow,
    struct failure *failure)
{
    const struct selection *selection = publication->selection;
    struct arena *arena = &publication->arena;
    auto_(selected_flow) struct selected_flow read = {0};
    auto_(text) struct text templates = {0};

    if (!selection_read(selection, flow->selected, &read, failure))
        return false;
    bundle_write(selection->workspace, read.flow, &templates);
    flow->yaml = arena_strndup(arena, read.bytes.bytes, read.bytes.len);
    flow->templates = arena_strdup(arena, text_str(&templates));
    return true;
}

bool
publication_load(struct publication *publication, struct failure *failure)
{
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        if (flow->step != STEP_NOTHING && flow->selected && !flow->yaml &&
            !load_flow(publication, flow, failure))
            return false;
    }
    return true;
}

/* What has not changed is left alone. */
static size_t
list_changes(
    const struct publication *publication, struct store_change *changes)
{
    size_t n = 0;

    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];

        if (flow->step == STEP_NOTHING)
            continue;
        changes[n++] = (struct store_change){
            .kind = flow->step == STEP_UNPUBLISH ? CHANGE_UNPUBLISH
                                                 : CHANGE_PUBLISH,
            .workflow_id = flow->workflow_id,
            .title = flow->title,
            .yaml = flow->yaml,
            .templates = flow->templates,
            .signature = flow->signature,
            .expected = flow->seen,
            .expected_event = flow->stored ? flow->stored->last.number : 0,
        };
    }
    return n;
}

static void
take_changed(struct publication *publication, struct publication_flow *flow,
    const struct store_changed *changed)
{
    static const char why[] = "it came while this was pushed";

    switch (changed->result) {
    case CHANGED:
    case CHANGE_SAME:
        flow->revision = changed->revision;
        break;
    case CHANGE_TITLE_TAKEN:
        publication->nconflicts += !flow->taken && !flow->conflict;
        flow->taken = &changed->current;
        break;
    case CHANGE_CONFLICT:
    case CHANGE_PUBLISHED: {
        const struct divergence divergence =
            divergence_since(&changed->current, flow->seen, why);

        publication_conflict(publication, flow, &divergence);
        break;
    }
    case CHANGE_UNKNOWN: {
        const struct divergence divergence = {
            .kind = DIVERGED_DELETED, .base = flow->seen, .why = why};

        publication_conflict(publication, flow, &divergence);
        break;
    }
    }
}

static void
take_answer(struct publication *publication)
{
    const struct store_changed *changed = publication->pushed->out.changes;

    for (size_t i = 0; i < publication->n; i++)
        if (publication->flows[i].step != STEP_NOTHING)
            take_changed(publication, &publication->flows[i], changed++);
}

/* Submits it and keeps the answer, with what a runner found also after a
 * failure. */
static bool
submit(struct publication *publication, struct store *store,
    const struct publication_origin *origin, struct failure *failure)
{
    if (!publication_load(publication, failure))
        return false;
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    struct store_change *changes = arena_alloc(
        &request->arena, (publication->nchanging + 1) * sizeof(*changes));

    request->in.nchanges = list_changes(publication, changes);
    request->in.changes = changes;
    request->in.author = origin->author;
    request->in.message = origin->message;
    request->in.commit = origin->commit;
    request->in.dry_run = origin->dry_run;
    request->in.now = clock_now();
    store_request_free(publication->pushed);
    publication->pushed = store_do(store, request);
    const struct failure *failed = &publication->pushed->failure;
    return failed->status == STATUS_DONE ||
        failure_set(failure, failed->status, "%s", failed->text);
}

bool
publication_push(struct publication *publication, struct store *store,
    const struct publication_origin *origin, struct failure *failure)
{
    if (!submit(publication, store, origin, failure))
        return false;
    take_answer(publication);
    if (publication->pushed->out.committed || publication->pushed->out.would)
        return true;
    return failure_set(failure, STATUS_CONFLICT,
        "the store has changed since it was read; nothing was pushed");
}

/* Which text of a change a finding is about. */
static const char *
file_of(const struct publication_flow *flow, const struct store_finding *found,
    struct findings *findings)
{
    const char *file = flow->file ? flow->file : flow->title;

    return text_is(found->file, "templates")
        ? arena_printf(&findings->arena, "templates of %s", file)
        : file;
}

size_t
publication_findings(const struct publication *publication,
    const char *no_matter, struct findings *findings)
{
    const struct store_request *pushed = publication->pushed;
    auto_(lookup) struct lookup own = {0};

    publication_index(publication, &own);
    for (size_t i = 0; pushed && i < pushed->out.nfindings; i++) {
        const struct store_finding *found = &pushed->out.findings[i];
        const struct publication_flow *flow =
            lookup_find(&own, found->workflow_id);

        if (flow && found->severity == SEVERITY_ERROR &&
            !text_is(found->code, no_matter))
            findings_add(findings, found->code, file_of(flow, found, findings),
                (struct mark){(int)found->line, (int)found->column},
                found->pointer, found->hint, "%s", found->text);
    }
    return pushed ? pushed->out.nfindings : 0;
}
