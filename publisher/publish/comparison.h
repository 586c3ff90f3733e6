/*
 * What a push would change in one flow, or what stands against it, made when
 * it is to be told: the difference in words, the diffs of the texts and, where
 * somebody else changed the flow, both sides from what was last known.
 */
#pragma once

#include "drift.h"
#include "version.h"

struct comparing {
    const struct selection *selection;
    struct store *store; /* NULL: there is none yet */
    struct drift *drift;
    const char *store_name;
    bool texts; /* diffs too, not only the words */
};

struct comparison {
    struct differences words;    /* from the store to the file */
    struct text yaml, templates; /* the diffs; empty without a difference */
    int64_t base; /* from which both sides went; 0: none is known */
    struct differences theirs, mine;
    struct text merged; /* the YAML of both sides, where there is a base */
    bool clashes;       /* `merged` has marks */
};

bool comparison_make(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, struct failure *failure);

void comparison_done(struct comparison *comparison);

/* auto_(comparison) struct comparison c = {0}; */
static inline void
comparison_cleanup(struct comparison *comparison)
{
    comparison_done(comparison);
}
