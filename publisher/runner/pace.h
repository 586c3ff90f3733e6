/*
 * A pace: at most so many in any span of a unit of time, and spread over it:
 * after an idle hour no more may go at once than in any tenth of a second.
 * Instants are milliseconds; a clock that was set back begins anew.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pace {
    size_t most; /* in a unit; 0: no limit */
    size_t burst;
    int64_t unit_ms, share_ms; /* at most `burst` in any share */
    int64_t *taken;            /* a ring of the last `most` */
    size_t ntaken, end;
};

void pace_init(struct pace *pace, size_t most, int64_t unit_ms);
void pace_done(struct pace *pace);

/* How many may go at `now`, counted up to `limit`. */
size_t pace_room(struct pace *pace, int64_t now, size_t limit);

/* When one more may go; `now` or before: at once. */
int64_t pace_next(struct pace *pace, int64_t now);

void pace_take(struct pace *pace, int64_t now);
void pace_give_back(struct pace *pace); /* the last one did not go */
