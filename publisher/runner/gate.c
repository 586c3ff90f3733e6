/* What may pass. */
#include "gate.h"

/* How many may go in the present slot of the ramp; SIZE_MAX: it is over. */
static size_t
ramp_room(const struct gate *gate, int64_t now)
{
    if (!gate->ramp_from || now < gate->ramp_from)
        return SIZE_MAX;
    const int64_t slot = (now - gate->ramp_from) / GATE_RAMP_SLOT_MS;
    const int64_t step = slot * GATE_RAMP_SLOT_MS / 1000;

    if (step >= GATE_RAMP_STEPS)
        return SIZE_MAX;
    const size_t most = (size_t)1 << step;
    const size_t taken = slot == gate->ramp_slot ? gate->ramp_taken : 0;
    return taken < most ? most - taken : 0;
}

size_t
gate_room(struct gate *gate, int64_t now, size_t limit)
{
    const size_t ramp = ramp_room(gate, now);

    if (gate->paused || now < gate->slowed_until ||
        !breaker_lets(&gate->breaker, now))
        return 0;
    if (gate->breaker.state != BREAKER_CLOSED)
        limit = limit < 1 ? limit : 1;
    return pace_room(&gate->pace, now, ramp < limit ? ramp : limit);
}

static int64_t
most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t
gate_next(struct gate *gate, int64_t now)
{
    int64_t next = most(pace_next(&gate->pace, now), gate->slowed_until);

    if (gate->paused || gate->breaker.state == BREAKER_HALF_OPEN)
        return INT64_MAX;
    if (gate->breaker.state == BREAKER_OPEN)
        next = most(next, gate->breaker.next_probe);
    if (!ramp_room(gate, now)) {
        const int64_t slot = (now - gate->ramp_from) / GATE_RAMP_SLOT_MS;

        next = most(next, gate->ramp_from + (slot + 1) * GATE_RAMP_SLOT_MS);
    }
    return next;
}

bool
gate_is_down(const struct gate *gate, int64_t now)
{
    return !breaker_lets(&gate->breaker, now);
}

enum rule
gate_why(const struct gate *gate, int64_t now)
{
    if (gate->paused)
        return RULE_WAITS_CHANNEL_PAUSED;
    if (gate_is_down(gate, now))
        return RULE_WAITS_DOWN;
    return now < gate->slowed_until ? RULE_WAITS_SLOWED : RULE_WAITS_TURN;
}

bool
gate_take(struct gate *gate, int64_t now)
{
    pace_take(&gate->pace, now);
    if (gate->ramp_from && now >= gate->ramp_from) {
        const int64_t slot = (now - gate->ramp_from) / GATE_RAMP_SLOT_MS;

        if (slot != gate->ramp_slot)
            gate->ramp_taken = 0;
        gate->ramp_slot = slot;
        gate->ramp_taken++;
    }
    return breaker_begin(&gate->breaker, now);
}

void
gate_give_back(struct gate *gate, bool probe, int64_t now)
{
    pace_give_back(&gate->pace);
    if (gate->ramp_taken)
        gate->ramp_taken--;
    if (probe)
        breaker_give_back(&gate->breaker, now);
}

void
gate_ramp(struct gate *gate, int64_t now)
{
    gate->ramp_from = now;
    gate->ramp_slot = 0;
    gate->ramp_taken = 0;
}

/* Said again by what was on its way already, it is one 429. */
static enum gate_change
slow_down(struct gate *gate, const struct gate_answer *answer, int64_t now)
{
    const bool again = now < gate->slowed_until;
    const unsigned step = gate->slowed < 16 ? gate->slowed : 16;
    int64_t wait = GATE_SLOWED_FIRST_MS << step;

    if (answer->retry_after_ms)
        wait = answer->retry_after_ms;
    if (wait > GATE_SLOWED_MOST_MS)
        wait = GATE_SLOWED_MOST_MS;
    if (answer->retry_after_ms)
        wait += (wait / 10 + 1) * answer->jitter >> 32;
    else
        wait = wait / 2 + ((wait / 2 + 1) * answer->jitter >> 32);
    if (now + wait <= gate->slowed_until)
        return GATE_SAME;
    if (again && !answer->retry_after_ms)
        return GATE_SAME;
    gate->slowed_until = now + wait;
    gate_ramp(gate, gate->slowed_until);
    if (again)
        return GATE_SAME;
    gate->slowed++;
    return GATE_SLOWED;
}

static enum breaker_sign
sign_of(const struct gate_answer *answer)
{
    if (answer->kind == EVENT_UNKNOWN)
        return SIGN_FAILED;
    if (answer->kind != EVENT_REJECTED)
        return SIGN_WORKS;
    switch (answer->reason) {
    case REASON_PROVIDER_DOWN:
        return SIGN_FAILED;
    case REASON_AUTH:
    case REASON_PAYMENT:
        return SIGN_SHUT;
    case REASON_RATE_LIMITED:
        return SIGN_NONE;
    case REASON_FAILED:
    case REASON_TIMEOUT:
    case REASON_NOT_ON_CHANNEL:
    case REASON_UNREACHABLE:
    case REASON_BLOCKED:
    case REASON_INVALID_RECIPIENT:
    case REASON_EXPIRED:
    case REASON_OTHER:
    case REASON_OPTED_OUT:
    case REASON_TEMPLATE_UNUSABLE:
    case REASON_PARAMETERS_WRONG:
    case REASON_COUNT:
        break;
    }
    return SIGN_WORKS;
}

enum gate_change
gate_hear(struct gate *gate, const struct gate_answer *answer, int64_t now)
{
    const enum breaker_sign sign = sign_of(answer);

    if (sign == SIGN_WORKS && now >= gate->slowed_until)
        gate->slowed = 0;
    const bool changed = breaker_hear(&gate->breaker, sign, answer->probe, now);
    if (changed && gate->breaker.state == BREAKER_CLOSED)
        gate_ramp(gate, now);
    if (changed)
        return gate->breaker.state == BREAKER_CLOSED ? GATE_CLOSED
                                                     : GATE_OPENED;
    return sign == SIGN_NONE ? slow_down(gate, answer, now) : GATE_SAME;
}
