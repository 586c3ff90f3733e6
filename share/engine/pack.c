/* Executions as bytes: a mask of what is not zero, then those numbers. */
#include "pack.h"

#include <assert.h>
#include <string.h>

#define PACK_VERSION 1
#define REPORTS_ALL ((1 << (REPORT_EXPIRED + 1)) - 1)

struct packed { /* being written, or being read */
    uint8_t bytes[ENGINE_PACKED_MAX];
    size_t len, at;
    bool bad;
};

/*
 * A number of a struct: where it stands, its greatest value, or that it is an
 * instant, kept as its distance from the invocation. Rows are only added at
 * the end: their order is the format.
 */
struct row {
    uint16_t offset;
    uint8_t size;
    bool instant;
    uint64_t greatest;
};

static_assert(
    sizeof(enum outcome) == sizeof(uint32_t), "rows know three sizes");

#define ROW(type, member, max)                                             \
    {                                                                      \
        offsetof(struct type, member), sizeof(((struct type *)0)->member), \
            false, max                                                     \
    }
#define INSTANT(type, member)                                   \
    {                                                           \
        offsetof(struct type, member), sizeof(int64_t), true, 0 \
    }

static const struct row execution_rows[] = {
    INSTANT(engine_execution, not_after),
    INSTANT(engine_execution, ended_at),
    INSTANT(engine_execution, listen_until),
    INSTANT(engine_execution, held_until),
    ROW(engine_execution, outcome, OUTCOME_CANCELLED),
    ROW(engine_execution, position, FLOW_CHANNELS_MAX - 1),
    ROW(engine_execution, delivered_on, FLOW_CHANNELS_MAX),
    ROW(engine_execution, invoked, true),
    ROW(engine_execution, cancelled, true),
    ROW(engine_execution, stopped, true),
    ROW(engine_execution, doubled, true),
};

static const struct row attempt_rows[] = {
    ROW(engine_attempt, state, ATTEMPT_CLOSED),
    ROW(engine_attempt, tries, UINT8_MAX),
    INSTANT(engine_attempt, sending_at),
    INSTANT(engine_attempt, deadline),
    ROW(engine_attempt, reports, REPORTS_ALL),
    INSTANT(engine_attempt, reported_at),
    INSTANT(engine_attempt, closed_at),
    ROW(engine_attempt, left, true),
    ROW(engine_attempt, moved_on, REASON_COUNT - 1),
    ROW(engine_attempt, skipped, true),
    ROW(engine_attempt, late, true),
    ROW(engine_attempt, unknown, true),
    ROW(engine_attempt, withdrawn, true),
    INSTANT(engine_attempt, retry_at),
    INSTANT(engine_attempt, query_by),
    INSTANT(engine_attempt, withdraw_by),
    ROW(engine_attempt, too_late, true),
    ROW(engine_attempt, asked, UINT8_MAX),
    INSTANT(engine_attempt, ask_at),
};

static uint64_t
load(const void *base, const struct row *row)
{
    const uint8_t *from = (const uint8_t *)base + row->offset;
    uint32_t word;
    uint64_t number;

    switch (row->size) {
    case sizeof(uint8_t):
        return *from;
    case sizeof(word):
        memcpy(&word, from, sizeof(word));
        return word;
    }
    memcpy(&number, from, sizeof(number));
    return number;
}

static void
put(void *base, const struct row *row, uint64_t number)
{
    uint8_t *to = (uint8_t *)base + row->offset;
    const uint32_t word = (uint32_t)number;

    switch (row->size) {
    case sizeof(uint8_t):
        *to = (uint8_t)number;
        return;
    case sizeof(word):
        memcpy(to, &word, sizeof(word));
        return;
    }
    memcpy(to, &number, sizeof(number));
}

/* Seven bits a byte, the lowest first; the highest bit says that more come. */
static void
add_number(struct packed *packed, uint64_t number)
{
    for (; number > 127; number >>= 7)
        packed->bytes[packed->len++] = (uint8_t)(number | 128);
    packed->bytes[packed->len++] = (uint8_t)number;
}

/* Zeros at the end are left out, so what is past the end is zero. */
static uint8_t
take_byte(struct packed *packed)
{
    return packed->at < packed->len ? packed->bytes[packed->at++] : 0;
}

static uint64_t
take_number(struct packed *packed)
{
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        const uint8_t byte = take_byte(packed);

        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return number;
    }
    packed->bad = true;
    return 0;
}

/* An instant as its distance from another: small numbers, either sign. */
static uint64_t
fold(uint64_t instant, uint64_t base)
{
    const uint64_t distance = instant - base;

    return distance << 1 ^ (distance >> 63 ? UINT64_MAX : 0);
}

static uint64_t
unfold(uint64_t folded, uint64_t base)
{
    return base + (folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

static void
add_rows(struct packed *packed, const struct row *rows, size_t n,
    const void *base, uint64_t invoked_at)
{
    uint64_t mask = 0;

    for (size_t i = 0; i < n; i++)
        mask |= (uint64_t)(load(base, &rows[i]) != 0) << i;
    add_number(packed, mask);
    for (size_t i = 0; i < n; i++) {
        const uint64_t number = load(base, &rows[i]);

        if (number)
            add_number(
                packed, rows[i].instant ? fold(number, invoked_at) : number);
    }
}

static void
take_rows(struct packed *packed, const struct row *rows, size_t n, void *base,
    uint64_t invoked_at)
{
    const uint64_t mask = take_number(packed);

    for (size_t i = 0; i < n; i++) {
        if (!(mask >> i & 1))
            continue;
        uint64_t number = take_number(packed);
        if (rows[i].instant)
            number = unfold(number, invoked_at);
        else if (number > rows[i].greatest)
            packed->bad = true;
        if (!packed->bad)
            put(base, &rows[i], number);
    }
}

static void
add_parts(struct packed *packed, const struct engine_attempt *attempt)
{
    size_t n = ENGINE_PARTS_MAX;

    while (n && !attempt->parts[n - 1])
        n--;
    add_number(packed, n);
    for (size_t i = 0; i < n; i++)
        packed->bytes[packed->len++] = attempt->parts[i];
}

static void
take_parts(struct packed *packed, struct engine_attempt *attempt)
{
    const uint64_t n = take_number(packed);

    if (n > ENGINE_PARTS_MAX)
        packed->bad = true;
    for (size_t i = 0; i < n && !packed->bad; i++)
        attempt->parts[i] = take_byte(packed) & REPORTS_ALL;
}

static void
add_execution(struct packed *packed, const struct engine_execution *execution)
{
    const uint64_t base = (uint64_t)execution->invoked_at;

    packed->bytes[packed->len++] = PACK_VERSION;
    add_number(packed, base);
    add_rows(
        packed, execution_rows, ARRAY_LEN(execution_rows), execution, base);
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        const struct engine_attempt *attempt = &execution->attempts[i];

        add_rows(packed, attempt_rows, ARRAY_LEN(attempt_rows), attempt, base);
        add_parts(packed, attempt);
    }
    while (packed->len > 1 && !packed->bytes[packed->len - 1])
        packed->len--;
}

static void
take_execution(struct packed *packed, struct engine_execution *execution)
{
    packed->bad = take_byte(packed) != PACK_VERSION;
    const uint64_t base = take_number(packed);
    execution->invoked_at = (int64_t)base;
    take_rows(
        packed, execution_rows, ARRAY_LEN(execution_rows), execution, base);
    for (size_t i = 0; i < FLOW_CHANNELS_MAX && !packed->bad; i++) {
        struct engine_attempt *attempt = &execution->attempts[i];

        take_rows(packed, attempt_rows, ARRAY_LEN(attempt_rows), attempt, base);
        take_parts(packed, attempt);
    }
}

size_t
engine_pack(
    const struct engine_execution *execution, uint8_t out[ENGINE_PACKED_MAX])
{
    struct packed packed = {0};

    add_execution(&packed, execution);
    memcpy(out, packed.bytes, packed.len);
    return packed.len;
}

/* Every execution has one packed form, so what does not pack to the same
 * bytes again was not packed by us. */
bool
engine_unpack(
    struct engine_execution *execution, const uint8_t *bytes, size_t len)
{
    struct engine_execution found = {0};
    struct packed packed = {.len = len}, again = {0};

    if (!len || len > ENGINE_PACKED_MAX)
        return false;
    memcpy(packed.bytes, bytes, len);
    take_execution(&packed, &found);
    if (packed.bad)
        return false;
    add_execution(&again, &found);
    if (again.len != len || memcmp(again.bytes, bytes, len) != 0)
        return false;
    *execution = found;
    return true;
}
