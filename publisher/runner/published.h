/*
 * Published flows made ready: a revision of the store read once, with its
 * templates, its plan and its patterns, for as long as the runner lives.
 */
#pragma once

#include "pattern.h"
#include "plan.h"
#include "runner.h"

struct published {
    char *key; /* "workflow-id/revision" */
    const char *workflow_id;
    int64_t revision;
    char sha256[SHA256_HEX_SIZE]; /* of its content */
    struct flow *flow;
    struct catalogue catalogue;
    struct engine_plan plan;
    const struct template *templates[FLOW_CHANNELS_MAX];
    const struct workspace_channel *channels[FLOW_CHANNELS_MAX];
    struct pattern **patterns; /* one for each input; NULL: none */
    uint8_t sandboxed;         /* set of positions on the sandbox */
    struct published *next;
};

struct published_cache *published_open(void);
void published_close(struct published_cache *cache);

/*
 * `published` is NULL when there is no such flow, or it is not published:
 * STATUS_DONE; when the runner lacks what it names (already logged):
 * STATUS_FINDINGS; or when the store failed: any other status.
 */
typedef void published_fn(
    struct published *published, enum status why, void *data);

/*
 * Calls `ready` with a revision, or the published one when revision is 0: at
 * once when it is known, else later in this turn.
 */
void published_want(struct runner *runner, const char *workflow_id,
    int64_t revision, published_fn *ready, void *data);

/* The revision if it is ready already, or NULL. */
struct published *published_known(
    struct runner *runner, const char *workflow_id, int64_t revision);

/*
 * Where signatures are required a revision that was altered, or that none of
 * the keys signed, is not served; the newest older one that is goes on being
 * served instead.
 *
 * The digest of what is served of a published flow, "" when nothing of it may
 * be, NULL while nobody has asked for it yet.
 */
const char *published_active(struct runner *runner, const char *workflow_id);

/* Looks at every published flow, so that the log tells what is not served. */
void published_look(struct runner *runner);

/* The published revision of this flow may be another from now on. */
void published_forget(struct runner *runner, const char *workflow_id);
