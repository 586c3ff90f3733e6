/* When a send window opens. */
#include "window.h"

#include "clock.h"
#include "clocktime.h"

#include <string.h>
#include <time.h>

/* The C library knows one zone at a time, named by TZ. */
static void
enter_zone(const char *name)
{
    char zone[128];

    (void)snprintf(zone, sizeof(zone), ":%s", name);
    (void)setenv("TZ", zone, 1);
    tzset();
}

static void
leave_zone(char *before)
{
    if (before)
        (void)setenv("TZ", before, 1);
    else
        (void)unsetenv("TZ");
    tzset();
    free(before);
}

/* The instant of that minute of the day of `day`, in the zone entered; a
 * minute that a change of clocks skips is the one after it. */
static int64_t
instant_of(const struct tm *day, int minute)
{
    struct tm tm = *day;

    tm.tm_hour = minute / 60;
    tm.tm_min = minute % 60;
    tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

static int64_t
next_opening(int from, int to, int64_t now)
{
    const time_t seconds = (time_t)(now / 1000);
    struct tm today;

    (void)localtime_r(&seconds, &today);
    const int minute = today.tm_hour * 60 + today.tm_min;
    const bool open = from < to ? minute >= from && minute < to
                                : minute >= from || minute < to;
    if (open)
        return now;
    if (minute >= from)
        today.tm_mday++; /* mktime() brings it in order */
    return instant_of(&today, from);
}

int64_t
window_opens(const struct flow_window *window, int64_t now)
{
    int from, to;

    if (!window->from.text || !window->to.text || !window->timezone.text ||
        !clocktime_parse(window->from.text, &from) ||
        !clocktime_parse(window->to.text, &to) || from == to)
        return now;
    const char *zone = getenv("TZ");
    char *before = zone ? strdup(zone) : NULL;
    enter_zone(window->timezone.text);
    const int64_t opens = next_opening(from, to, now);
    leave_zone(before);
    return opens;
}
