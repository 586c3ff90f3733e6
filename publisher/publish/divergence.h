/*
 * A divergence: what somebody else did to a flow in the store, that this
 * workspace, or the plan that it pushes, has not seen.
 */
#pragma once

#include "store.h"

enum divergence_kind {
    DIVERGED_CHANGED, /* there is another revision */
    DIVERGED_UNPUBLISHED,
    DIVERGED_DELETED,
};

struct divergence {
    enum divergence_kind kind;
    int64_t base;     /* the revision that was known; 0: none */
    int64_t revision; /* the one that is there */
    int64_t at;       /* 0: not known */
    const char *author, *message, *commit;
    const char *why; /* what tells that it is somebody else's */
};

/* Of a revision of the store; `why` is borrowed, as are the texts. */
struct divergence divergence_of(
    const struct store_flow *flow, int64_t base, const char *why);

/* Of something that happened to a flow. */
struct divergence divergence_of_event(
    const struct store_event *event, enum divergence_kind kind, int64_t base);

/* Whatever came since the revision `seen` was the newest one. */
struct divergence divergence_since(
    const struct store_flow *flow, int64_t seen, const char *why);

/* "revision 4 by ada@host, 2026-11-20 09:12:00Z, commit 1234abcd: message";
 * cleaned. The caller frees it. */
char *divergence_words(const struct divergence *divergence);
