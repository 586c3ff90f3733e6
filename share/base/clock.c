/* Clocks, and instants as text. */
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t
read_clock(clockid_t id)
{
    struct timespec t;

    (void)clock_gettime(id, &t); /* cannot fail for the ids below */
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_passing(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

void
clock_format(char text[CLOCK_TEXT_SIZE], int64_t instant_ms)
{
    int64_t ms = instant_ms % 1000;
    struct tm tm;

    if (ms < 0)
        ms += 1000;
    time_t seconds = (time_t)((instant_ms - ms) / 1000);
    if (!gmtime_r(&seconds, &tm) || tm.tm_year > 9999 - 1900) {
        (void)snprintf(text, CLOCK_TEXT_SIZE, "?");
        return;
    }
    size_t len = strftime(text, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
    (void)snprintf(text + len, CLOCK_TEXT_SIZE - len, ".%03dZ", (int)ms);
}

/* ".25" -> 250; digits beyond the third are dropped. */
static const char *
parse_fraction(const char *at, int *ms)
{
    int scale = 100;

    *ms = 0;
    if (*at != '.')
        return at;
    if (at[1] < '0' || at[1] > '9')
        return NULL;
    for (at++; *at >= '0' && *at <= '9'; at++, scale /= 10)
        *ms += (*at - '0') * scale;
    return at;
}

static bool
parse_zone(const char *at, int64_t *offset_ms)
{
    int hours, minutes, used = 0;

    *offset_ms = 0;
    if (!strcmp(at, "Z") || !strcmp(at, "z"))
        return true;
    if ((*at != '+' && *at != '-') ||
        sscanf(at + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 ||
        used != 5 || at[6] || hours > 23 || minutes > 59)
        return false;
    *offset_ms = (hours * 60 + minutes) * CLOCK_MINUTE;
    if (*at == '-')
        *offset_ms = -*offset_ms;
    return true;
}

bool
clock_parse(const char *text, int64_t *instant_ms)
{
    struct tm tm = {0};
    int64_t offset;
    int ms;

    const char *at = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (!at || !(at = parse_fraction(at, &ms)) || !parse_zone(at, &offset))
        return false;
    *instant_ms = (int64_t)timegm(&tm) * 1000 + ms - offset;
    return true;
}
