/* What tells that a revision is somebody else's. */
#include "drift.h"

#include <string.h>

#include "stored.h"

/* A flow whose revision is not in the memory, and what its commit tells. */
struct suspect {
    struct publication_flow *flow;
    struct git_commit commit;
    bool has_commit, dirty;
};

void
drift_open(
    struct drift *drift, const struct target *target, struct store *store)
{
    drift->store = store;
    memory_open(&drift->memory, target);
    git_open(&drift->git, target->workspace->root);
}

void
drift_done(struct drift *drift)
{
    memory_done(&drift->memory);
    git_done(&drift->git);
}

static bool
is_remembered(const struct memory_flow *known, const struct store_flow *stored)
{
    return known && known->revision == stored->revision &&
        !strcmp(known->sha256, stored->sha256);
}

static void
mark(struct publication *publication, struct publication_flow *flow,
    struct divergence divergence)
{
    struct divergence *copy = arena_alloc(&publication->arena, sizeof(*copy));

    *copy = divergence;
    publication->ndrifted += !flow->drift;
    flow->drift = copy;
}

/* Outside of git, or before its first commit. */
static const char *
why_by_memory(const struct publication_flow *flow,
    const struct memory_flow *known, struct arena *arena)
{
    if (known && known->revision)
        return arena_printf(arena, "this workspace last knew revision %lld",
            (long long)known->revision);
    return flow->step == STEP_UNPUBLISH
        ? "this workspace neither has a file of it nor pushed it"
        : NULL;
}

static const char *
why_by_git(const struct git *git, const struct suspect *suspect,
    struct publication_flow *flow, struct arena *arena)
{
    if (!suspect->has_commit)
        return "it names no git commit, and this workspace did not push it";
    if (suspect->dirty)
        return "its files were not committed, and this workspace did not push "
               "it";
    if (suspect->commit.behind)
        return NULL;
    if (git->shallow) {
        flow->note = arena_printf(arena,
            "revision %lld is of commit %.12s, which this shallow clone does "
            "not have: whether somebody else changed it cannot be told",
            (long long)flow->stored->revision, suspect->commit.id);
        return NULL;
    }
    return suspect->commit.known
        ? "its commit is not in the history of HEAD; merging may bring it"
        : "its commit is not in this clone; 'git pull' may bring it";
}

static void
judge(struct drift *drift, struct publication *publication,
    const struct suspect *suspect)
{
    struct publication_flow *flow = suspect->flow;
    const struct memory_flow *known =
        memory_find(&drift->memory, flow->workflow_id);
    const char *why = drift->git.head
        ? why_by_git(&drift->git, suspect, flow, &publication->arena)
        : why_by_memory(flow, known, &publication->arena);

    if (why)
        mark(publication, flow,
            divergence_of(flow->stored, known ? known->revision : 0, why));
}

static struct suspect *
list_suspects(struct drift *drift, struct publication *publication, size_t *n)
{
    struct suspect *suspects =
        calloc(publication->nchanging + 1, sizeof(*suspects));

    if (!suspects)
        abort();
    for (size_t i = 0; i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];
        const struct memory_flow *known =
            memory_find(&drift->memory, flow->workflow_id);

        if (flow->step != STEP_NOTHING && flow->step != STEP_AGAIN &&
            flow->stored && !is_remembered(known, flow->stored))
            suspects[(*n)++].flow = flow;
    }
    return suspects;
}

static void
ask_git(struct drift *drift, struct suspect *suspects, size_t n)
{
    struct git_commit *commits = calloc(n + 1, sizeof(*commits));
    size_t asked = 0;

    if (!commits)
        abort();
    for (size_t i = 0; i < n; i++) {
        suspects[i].has_commit = git_commit_read(&commits[asked],
            suspects[i].flow->stored->commit, &suspects[i].dirty);
        asked += suspects[i].has_commit;
    }
    git_ask(&drift->git, commits, asked);
    asked = 0;
    for (size_t i = 0; i < n; i++)
        if (suspects[i].has_commit)
            suspects[i].commit = commits[asked++];
    free(commits);
}

bool
drift_find(struct drift *drift, struct publication *publication,
    struct failure *failure)
{
    size_t n = 0;
    struct suspect *suspects = list_suspects(drift, publication, &n);

    (void)failure;
    if (n)
        ask_git(drift, suspects, n);
    for (size_t i = 0; i < n; i++)
        judge(drift, publication, &suspects[i]);
    free(suspects);
    return true;
}

/* The newest of all revisions that the memory or git knows. */
static int64_t
newest_known(struct drift *drift, const struct store_request *all)
{
    for (size_t i = 0; i < all->out.nflows; i++) {
        const struct store_flow *flow = &all->out.flows[i];
        struct git_commit commit = {0};
        bool dirty;

        if (is_remembered(memory_find(&drift->memory, flow->workflow_id), flow))
            return flow->revision;
        if (!git_commit_read(&commit, flow->commit, &dirty) || dirty)
            continue;
        git_ask(&drift->git, &commit, 1);
        if (commit.behind)
            return flow->revision;
    }
    return 0;
}

bool
drift_base(struct drift *drift, const char *workflow_id, int64_t *base,
    struct failure *failure)
{
    auto_(store_request) struct store_request *all =
        stored_flows(drift->store, workflow_id, failure);

    *base = all ? newest_known(drift, all) : 0;
    return all != NULL;
}
