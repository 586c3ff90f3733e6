/* Durations: a table of units, read from the largest to the smallest. */
#include "duration.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base.h"
#include "clock.h"

enum { UNIT_DAY, UNIT_HOUR, UNIT_MINUTE, UNIT_SECOND };

static const struct {
    const char *name;
    int64_t ms;
} units[] = {
    [UNIT_DAY] = {"d", CLOCK_DAY},
    [UNIT_HOUR] = {"h", CLOCK_HOUR},
    [UNIT_MINUTE] = {"m", CLOCK_MINUTE},
    [UNIT_SECOND] = {"s", CLOCK_SECOND},
    {"ms", 1},
};

static bool
read_number(const char **at, int64_t *number)
{
    int64_t n = 0;

    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9'; (*at)++)
        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, **at - '0', &n))
            return false;
    *number = n;
    return true;
}

/* The unit at the text, none before `from`; ARRAY_LEN(units) if there is none. */
static size_t
read_unit(const char **at, size_t from)
{
    size_t len = strspn(*at, "dhms");

    while (from < ARRAY_LEN(units) &&
        (strlen(units[from].name) != len ||
            strncmp(units[from].name, *at, len)))
        from++;
    *at += len;
    return from;
}

bool
duration_parse(const char *text, int64_t *ms)
{
    int64_t total = 0, number;
    size_t next = 0;

    if (!*text)
        return false;
    while (*text) {
        if (!read_number(&text, &number))
            return false;
        size_t unit = read_unit(&text, next);
        if (unit == ARRAY_LEN(units) ||
            __builtin_mul_overflow(number, units[unit].ms, &number) ||
            __builtin_add_overflow(total, number, &total))
            return false;
        next = unit + 1;
    }
    *ms = total;
    return true;
}

static size_t
largest_unit(uint64_t ms)
{
    if (ms <= 120 * (uint64_t)CLOCK_SECOND)
        return UNIT_SECOND;
    return ms <= 72 * (uint64_t)CLOCK_HOUR ? UNIT_HOUR : UNIT_DAY;
}

/* The distance from zero, which INT64_MIN has too. */
static uint64_t
magnitude(int64_t ms)
{
    return ms < 0 ? -(uint64_t)ms : (uint64_t)ms;
}

void
duration_format(char out[DURATION_TEXT_SIZE], int64_t ms)
{
    uint64_t rest = magnitude(ms);
    size_t len = 0;

    if (!ms) {
        snprintf(out, DURATION_TEXT_SIZE, "0s");
        return;
    }
    if (ms < 0)
        out[len++] = '-';
    for (size_t i = largest_unit(rest); i < ARRAY_LEN(units); i++) {
        uint64_t unit = (uint64_t)units[i].ms;

        if (rest / unit)
            len += (size_t)snprintf(out + len, DURATION_TEXT_SIZE - len,
                "%" PRIu64 "%s", rest / unit, units[i].name);
        rest %= unit;
    }
}

void
duration_iso8601(char out[DURATION_TEXT_SIZE], int64_t ms)
{
    uint64_t whole = magnitude(ms) / 1000;
    unsigned thousandths = (unsigned)(magnitude(ms) % 1000);
    int digits = 3;

    while (digits && thousandths % 10 == 0) {
        thousandths /= 10;
        digits--;
    }
    const char *sign = ms < 0 ? "-" : "";
    if (!digits)
        snprintf(out, DURATION_TEXT_SIZE, "%sPT%" PRIu64 "S", sign, whole);
    else
        snprintf(out, DURATION_TEXT_SIZE, "%sPT%" PRIu64 ".%0*uS", sign, whole,
            digits, thousandths);
}
