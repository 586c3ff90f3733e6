/*
 * Inquiries: asking a provider what became of a message that it was handed, or
 * asking it to take the message back. Requests are made as a hand-over's
 * (handover.h), by the `query` and `recall` of the provider's file.
 */
#pragma once

#include "courier.h"
#include "engine.h"
#include "message.h"

enum inquiry_kind { INQUIRY_QUERY, INQUIRY_RECALL };
extern const char *const inquiry_words[];

/* True when the provider's file says how. */
bool inquiry_possible(const struct provider *provider, enum inquiry_kind kind);

/*
 * A job for the courier, as handover_make()'s. Of the message only channel,
 * provider, from, to, reference, message_id and root are looked at. Fails also
 * when the request names the id of a message that has none, and no reference.
 */
struct courier_job *inquiry_make(const struct message *message,
    enum inquiry_kind kind, struct failure *failure);

enum inquiry_result {
    INQUIRY_UNKNOWN,  /* nothing is learnt: no answer, or none that is known */
    INQUIRY_REPORTED, /* `report`, which may be none; `reason` of a failed one */
    INQUIRY_NEVER_TAKEN,
    INQUIRY_RECALLED,
    INQUIRY_TOO_LATE,
    INQUIRY_RESULT_COUNT,
};
extern const char *const inquiry_result_words[];

struct inquiry_answer {
    enum inquiry_result result;
    enum report report;
    enum reason reason; /* of `errors` too: REASON_FAILED when not said */
    const char *words;  /* what it said, as a remark (remark.h); never NULL */
};

/* What the courier's result means: by `errors`, the first that fits, then by
 * the other matches, then by the map. Texts come from `arena`. */
void inquiry_read(struct inquiry_answer *answer, struct arena *arena,
    const struct provider *provider, enum inquiry_kind kind,
    const struct courier_job *job);
