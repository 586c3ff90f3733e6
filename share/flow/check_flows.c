/* Checks of what several flows must not share. */
#include "check.h"

#include <string.h>

#include "uuid.h"

/* A flow under the key that must be its own. */
struct claim {
    const struct flow *flow;
    const char *key;
    size_t nth;
};

static int
compare(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    const int keys = strcmp(a->key, b->key);

    return keys ? keys : (a->nth > b->nth) - (a->nth < b->nth);
}

/* The key of a flow, or NULL; the arena owns it. */
typedef const char *key_fn(struct arena *arena, const struct flow *flow);

/* What tells of a second claim of the same key. */
typedef void say_fn(struct findings *findings, const struct flow *flow,
    const struct flow *first);

static void
check_claims(const struct flow *const *flows, size_t n, key_fn *key,
    say_fn *say, struct findings *findings)
{
    struct arena arena = {0};
    struct claim *claims = arena_alloc(&arena, (n + 1) * sizeof(*claims));
    size_t used = 0, first = 0;

    for (size_t i = 0; i < n; i++) {
        const char *text = key(&arena, flows[i]);

        if (text)
            claims[used++] = (struct claim){flows[i], text, i};
    }
    qsort(claims, used, sizeof(*claims), compare);
    for (size_t i = 1; i < used; i++) {
        if (strcmp(claims[i].key, claims[first].key) != 0)
            first = i;
        else
            say(findings, claims[i].flow, claims[first].flow);
    }
    arena_free(&arena);
}

static const char *
title_key(struct arena *arena, const struct flow *flow)
{
    if (!flow->title.text || !flow->title.text[0])
        return NULL;
    auto_(heap) char *title = flow_title_key(flow->title.text);
    return arena_strdup(arena, title);
}

static void
say_title(struct findings *findings, const struct flow *flow,
    const struct flow *first)
{
    findings_add(findings, "title-taken", flow->file, flow->title.at, "/title",
        "give one of the two another title",
        "the title '%s' is that of %s too, line %d", flow->title.text,
        first->file, first->title.at.line);
}

static const char *
id_key(struct arena *arena, const struct flow *flow)
{
    char id[UUID_TEXT_SIZE];

    if (!flow->workflow_id.text || !uuid_canonical(id, flow->workflow_id.text))
        return NULL;
    return arena_strdup(arena, id);
}

static void
say_id(struct findings *findings, const struct flow *flow,
    const struct flow *first)
{
    findings_add(findings, "id-taken", flow->file, flow->workflow_id.at,
        "/workflow_id",
        "take it out of the copy and run 'fallback-publish fmt --assign-id'",
        "the Workflow ID is that of %s too, line %d", first->file,
        first->workflow_id.at.line);
}

void
check_flows(
    const struct flow *const *flows, size_t n, struct findings *findings)
{
    check_claims(flows, n, title_key, say_title, findings);
    check_claims(flows, n, id_key, say_id, findings);
}
