/*
 * Handing a message over: the request that a provider's file describes, and
 * what its answer means. Placeholders are one closed list (handover.c), filled
 * in one pass and escaped for where they stand: URL, query, form, JSON, header.
 */
#pragma once

#include "courier.h"
#include "engine.h"
#include "message.h"

#define HANDOVER_IDS_MAX ENGINE_PARTS_MAX

/*
 * A job for the sender; its texts live in its own arena. NULL when a setting
 * is missing, a secret cannot be read, or the file is wrong: STATUS_FINDINGS
 * (STATUS_DISK for a secret's file), naming the place.
 */
struct courier_job *handover_make(
    const struct message *message, struct failure *failure);

struct handover_answer {
    enum event_kind kind;   /* EVENT_ACCEPTED, EVENT_REJECTED, EVENT_UNKNOWN */
    enum reason reason;     /* of a rejection */
    int64_t retry_after_ms; /* 0: not said */
    const char *ids[HANDOVER_IDS_MAX]; /* the provider's, one for each part */
    size_t nids;
    const char *words; /* what it said, cleaned, one line; never NULL */
};

/*
 * What the sender's result means, by the provider's `accepted` and `errors`.
 * Undeclared: 429 is rate_limited, 408 and 5xx are unknown, other 4xx are
 * other, a 2xx that is not `accepted` is unknown. `now` is for a Retry-After
 * that is a date. Texts come from `arena`.
 */
void handover_read(struct handover_answer *answer, struct arena *arena,
    const struct provider *provider, const struct courier_job *job,
    int64_t now);

/* The text of a setting of a channel: what stands there, or what {env: NAME}
 * or {file: path} (relative to root) names. NULL after a failure, or without
 * one when it is not set. A file that others may read is refused. */
const char *handover_setting(struct arena *arena, const char *root,
    const struct workspace_channel *channel, const char *name,
    struct failure *failure);
