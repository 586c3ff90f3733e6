/*
 * A publication: the flows that one push brings to the store, what each would
 * change there, and the one request that does it, all or nothing. It says
 * which revision of each it saw, so that nobody's work is overwritten.
 */
#pragma once

#include "selection.h"
#include "store.h"

enum publication_step {
    STEP_CREATE, /* the store has no such flow */
    STEP_UPDATE, /* it has another content */
    STEP_AGAIN,  /* it has this content, unpublished */
    STEP_NOTHING,
};

/* "created", "updated", "published again", "unchanged". */
extern const char *const publication_words[];

struct publication_flow {
    const struct selected *selected;
    const char *workflow_id, *title;
    const char *yaml, *templates; /* NULL until they are loaded */
    enum publication_step step;
    int64_t seen;     /* the newest revision in the store; 0: none */
    int64_t revision; /* the newest one afterwards */
    const struct store_flow *conflict; /* who has the title, or came before */
};

struct publication {
    struct arena arena;
    const struct selection *selection;
    struct publication_flow *flows;
    size_t n, nchanging, nconflicts;
    struct store_request *stored; /* what the store had, or NULL */
    struct store_request *pushed; /* what it answered, or NULL */
};

/* The wanted flows, which were checked and have their contents, against the
 * store; `store` is NULL where there is none yet. Keeps the selection. */
bool publication_plan(struct publication *publication,
    const struct selection *selection, struct store *store,
    struct failure *failure);

/* Reads the texts of the flows that would change something. */
bool publication_load(struct publication *publication, struct failure *failure);

/*
 * Publishes. False after a failure, or when something stood against it: then
 * the status is STATUS_CONFLICT, nothing was changed, and each flow in its way
 * has its `conflict`.
 */
bool publication_push(struct publication *publication, struct store *store,
    const char *author, const char *message, struct failure *failure);

void publication_done(struct publication *publication);

/* auto_(publication) struct publication p = {0}; */
static inline void
publication_cleanup(struct publication *publication)
{
    publication_done(publication);
}
