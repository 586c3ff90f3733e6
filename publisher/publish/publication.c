/* Planning and doing a publication. */
#include "publication.h"

#include <assert.h>
#include <string.h>

#include "bundle.h"
#include "stored.h"

#define NUMBERED_MAX 100 /* new flows whose revision is asked for */

const char *const publication_words[] = {
    [STEP_CREATE] = "created",
    [STEP_UPDATE] = "updated",
    [STEP_AGAIN] = "published again",
    [STEP_UNPUBLISH] = "unpublished",
    [STEP_NOTHING] = "unchanged",
    [STEP_COUNT] = NULL,
};

const char *const publication_orders[] = {
    [STEP_CREATE] = "create",
    [STEP_UPDATE] = "update",
    [STEP_AGAIN] = "publish again",
    [STEP_UNPUBLISH] = "unpublish",
    [STEP_NOTHING] = "unchanged",
};

/* The newest content keeps its number. */
static int64_t
next_revision(
    const struct publication_flow *flow, const struct store_flow *newest)
{
    return newest->revision + (strcmp(flow->sha256, newest->sha256) != 0);
}

static void
compare_with(struct publication_flow *flow, const struct store_flow *stored)
{
    flow->stored = stored;
    flow->seen = stored->revision;
    flow->revision = next_revision(flow, stored);
    flow->step = flow->revision != flow->seen ? STEP_UPDATE
        : stored->published                   ? STEP_NOTHING
                                              : STEP_AGAIN;
    if (flow->step == STEP_NOTHING)
        flow->note = stored_unserved(stored);
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
        auto_(heap) char *title = flow_title_key(other->title);

        if (!lookup_find(own, other->workflow_id))
            lookup_add(&titles, arena_strdup(&arena, title), other);
    }
    lookup_ready(&titles);
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];
        auto_(heap) char *title = flow_title_key(flow->title);

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
        flow->revision = all && all->out.nflows
            ? next_revision(flow, &all->out.flows[0])
            : 1;
    }
    return true;
}

void
publication_count(struct publication *publication)
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

void
publication_sign(
    struct publication *publication, const struct signing *signing, bool anew)
{
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        if (flow->step == STEP_UNPUBLISH)
            continue;
        auto_(heap) char *made =
            signing_sign(signing, flow->workflow_id, flow->sha256);
        flow->signature = arena_strdup(&publication->arena, made);
        if (flow->step == STEP_NOTHING ? !anew : flow->step != STEP_AGAIN)
            continue;
        if (text_is(flow->stored->signature, made))
            continue;
        flow->step = STEP_UPDATE;
        flow->revision = flow->seen + 1;
        flow->note = "the same content, signed anew";
    }
    publication_count(publication);
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
    publication_count(publication);
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
    publication_count(publication);
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

void
publication_done(struct publication *publication)
{
    store_request_free(publication->stored);
    store_request_free(publication->pushed);
    lookup_done(&publication->by_id);
    arena_free(&publication->arena);
    *publication = (struct publication){0};
}
