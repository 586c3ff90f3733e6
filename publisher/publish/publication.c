/* Planning and doing a publication. */
#include "publication.h"

#include <assert.h>
#include <string.h>

#include "bundle.h"
#include "stored.h"
#include "utf8.h"

const char *const publication_words[] = {
    [STEP_CREATE] = "created",
    [STEP_UPDATE] = "updated",
    [STEP_AGAIN] = "published again",
    [STEP_NOTHING] = "unchanged",
};

/* The revision that the store would give it: the numbers of a flow that was
 * deleted there go on. */
static bool
find_last(
    struct publication_flow *flow, struct store *store, struct failure *failure)
{
    auto_(store_request) struct store_request *all =
        stored_flows(store, flow->workflow_id, failure);

    if (!all)
        return false;
    flow->revision = 1 + (all->out.nflows ? all->out.flows[0].revision : 0);
    return true;
}

static void
compare_with(struct publication_flow *flow, const struct store_flow *stored)
{
    const bool same = !strcmp(flow->selected->content, stored->sha256);

    flow->seen = stored->revision;
    flow->revision = stored->revision + !same;
    flow->step = !same      ? STEP_UPDATE
        : stored->published ? STEP_NOTHING
                            : STEP_AGAIN;
}

static bool
plan_flow(struct publication *publication, struct publication_flow *flow,
    struct store *store, struct failure *failure)
{
    const struct store_flow *stored =
        stored_find(publication->stored, flow->workflow_id);

    flow->step = STEP_CREATE;
    flow->revision = 1;
    if (stored)
        compare_with(flow, stored);
    else if (store && !find_last(flow, store, failure))
        return false;
    publication->nchanging += flow->step != STEP_NOTHING;
    return true;
}

static struct publication_flow *
find_flow(const struct publication *publication, const char *workflow_id)
{
    for (size_t i = 0; i < publication->n; i++)
        if (!strcmp(publication->flows[i].workflow_id, workflow_id))
            return &publication->flows[i];
    return NULL;
}

/* A title of the store that no flow of this publication gives up. */
static void
find_taken(struct publication *publication, struct publication_flow *flow)
{
    auto_(heap) char *title = utf8_fold(flow->title);
    const struct store_request *stored = publication->stored;

    for (size_t i = 0; stored && i < stored->out.nflows; i++) {
        const struct store_flow *other = &stored->out.flows[i];
        auto_(heap) char *theirs = utf8_fold(other->title);

        if (strcmp(title, theirs) != 0 ||
            find_flow(publication, other->workflow_id))
            continue;
        flow->conflict = other;
        publication->nconflicts++;
    }
}

static void
take_flow(struct publication *publication, const struct selected *selected)
{
    assert(selected->content && selected->entry.workflow_id[0]);
    publication->flows[publication->n++] = (struct publication_flow){
        .selected = selected,
        .workflow_id = selected->entry.workflow_id,
        .title = selected->entry.title,
    };
}

bool
publication_plan(struct publication *publication,
    const struct selection *selection, struct store *store,
    struct failure *failure)
{
    const struct selected *wanted = selection_wanted(selection);

    publication->selection = selection;
    publication->flows = arena_alloc(&publication->arena,
        (selection->nwanted + 1) * sizeof(*publication->flows));
    for (size_t i = 0; i < selection->nwanted; i++)
        take_flow(publication, &wanted[i]);
    if (store && !(publication->stored = stored_flows(store, NULL, failure)))
        return false;
    for (size_t i = 0; i < publication->n; i++) {
        if (!plan_flow(publication, &publication->flows[i], store, failure))
            return false;
        find_taken(publication, &publication->flows[i]);
    }
    return true;
}

bool
publication_load(struct publication *publication, struct failure *failure)
{
    const struct selection *selection = publication->selection;
    struct arena *arena = &publication->arena;

    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];
        auto_(selected_flow) struct selected_flow read = {0};

        if (flow->step == STEP_NOTHING || flow->yaml)
            continue;
        if (!selection_read(selection, flow->selected, &read, failure))
            return false;
        auto_(text) struct text templates = {0};
        bundle_write(selection->workspace, read.flow, &templates);
        flow->yaml = arena_strndup(arena, read.bytes.bytes, read.bytes.len);
        flow->templates = arena_strdup(arena, text_str(&templates));
    }
    return true;
}

static const struct store_change *
changes_of(
    const struct publication *publication, struct arena *arena, size_t *n)
{
    struct store_change *changes =
        arena_alloc(arena, (publication->nchanging + 1) * sizeof(*changes));

    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];

        if (flow->step != STEP_NOTHING)
            changes[(*n)++] = (struct store_change){
                .kind = CHANGE_PUBLISH,
                .workflow_id = flow->workflow_id,
                .title = flow->title,
                .yaml = flow->yaml,
                .templates = flow->templates,
                .expected = flow->seen,
            };
    }
    return changes;
}

static void
take_answer(struct publication *publication)
{
    const struct store_changed *change = publication->pushed->out.changes;

    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        if (flow->step == STEP_NOTHING)
            continue;
        flow->revision = change->revision;
        if (change->result > CHANGE_SAME) {
            flow->conflict = &change->current;
            publication->nconflicts++;
        }
        change++;
    }
}

bool
publication_push(struct publication *publication, struct store *store,
    const char *author, const char *message, struct failure *failure)
{
    if (!publication_load(publication, failure))
        return false;
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    request->in.changes =
        changes_of(publication, &request->arena, &request->in.nchanges);
    request->in.author = author;
    request->in.message = message;
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
    arena_free(&publication->arena);
    *publication = (struct publication){0};
}
