/*
 * The gate before a channel: what may be handed over to its provider now. Its
 * rate, its breaker, what the provider asked for with a 429, and the hand of
 * an operator. Pure: time and chance come in as arguments.
 */
#pragma once

#include "breaker.h"
#include "engine.h"
#include "pace.h"

#define GATE_SLOWED_FIRST_MS 1000 /* after a 429 that says nothing */
#define GATE_SLOWED_MOST_MS (INT64_C(5) * 60 * 1000)
#define GATE_RAMP_SLOT_MS 100 /* after a stop: one in each slot at first, */
#define GATE_RAMP_STEPS 12    /* twice as many each second, so often */

struct gate {
    struct pace pace;
    struct breaker breaker;
    bool paused;
    int64_t slowed_until;
    unsigned slowed; /* 429s, the ones of a wait counted once */
    int64_t ramp_from, ramp_slot;
    unsigned ramp_taken; /* in the present slot */
    size_t in_flight;
};

/* How many may be handed over at `now`, counted up to `limit`. */
size_t gate_room(struct gate *gate, int64_t now, size_t limit);

/* When there is room, `now` or before: at once; INT64_MAX: only an answer or a
 * hand can tell. */
int64_t gate_next(struct gate *gate, int64_t now);

/* Why there is no room, for the timeline. */
enum rule gate_why(const struct gate *gate, int64_t now);

/* True while the provider does not work, as far as we know. */
bool gate_is_down(const struct gate *gate, int64_t now);

/* One is handed over; true when it is a probe. Or it was not, after all. */
bool gate_take(struct gate *gate, int64_t now);
void gate_give_back(struct gate *gate, bool probe, int64_t now);

/* What a provider said to a hand-over. */
struct gate_answer {
    enum event_kind kind; /* EVENT_ACCEPTED, EVENT_REJECTED, EVENT_UNKNOWN */
    enum reason reason;
    int64_t retry_after_ms;
    uint32_t jitter;
    bool probe;
};

enum gate_change { GATE_SAME, GATE_OPENED, GATE_CLOSED, GATE_SLOWED };

/* OPENED and CLOSED are said of the breaker. */
enum gate_change gate_hear(
    struct gate *gate, const struct gate_answer *answer, int64_t now);

/* After a pause: begins slowly, as after any stop. */
void gate_ramp(struct gate *gate, int64_t now);
