/* What tells that a revision is somebody else's. */
#include "drift.h"

#include <string.h>

#include "bundle.h"
#include "digest.h"
#include "stored.h"

/* Something in the store that the memory does not know, and what git tells of
 * its commit. */
struct suspect {
    struct publication_flow *flow;
    struct divergence found;
    struct git_commit commit;
    bool has_commit, dirty;
};

struct suspects {
    struct arena arena;
    struct suspect *items;
    size_t n;
};

void
drift_open(
    struct drift *drift, const struct target *target, struct store *store)
{
    drift->store = store;
    drift->workspace = target->workspace;
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

/* Outside of git, or before its first commit. */
static const char *
why_by_memory(const struct suspect *suspect, const struct memory_flow *known,
    struct arena *arena)
{
    if (suspect->found.kind != DIVERGED_CHANGED)
        return known && known->published
            ? "this workspace last knew it as published"
            : NULL;
    if (known && known->revision > 0)
        return arena_printf(arena, "this workspace last knew revision %lld",
            (long long)known->revision);
    return suspect->flow->step == STEP_UNPUBLISH
        ? "this workspace neither has a file of it nor pushed it"
        : NULL;
}

static const char *
why_by_git(
    const struct git *git, const struct suspect *suspect, struct arena *arena)
{
    if (!suspect->has_commit)
        return "it names no git commit and was not done from this workspace";
    if (suspect->dirty)
        return "its files were not committed, and it was not done from this "
               "workspace";
    if (suspect->commit.behind)
        return NULL;
    if (git->shallow) {
        suspect->flow->note = arena_printf(arena,
            "what is in the store is of commit %.12s, which this shallow clone "
            "does not have: whether somebody else changed it cannot be told",
            suspect->commit.id);
        return NULL;
    }
    return suspect->commit.known
        ? "its commit is not in the history of HEAD; merging may bring it"
        : "its commit is not in this clone; 'git pull' may bring it";
}

/* What was pushed before it was committed has the content of HEAD by now. */
static bool
is_of_head(struct drift *drift, const struct suspect *suspect)
{
    const struct publication_flow *flow = suspect->flow;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text templates = {0};
    char sha256[SHA256_HEX_SIZE];

    if (suspect->found.kind != DIVERGED_CHANGED || !flow->selected ||
        !drift->git.head)
        return false;
    const char *yaml = git_show(&drift->git, flow->file);
    auto_(flow) struct flow *was = yaml
        ? flow_read("", yaml, strlen(yaml), FLOW_PUBLISHED, &findings)
        : NULL;
    if (!was)
        return false;
    bundle_write(drift->workspace, was, &templates);
    store_content_sha256(sha256, yaml, text_str(&templates));
    return !strcmp(sha256, flow->stored->sha256);
}

static void
judge(struct drift *drift, struct publication *publication,
    const struct suspect *suspect)
{
    struct arena *arena = &publication->arena;
    struct publication_flow *flow = suspect->flow;
    const struct memory_flow *known =
        memory_find(&drift->memory, flow->workflow_id);
    const char *why = drift->git.head ? why_by_git(&drift->git, suspect, arena)
                                      : why_by_memory(suspect, known, arena);
    struct divergence *found = arena_alloc(arena, sizeof(*found));

    if (!why || is_of_head(drift, suspect))
        return;
    *found = suspect->found;
    found->why = why;
    publication->ndrifted += !flow->drift;
    flow->drift = found;
}

static void
add_suspect(struct suspects *suspects, struct publication_flow *flow,
    const struct divergence *found)
{
    suspects->items = arena_grow(&suspects->arena, suspects->items, suspects->n,
        sizeof(*suspects->items));
    suspects->items[suspects->n++] =
        (struct suspect){.flow = flow, .found = *found};
}

/* Its content, or that it is not published any more. */
static void
suspect_stored(struct suspects *suspects, struct publication_flow *flow,
    const struct memory_flow *known)
{
    const struct store_flow *stored = flow->stored;
    const bool remembered = is_remembered(known, stored);
    const int64_t base = known && known->revision > 0 ? known->revision : 0;
    struct divergence found = divergence_of(stored, base, NULL);

    if (flow->step != STEP_AGAIN && !remembered) {
        add_suspect(suspects, flow, &found);
        return;
    }
    if (stored->published || (known && !known->published) ||
        stored->last.kind != EVENT_UNPUBLISHED)
        return;
    found = divergence_of_event(&stored->last, DIVERGED_UNPUBLISHED, base);
    add_suspect(suspects, flow, &found);
}

/* A flow that was here once, and is not any more: the store tells who deleted
 * it, unless it is another store by now. */
static bool
suspect_deleted(struct drift *drift, struct publication *publication,
    struct publication_flow *flow, const struct memory_flow *known,
    struct suspects *suspects, struct failure *failure)
{
    struct store_request *request =
        store_request_new(STORE_HISTORY, NULL, NULL);

    request->in.workflow_id = flow->workflow_id;
    auto_(store_request) struct store_request *history =
        stored_do(drift->store, request, failure);
    if (!history)
        return false;
    if (!history->out.nevents || history->out.events[0].kind != EVENT_DELETED)
        return true;
    struct arena *arena = &publication->arena;
    struct divergence found = divergence_of_event(
        &history->out.events[0], DIVERGED_DELETED, known->revision);
    found.author = arena_strdup(arena, found.author);
    found.message = arena_strdup(arena, found.message);
    found.commit = arena_strdup(arena, found.commit);
    add_suspect(suspects, flow, &found);
    return true;
}

static bool
list_suspects(struct drift *drift, struct publication *publication,
    struct suspects *suspects, struct failure *failure)
{
    for (size_t i = 0; drift->store && i < publication->n; i++) {
        struct publication_flow *flow = &publication->flows[i];
        const struct memory_flow *known =
            memory_find(&drift->memory, flow->workflow_id);

        if (flow->step == STEP_NOTHING)
            continue;
        if (flow->stored)
            suspect_stored(suspects, flow, known);
        else if (known && known->revision > 0 &&
            !suspect_deleted(
                drift, publication, flow, known, suspects, failure))
            return false;
    }
    return true;
}

/* All commits at once. */
static void
ask_git(struct drift *drift, struct suspects *suspects)
{
    struct git_commit *commits =
        arena_alloc(&suspects->arena, (suspects->n + 1) * sizeof(*commits));
    size_t asked = 0;

    for (size_t i = 0; i < suspects->n; i++) {
        struct suspect *suspect = &suspects->items[i];

        suspect->has_commit = git_commit_read(
            &commits[asked], suspect->found.commit, &suspect->dirty);
        asked += suspect->has_commit;
    }
    git_ask(&drift->git, commits, asked);
    asked = 0;
    for (size_t i = 0; i < suspects->n; i++)
        if (suspects->items[i].has_commit)
            suspects->items[i].commit = commits[asked++];
}

bool
drift_find(struct drift *drift, struct publication *publication,
    struct failure *failure)
{
    struct suspects suspects = {0};
    const bool ok = list_suspects(drift, publication, &suspects, failure);

    if (ok)
        ask_git(drift, &suspects);
    for (size_t i = 0; ok && i < suspects.n; i++)
        judge(drift, publication, &suspects.items[i]);
    arena_free(&suspects.arena);
    return ok;
}

/* Revisions with the commits that they name. */
struct revisions {
    struct arena arena;
    struct git_commit *commits;
    int64_t *numbers;
    size_t n;
};

/* Those that are newer than what the memory knows; it returns that one, or 0. */
static int64_t
list_newer(const struct drift *drift, const struct store_request *all,
    struct revisions *newer)
{
    const size_t most = all->out.nflows + 1;

    newer->commits = arena_alloc(&newer->arena, most * sizeof(*newer->commits));
    newer->numbers = arena_alloc(&newer->arena, most * sizeof(*newer->numbers));
    for (size_t i = 0; i < all->out.nflows; i++) {
        const struct store_flow *flow = &all->out.flows[i];
        bool dirty;

        if (is_remembered(memory_find(&drift->memory, flow->workflow_id), flow))
            return flow->revision;
        newer->numbers[newer->n] = flow->revision;
        newer->n +=
            git_commit_read(&newer->commits[newer->n], flow->commit, &dirty) &&
            !dirty;
    }
    return 0;
}

/* The newest of all revisions that the memory or git knows. */
static int64_t
newest_known(struct drift *drift, const struct store_request *all)
{
    struct revisions newer = {0};
    int64_t known = list_newer(drift, all, &newer);

    git_ask(&drift->git, newer.commits, newer.n);
    for (size_t i = newer.n; i--;)
        if (newer.commits[i].behind)
            known = newer.numbers[i];
    arena_free(&newer.arena);
    return known;
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
