/*
 * A steady clock: instants that go on at the pace of time itself, whatever is
 * done to the wall clock meanwhile. It begins at the wall clock's instant. What
 * the two are apart after somebody set the wall clock is made up for slowly, by
 * at most a sixtieth of the time that passes: a delay of a minute is never
 * off by more than a second. Reads no clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define STEADY_SLOWNESS 60   /* the part of the time that may be made up */
#define STEADY_APART_MS 2000 /* more than that: the wall clock was set */

struct steady { /* zeroed: not begun */
    bool begun;
    int64_t now;     /* the last instant given, ms since 1970 */
    int64_t passing; /* the other clock then */
    int64_t saved;   /* time passed that was not used to make up for */
    int64_t apart;   /* the wall clock before this one */
};

/* The instant, given both clocks (ms); `passing` is one that nobody sets. */
int64_t steady_read(struct steady *steady, int64_t wall, int64_t passing);
