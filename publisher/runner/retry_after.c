/* Reading a header that has four spellings. */
#include "retry_after.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base.h"
#include "clock.h"

#define DIGITS_MAX 15 /* of a number of seconds: ms fit into 64 bits */

static int
month_of(const char *name)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *found = strlen(name) == 3 ? strstr(names, name) : NULL;

    return found && (found - names) % 3 == 0 ? (int)(found - names) / 3 : -1;
}

/* Two digits of a year mean the one that is at most 50 years ahead. */
static int
whole_year(int year, int64_t now)
{
    const time_t seconds = (time_t)(now / CLOCK_SECOND);
    struct tm tm;

    if (year >= 100 || !gmtime_r(&seconds, &tm))
        return year;
    const int this_year = tm.tm_year + 1900;
    year += this_year - this_year % 100;
    return year > this_year + 50 ? year - 100 : year;
}

/* The name of the day before the date is not looked at. */
static bool
parse_instant(const char *text, int64_t now, int64_t *instant)
{
    static const char *const forms[] = {
        "%*[A-Za-z], %2d %3s %4d %2d:%2d:%2d GMT%n",
        "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
    };
    struct tm tm = {0};
    char month[4] = "";
    int used = 0;

    for (size_t i = 0; i < ARRAY_LEN(forms) && !used; i++)
        (void)sscanf(text, forms[i], &tm.tm_mday, month, &tm.tm_year,
            &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used);
    if (!used) /* asctime's form */
        (void)sscanf(text, "%*3s %3s %2d %2d:%2d:%2d %4d%n", month, &tm.tm_mday,
            &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &tm.tm_year, &used);
    tm.tm_mon = month_of(month);
    if (!used || text[used] || tm.tm_mon < 0)
        return false;
    tm.tm_year = whole_year(tm.tm_year, now) - 1900;
    *instant = (int64_t)timegm(&tm) * CLOCK_SECOND;
    return true;
}

int64_t
retry_after_ms(const char *text, int64_t now)
{
    int64_t wait = 0, instant;

    if (!text || !*text)
        return 0;
    const size_t digits = strspn(text, "0123456789");
    if (!text[digits])
        wait = digits > DIGITS_MAX ? RETRY_AFTER_MAX_MS
                                   : strtoll(text, NULL, 10) * CLOCK_SECOND;
    else if (parse_instant(text, now, &instant))
        wait = instant - now;
    if (wait < 0)
        return 0;
    return wait > RETRY_AFTER_MAX_MS ? RETRY_AFTER_MAX_MS : wait;
}
