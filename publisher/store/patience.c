/* Waiting and asking again. */
#include "patience.h"

#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "digest.h"

#define WAIT_MS 250
#define RETRY_AFTER_MAX_S 10

static long
smaller(long a, long b)
{
    return a < b ? a : b;
}

struct patience
patience_usual(void)
{
    const char *given = getenv("FALLBACK_TIMEOUT");
    char *end = NULL;
    const long seconds = given ? strtol(given, &end, 10) : 0;
    struct patience patience = {5000, 120000, 20};

    if (seconds < 1 || seconds > 86400 || *end)
        return patience;
    patience.total_ms = seconds * 1000;
    patience.connect_ms = smaller(patience.connect_ms, patience.total_ms);
    patience.idle_s = smaller(patience.idle_s, (seconds + 1) / 2);
    return patience;
}

/* Seconds, or a date, which is no such short time. */
static int64_t
asked_ms(const char *retry_after)
{
    if (!*retry_after)
        return 0;
    if (strspn(retry_after, "0123456789") != strlen(retry_after) ||
        strlen(retry_after) > 4)
        return INT64_MAX;
    return strtoll(retry_after, NULL, 10) * 1000;
}

int64_t
patience_wait(unsigned nth, const char *retry_after)
{
    const int64_t asked = asked_ms(retry_after);
    uint8_t chance;

    if (nth >= PATIENCE_TRIES || asked > RETRY_AFTER_MAX_S * INT64_C(1000))
        return -1;
    digest_random(&chance, sizeof(chance));
    const int64_t own = (int64_t)WAIT_MS << (nth - 1);
    return asked + own / 2 + own * chance / 255;
}
