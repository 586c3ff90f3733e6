/*
 * How long a request to a runner may take, and when one that failed is asked
 * again: only what changes nothing, a few times, each time later, by chance a
 * little more or less so that many clients do not come at once.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PATIENCE_TRIES 3

struct patience {
    long connect_ms, total_ms;
    long idle_s; /* so long at under 30 bytes a second, and it is ended */
};

/* 5 s, 2 minutes and 20 s; FALLBACK_TIMEOUT=SECONDS makes them shorter, or
 * the whole longer. */
struct patience patience_usual(void);

/* How long to wait before the try after the n-th (from 1), in ms; -1: there is
 * none. `retry_after` is the server's header, "" for none: who asks for more
 * than some seconds is not asked again. */
int64_t patience_wait(unsigned nth, const char *retry_after);
