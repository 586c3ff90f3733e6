/* Planning and doing a publication. */
#include "publication.h"

#include <assert.h>
#include <string.h>

#include "stored.h"
#include "utf8.h"

const char *const publication_words[] = {
    [STEP_CREATE] = "created",
    [STEP_UPDATE] = "updated",
    [STEP_AGAIN] = "published again",
    [STEP_NOTHING] = "unchanged",
};

static int
compare(const void *left, const void *right)
{
    const struct template *const *a = left, *const *b = right;

    return (*a > *b) - (*a < *b); /* both are items of one catalogue */
}

/* The templates of the flow, each once, in the order of the catalogue. */
static size_t
find_used(const struct workspace *workspace, const struct flow *flow,
    const struct template *used[FLOW_CHANNELS_MAX])
{
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *own = &flow->channels[i];
        const struct workspace_channel *channel =
            workspace_channel(workspace, own->channel.text);
        const struct template *template = catalogue_find(&workspace->catalogue,
            (enum kind)channel->kind.value, own->template_name.text,
            own->language.text);

        if (template)
            used[n++] = template;
    }
    qsort(used, n, sizeof(*used), compare);
    for (size_t i = 0; i < n; i++)
        if (!i || used[i] != used[i - 1])
            used[kept++] = used[i];
    return kept;
}

/* When a template was fetched, and what people think of it meanwhile, is no
 * part of a revision: fetching again what has not changed shall make none. */
static const char *
templates_yaml(struct arena *arena, const struct workspace *workspace,
    const struct flow *flow)
{
    const struct template *used[FLOW_CHANNELS_MAX] = {0};
    struct template copies[FLOW_CHANNELS_MAX];
    auto_(text) struct text out = {0};
    const size_t n = find_used(workspace, flow, used);

    for (size_t i = 0; i < n; i++) {
        copies[i] = *used[i];
        copies[i].source_fetched.text = NULL;
        copies[i].quality.given = false;
        used[i] = &copies[i];
    }
    catalogue_write(used, n, &out);
    return arena_strdup(arena, text_str(&out));
}

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
    char sha256[65];

    store_content_sha256(sha256, flow->yaml, flow->templates);
    const bool same = !strcmp(sha256, stored->sha256);
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
take_flow(struct publication *publication, const struct selection *selection,
    const struct selected *selected)
{
    struct publication_flow *flow = &publication->flows[publication->n++];
    struct arena *arena = &publication->arena;

    *flow = (struct publication_flow){
        .selected = selected,
        .title = selected->flow->title.text,
        .yaml = selected->bytes,
        .templates =
            templates_yaml(arena, selection->workspace, selected->flow),
    };
    const bool valid =
        uuid_canonical(flow->workflow_id, selected->flow->workflow_id.text);
    assert(valid); /* as above */
    (void)valid;
}

bool
publication_plan(struct publication *publication,
    const struct selection *selection, struct store *store,
    struct failure *failure)
{
    const struct selected *wanted = selection_wanted(selection);

    publication->flows = arena_alloc(&publication->arena,
        (selection->nwanted + 1) * sizeof(*publication->flows));
    for (size_t i = 0; i < selection->nwanted; i++)
        take_flow(publication, selection, &wanted[i]);
    if (store && !(publication->stored = stored_flows(store, NULL, failure)))
        return false;
    for (size_t i = 0; i < publication->n; i++) {
        if (!plan_flow(publication, &publication->flows[i], store, failure))
            return false;
        find_taken(publication, &publication->flows[i]);
    }
    return true;
}

static const struct store_change *
changes_of(const struct publication *publication, struct arena *arena)
{
    struct store_change *changes =
        arena_alloc(arena, (publication->n + 1) * sizeof(*changes));

    for (size_t i = 0; i < publication->n; i++)
        changes[i] = (struct store_change){
            .kind = CHANGE_PUBLISH,
            .workflow_id = publication->flows[i].workflow_id,
            .title = publication->flows[i].title,
            .yaml = publication->flows[i].yaml,
            .templates = publication->flows[i].templates,
            .expected = publication->flows[i].seen,
        };
    return changes;
}

static void
take_answer(struct publication *publication)
{
    const struct store_changed *changes = publication->pushed->out.changes;

    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];

        flow->revision = changes[i].revision;
        if (changes[i].result <= CHANGE_SAME)
            continue;
        flow->conflict = &changes[i].current;
        publication->nconflicts++;
    }
}

bool
publication_push(struct publication *publication, struct store *store,
    const char *author, const char *message, struct failure *failure)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);

    request->in.changes = changes_of(publication, &request->arena);
    request->in.nchanges = publication->n;
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
