/* Counting failures in a row. */
#include "breaker.h"

#include <stddef.h>

const char *const breaker_state_words[] = {
    [BREAKER_CLOSED] = "closed",
    [BREAKER_OPEN] = "open",
    [BREAKER_HALF_OPEN] = "half_open",
    NULL,
};

bool
breaker_lets(const struct breaker *breaker, int64_t now)
{
    return breaker->state == BREAKER_CLOSED ||
        (breaker->state == BREAKER_OPEN && now >= breaker->next_probe);
}

bool
breaker_begin(struct breaker *breaker, int64_t now)
{
    if (breaker->state != BREAKER_OPEN || now < breaker->next_probe)
        return false;
    breaker->state = BREAKER_HALF_OPEN;
    return true;
}

void
breaker_give_back(struct breaker *breaker, int64_t now)
{
    if (breaker->state != BREAKER_HALF_OPEN)
        return;
    breaker->state = BREAKER_OPEN;
    breaker->next_probe = now;
}

static bool
fail(struct breaker *breaker, bool shut, bool probe, int64_t now)
{
    breaker->failures++;
    if (breaker->state != BREAKER_CLOSED) {
        if (probe) {
            breaker->state = BREAKER_OPEN;
            breaker->next_probe = now + breaker->probe_ms;
        }
        return false;
    }
    if (!breaker->most || (!shut && breaker->failures < breaker->most))
        return false;
    breaker->state = BREAKER_OPEN;
    breaker->since = now;
    breaker->next_probe = now + breaker->probe_ms;
    return true;
}

bool
breaker_hear(
    struct breaker *breaker, enum breaker_sign sign, bool probe, int64_t now)
{
    const bool was_closed = breaker->state == BREAKER_CLOSED;

    switch (sign) {
    case SIGN_NONE:
        if (probe && breaker->state == BREAKER_HALF_OPEN) {
            breaker->state = BREAKER_OPEN;
            breaker->next_probe = now + breaker->probe_ms;
        }
        return false;
    case SIGN_WORKS:
        breaker->failures = 0;
        breaker->state = BREAKER_CLOSED;
        return !was_closed;
    case SIGN_FAILED:
        return fail(breaker, false, probe, now);
    case SIGN_SHUT:
        return fail(breaker, true, probe, now);
    }
    return false;
}
