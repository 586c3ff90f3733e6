/* Checks of what several flows must not share. */
#include "check.h"

#include <string.h>

/* A flow under the key that must be its own. */
struct claim {
    const struct flow_entry *flow;
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

/* The key of a flow, or NULL. */
typedef const char *key_fn(const struct flow_entry *flow);

/* What tells of a second claim of the same key. */
typedef void say_fn(struct findings *findings, const struct flow_entry *flow,
    const struct flow_entry *first);

static void
check_claims(const struct flow_entry *const *flows, size_t n, key_fn *key,
    say_fn *say, struct findings *findings)
{
    struct arena arena = {0};
    struct claim *claims = arena_alloc(&arena, (n + 1) * sizeof(*claims));
    size_t used = 0, first = 0;

    for (size_t i = 0; i < n; i++) {
        const char *text = key(flows[i]);

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
title_key(const struct flow_entry *flow)
{
    return flow->key;
}

static void
say_title(struct findings *findings, const struct flow_entry *flow,
    const struct flow_entry *first)
{
    findings_add(findings, "title-taken", flow->file, flow->title_at, "/title",
        "give one of the two another title",
        "the title '%s' is that of %s too, line %d", flow->title, first->file,
        first->title_at.line);
}

static const char *
id_key(const struct flow_entry *flow)
{
    return flow->workflow_id[0] ? flow->workflow_id : NULL;
}

static void
say_id(struct findings *findings, const struct flow_entry *flow,
    const struct flow_entry *first)
{
    findings_add(findings, "id-taken", flow->file, flow->id_at, "/workflow_id",
        "take it out of the copy and run 'fallback-publish fmt --assign-id'",
        "the Workflow ID is that of %s too, line %d", first->file,
        first->id_at.line);
}

void
check_flows(
    const struct flow_entry *const *flows, size_t n, struct findings *findings)
{
    check_claims(flows, n, title_key, say_title, findings);
    check_claims(flows, n, id_key, say_id, findings);
}
