/* Planning and doing a publication. */
#include "publication.h"

#include <assert.h>
#include <string.h>

#include "bundle.h"
#include "stored.h"
#include "utf8.h"

#define NUMBERED_MAX 100 /* new flows whose revision is asked for */

const char *const publication_words[] = {
    [STEP_CREATE] = "created",
    [STEP_UPDATE] = "updated",
    [STEP_AGAIN] = "published again",
    [STEP_UNPUBLISH] = "unpublished",
    [STEP_NOTHING] = "unchanged",
};

const char *const publication_orders[] = {
    [STEP_CREATE] = "create",
    [STEP_UPDATE] = "update",
    [STEP_AGAIN] = "publish again",
    [STEP_UNPUBLISH] = "unpublish",
    [STEP_NOTHING] = "unchanged",
};

static void
compare_with(struct publication_flow *flow, const struct store_flow *stored)
{
    const bool same = !strcmp(flow->sha256, stored->sha256);

    flow->stored = stored;
    flow->seen = stored->revision;
    flow->revision = stored->revision + !same;
    flow->step = !same      ? STEP_UPDATE
        : stored->published ? STEP_NOTHING
                            : STEP_AGAIN;
}

static void
take_flow(struct publication *publication, const struct selected *selected)
{
    struct publication_flow *flow = &publication->flows[publication->n++];

    assert(selected->content && selected->entry.workflow_id[0]);
    *flow = (struct publication_flow){
        .selected = selected,
        .workflow_id = selected->entry.workflow_id,
        .title = selected->entry.title,
        .file = selected->entry.file,
        .sha256 = selected->content,
        .step = STEP_CREATE,
    };
    const struct store_flow *stored =
        lookup_find(&publication->by_id, flow->workflow_id);
    if (stored)
        compare_with(flow, stored);
}

static bool
read_store(struct publication *publication, struct store *store,
    struct failure *failure)
{
    if (!store)
        return true;
    publication->stored = stored_flows(store, NULL, failure);
    if (!publication->stored)
        return false;
    for (size_t i = 0; i < publication->stored->out.nflows; i++) {
        const struct store_flow *flow = &publication->stored->out.flows[i];

        lookup_add(&publication->by_id, flow->workflow_id, flow);
    }
    lookup_ready(&publication->by_id);
    return true;
}

void
publication_index(const struct publication *publication, struct lookup *own)
{
    for (size_t i = 0; i < publication->n; i++)
        lookup_add(
            own, publication->flows[i].workflow_id, &publication->flows[i]);
    lookup_ready(own);
}

/* Titles of the store that no flow of this publication gives up. */
static void
find_taken(struct publication *publication, const struct lookup *own)
{
    const struct store_request *stored = publication->stored;
    auto_(lookup) struct lookup titles = {0};
    struct arena arena = {0};

    for (size_t i = 0; stored && i < stored->out.nflows; i++) {
        const struct store_flow *other = &stored->out.flows[i];
        auto_(heap) char *title = utf8_fold(other->title);

        if (!lookup_find(own, other->workflow_id))
            lookup_add(&titles, arena_strdup(&arena, title), other);
    }
    lookup_ready(&titles);
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];
        auto_(heap) char *title = utf8_fold(flow->title);

        flow->taken = lookup_find(&titles, title);
    }
    arena_free(&arena);
}

/* A file with the Workflow ID counts whether it was asked for or not. */
static void
add_unpublished(struct publication *publication,
    const struct store_request *stored, const struct lookup *own)
{
    for (size_t i = 0; stored && i < stored->out.nflows; i++) {
        const struct store_flow *flow = &stored->out.flows[i];
        struct publication_flow *gone = &publication->flows[publication->n];

        if (!flow->published || lookup_find(own, flow->workflow_id))
            continue;
        *gone = (struct publication_flow){
            .workflow_id = flow->workflow_id,
            .title = flow->title,
            .sha256 = "",
            .step = STEP_UNPUBLISH,
            .stored = flow,
            .seen = flow->revision,
            .revision = flow->revision,
        };
        publication->n++;
    }
}

/* The number that the store would give: those of a flow that was deleted there
 * go on. Of many new flows nobody reads it. */
static bool
number_new(struct publication *publication, struct store *store,
    struct failure *failure)
{
    const bool ask = store && publication->counts[STEP_CREATE] <= NUMBERED_MAX;

    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        if (flow->step != STEP_CREATE || (store && !ask))
            continue;
        auto_(store_request) struct store_request *all =
            ask ? stored_flows(store, flow->workflow_id, failure) : NULL;
        if (ask && !all)
            return false;
        flow->revision =
            1 + (all && all->out.nflows ? all->out.flows[0].revision : 0);
    }
    return true;
}

static void
count(struct publication *publication)
{
    memset(publication->counts, 0, sizeof(publication->counts));
    publication->nconflicts = publication->ndrifted = 0;
    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];

        publication->counts[flow->step]++;
        publication->nconflicts += flow->taken || flow->conflict;
        publication->ndrifted += flow->drift != NULL;
    }
    publication->nchanging = publication->n - publication->counts[STEP_NOTHING];
}

bool
publication_plan(struct publication *publication,
    const struct selection *selection, bool prune, struct store *store,
    struct failure *failure)
{
    const struct selected *wanted = selection_wanted(selection);
    auto_(lookup) struct lookup own = {0};

    publication->selection = selection;
    if (!read_store(publication, store, failure))
        return false;
    const size_t more =
        publication->stored ? publication->stored->out.nflows : 0;
    publication->flows = arena_alloc(&publication->arena,
        (selection->nwanted + more + 1) * sizeof(*publication->flows));
    for (size_t i = 0; i < selection->nwanted; i++)
        take_flow(publication, &wanted[i]);
    publication_index(publication, &own);
    find_taken(publication, &own);
    if (prune)
        add_unpublished(publication, publication->stored, &own);
    count(publication);
    return number_new(publication, store, failure);
}

void
publication_keep(struct publication *publication, const struct lookup *wanted)
{
    size_t kept = 0;

    for (size_t i = 0; i < publication->n; i++)
        if (lookup_find(wanted, publication->flows[i].workflow_id))
            publication->flows[kept++] = publication->flows[i];
    publication->n = kept;
    count(publication);
}

void
publication_conflict(struct publication *publication,
    struct publication_flow *flow, const struct divergence *divergence)
{
    struct divergence *copy = arena_alloc(&publication->arena, sizeof(*copy));

    *copy = *divergence;
    publication->nconflicts += !flow->conflict && !flow->taken;
    flow->conflict = copy;
}

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
            divergence_of(&changed->current, flow->seen, why);

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

bool
publication_push(struct publication *publication, struct store *store,
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
    store_request_free(publication->pushed);
    publication->pushed = stored_do(store, request, failure);
    if (!publication->pushed)
        return false;
    take_answer(publication);
    if (publication->pushed->out.committed)
        return true;
    return failure_set(failure, STATUS_CONFLICT,
        "the store has changed since it was read; nothing was pushed");
}

void
publication_done(struct publication *publication)
{
    store_request_free(publication->stored);
    store_request_free(publication->pushed);
    lookup_done(&publication->by_id);
    arena_free(&publication->arena);
    *publication = (struct publication){0};
}
