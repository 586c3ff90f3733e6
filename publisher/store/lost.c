/* Whether a publication was done, seen from what is there. */
#include "lost.h"

#include <string.h>

static int
compare_ids(const void *left, const void *right)
{
    const struct store_flow *const *a = left, *const *b = right;

    return strcmp((*a)->workflow_id, (*b)->workflow_id);
}

/* The flows by Workflow ID. */
static const struct store_flow **
sort_flows(struct arena *arena, const struct store_request *flows)
{
    const size_t n = flows->out.nflows;
    const struct store_flow **sorted =
        arena_alloc(arena, (n + 1) * sizeof(struct store_flow *));

    for (size_t i = 0; i < n; i++)
        sorted[i] = &flows->out.flows[i];
    qsort(sorted, n, sizeof(*sorted), compare_ids);
    return sorted;
}

static bool
holds(const struct store_change *change, const struct store_flow *flow)
{
    char sha256[SHA256_HEX_SIZE];

    switch (change->kind) {
    case CHANGE_DELETE:
        return !flow;
    case CHANGE_UNPUBLISH:
        return flow && !flow->published;
    case CHANGE_PUBLISH:
        break;
    }
    if (!flow || !flow->published)
        return false;
    store_content_sha256(sha256, change->yaml, change->templates);
    return !strcmp(sha256, flow->sha256) &&
        (!change->signature || text_is(flow->signature, change->signature));
}

/* True when the flow is as the publisher saw it before. */
static bool
is_untouched(const struct store_change *change, const struct store_flow *flow)
{
    if (!flow)
        return change->kind == CHANGE_PUBLISH && change->expected <= 0;
    if (change->expected_event)
        return flow->last.number == change->expected_event;
    return change->expected >= 0 && flow->revision == change->expected;
}

enum lost
lost_judge(struct store_request *publication, const struct store_request *flows)
{
    struct arena *arena = &publication->arena;
    const size_t n = publication->in.nchanges;
    const struct store_flow **sorted = sort_flows(arena, flows);
    struct store_changed *changes =
        arena_alloc(arena, (n + 1) * sizeof(*changes));
    size_t held = 0;

    for (size_t i = 0; i < n; i++) {
        const struct store_change *change = &publication->in.changes[i];
        const struct store_flow wanted = {.workflow_id = change->workflow_id};
        const struct store_flow *key = &wanted;
        const struct store_flow **found = bsearch(
            &key, sorted, flows->out.nflows, sizeof(*sorted), compare_ids);
        const struct store_flow *flow = found ? *found : NULL;

        if (holds(change, flow))
            held++;
        else if (is_untouched(change, flow))
            return LOST_NOT; /* and so of all: it is all or nothing */
        changes[i] = (struct store_changed){
            .result = CHANGED,
            .revision = flow ? flow->revision : 0,
        };
    }
    if (held < n)
        return LOST_UNKNOWN;
    publication->out.changes = changes;
    publication->out.committed = true;
    return LOST_DONE;
}
