/*
 * A publication: the flows that one push brings to the store, what each would
 * change there, and the one request that does it, all or nothing. It says
 * which revision of each it saw, so that nobody's work is overwritten. plan,
 * push and its dry run share it.
 */
#pragma once

#include "divergence.h"
#include "lookup.h"
#include "selection.h"
#include "signing.h"
#include "store.h"

enum publication_step {
    STEP_CREATE,    /* the store has no such flow */
    STEP_UPDATE,    /* it has another content */
    STEP_AGAIN,     /* it has this content, unpublished */
    STEP_UNPUBLISH, /* no file has it, and that was asked for */
    STEP_NOTHING,
    STEP_COUNT,
};

/* "created", "updated", "published again", "unpublished", "unchanged", NULL;
 * and as orders: "create" ... */
extern const char *const publication_words[];
extern const char *const publication_orders[];

struct publication_flow {
    const struct selected *selected; /* NULL: no file has it */
    const char *workflow_id, *title;
    const char *file;             /* NULL: none */
    const char *sha256;           /* of its content; "": no file has it */
    const char *yaml, *templates; /* NULL until they are loaded */
    const char *signature;        /* NULL: not signed from here */
    enum publication_step step;
    const struct store_flow *stored; /* the newest in the store, or NULL */
    int64_t seen;                    /* its revision; 0: none */
    int64_t revision; /* the newest one afterwards; 0: not known */
    const struct store_flow *taken;    /* has the title in the store */
    const struct divergence *conflict; /* came since it was seen */
    const struct divergence *drift;    /* nobody here has seen */
    const char *note; /* what else is to be known of it, or NULL */
};

struct publication {
    struct arena arena;
    const struct selection *selection;
    struct publication_flow *flows;
    size_t n, counts[STEP_COUNT];
    size_t nchanging, nconflicts, ndrifted;
    struct store_request *stored; /* what the store had, or NULL */
    struct lookup by_id;          /* its flows */
    struct store_request *pushed; /* what it answered, or NULL */
};

/* The wanted flows, which were checked and have their contents, against the
 * store; `store` is NULL where there is none yet. With `prune` also the
 * published flows of the store that no file of the selection has. Keeps the
 * selection. */
bool publication_plan(struct publication *publication,
    const struct selection *selection, bool prune, struct store *store,
    struct failure *failure);

/* The flows by Workflow ID, in a new lookup. */
void publication_index(
    const struct publication *publication, struct lookup *own);

/* Signs what is published. With `anew` also what has not changed: when the
 * store has it with another signature, or without one, it is an update. */
void publication_sign(
    struct publication *publication, const struct signing *signing, bool anew);

/* Leaves out the flows whose Workflow ID is not wanted. */
void publication_keep(
    struct publication *publication, const struct lookup *wanted);

/* Counts again, after steps have changed. */
void publication_count(struct publication *publication);

/* Marks a flow: it is in the way of a push. */
void publication_conflict(struct publication *publication,
    struct publication_flow *flow, const struct divergence *divergence);

/* Reads the texts of the flows that would change something. */
bool publication_load(struct publication *publication, struct failure *failure);

struct publication_origin {
    const char *author, *message;
    const char *commit; /* may be NULL */
    bool dry_run;       /* try it, and write nothing */
};

/*
 * Publishes. False after a failure, or when something stood against it: then
 * nothing was changed; with STATUS_CONFLICT each flow in its way is marked,
 * with STATUS_FINDINGS publication_findings() tells what a runner found. A dry
 * run is for stores behind a runner.
 */
bool publication_push(struct publication *publication, struct store *store,
    const struct publication_origin *origin, struct failure *failure);

/* Adds the errors that the runner found, which checks flows against its own
 * workspace: they name what it lacks. Those of the code `no_matter`, which may
 * be NULL, are left out. How much it found in all; 0 where it was not asked. */
size_t publication_findings(const struct publication *publication,
    const char *no_matter, struct findings *findings);

void publication_done(struct publication *publication);

/* auto_(publication) struct publication p = {0}; */
static inline void
publication_cleanup(struct publication *publication)
{
    publication_done(publication);
}
