/*
 * A circuit breaker: opens after so many failures in a row, and at once when
 * the provider refuses us; then one message at a time, and no more than one in
 * each probe interval, tries whether it works again. The first answer of a
 * provider that works closes it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum breaker_state {
    BREAKER_CLOSED,
    BREAKER_OPEN,
    BREAKER_HALF_OPEN, /* a probe is on its way */
};
extern const char *const breaker_state_words[];

/* What an answer says of the provider, not of one message. */
enum breaker_sign {
    SIGN_NONE,
    SIGN_WORKS,
    SIGN_FAILED, /* no connection, no answer, an answer that is none */
    SIGN_SHUT,   /* it does not let us in: auth, payment */
};

struct breaker {
    unsigned most; /* failures in a row that open it; 0: never opens */
    int64_t probe_ms;
    enum breaker_state state;
    unsigned failures; /* in a row */
    int64_t since;     /* when it opened */
    int64_t next_probe;
};

/* True when a message may be handed over now. */
bool breaker_lets(const struct breaker *breaker, int64_t now);

/* A hand-over begins; true when it is the probe. */
bool breaker_begin(struct breaker *breaker, int64_t now);

/* The probe was not made. */
void breaker_give_back(struct breaker *breaker, int64_t now);

/* What came of a hand-over; true when that opened or closed it. */
bool breaker_hear(
    struct breaker *breaker, enum breaker_sign sign, bool probe, int64_t now);
