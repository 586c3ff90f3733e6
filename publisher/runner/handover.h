/*
 * Handing a message over: the request that a provider's file describes, and
 * what its answer means. Placeholders are one closed list (fields.h), filled
 * in one pass and escaped for where they stand (fill.h).
 */
#pragma once

#include "courier.h"
#include "engine.h"
#include "message.h"

#define HANDOVER_IDS_MAX ENGINE_PARTS_MAX

/*
 * A job for the courier; its texts live in its own arena, and it knows what
 * must not be told of it (`hidden`). NULL when a setting is missing, a secret
 * cannot be read, a value has no place in its target, or the file is wrong:
 * STATUS_FINDINGS (as secret_read() for a secret), naming the place.
 */
struct courier_job *handover_make(
    const struct message *message, struct failure *failure);

struct handover_answer {
    enum event_kind kind;   /* EVENT_ACCEPTED, EVENT_REJECTED, EVENT_UNKNOWN */
    enum reason reason;     /* of a rejection */
    int64_t retry_after_ms; /* 0: not said */
    const char *ids[HANDOVER_IDS_MAX]; /* the provider's, one for each part */
    size_t nids;
    const char *words; /* what it said, as a remark (remark.h); never NULL */
    size_t line;       /* the line of `errors` that it fits, from 1; 0: none */
};

/*
 * What the courier's result means, by the provider's `errors`, the first that
 * fits, then `accepted`; with a `message_id` that is not there an answer is
 * not accepted. Undeclared: 429 is rate_limited, other 4xx but 408 are other,
 * all else is unknown. Surely not sent is provider_down, a refused address is
 * other. `now` is for a Retry-After that is a date. Texts come from `arena`.
 */
void handover_read(struct handover_answer *answer, struct arena *arena,
    const struct provider *provider, const struct courier_job *job,
    int64_t now);

/* The text of a setting of a channel: what stands there, or what {env: NAME}
 * or {file: path} (relative to root) names. NULL after a failure, or without
 * one when it is not set, or empty. A file that others may read is refused. */
const char *handover_setting(struct arena *arena, const char *root,
    const struct workspace_channel *channel, const char *name,
    struct failure *failure);
