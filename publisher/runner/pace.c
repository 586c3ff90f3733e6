/* The last hand-overs in a ring: as many as a unit of time may have. */
#include "pace.h"

#include <stdlib.h>

#define SHARE_MS 100

void
pace_init(struct pace *pace, size_t most, int64_t unit_ms)
{
    *pace = (struct pace){.most = most, .unit_ms = unit_ms};
    if (!most)
        return;
    pace->burst = most * SHARE_MS / (size_t)unit_ms;
    if (!pace->burst)
        pace->burst = 1;
    pace->share_ms =
        ((int64_t)pace->burst * unit_ms + (int64_t)most - 1) / (int64_t)most;
    pace->taken = calloc(most, sizeof(*pace->taken));
    if (!pace->taken)
        abort();
}

void
pace_done(struct pace *pace)
{
    free(pace->taken);
    *pace = (struct pace){0};
}

/* The instant of the n-th last, from 1. */
static int64_t
taken(const struct pace *pace, size_t n)
{
    return pace->taken[(pace->end + pace->most - n) % pace->most];
}

/* When one more may go, `ahead` others that go now counted with it. */
static int64_t
next_after(const struct pace *pace, size_t ahead, int64_t now)
{
    const size_t of_share = pace->burst - ahead, of_unit = pace->most - ahead;
    int64_t next = now;

    if (of_share <= pace->ntaken &&
        taken(pace, of_share) + pace->share_ms > next)
        next = taken(pace, of_share) + pace->share_ms;
    if (of_unit <= pace->ntaken && taken(pace, of_unit) + pace->unit_ms > next)
        next = taken(pace, of_unit) + pace->unit_ms;
    return next;
}

static void
notice_clock(struct pace *pace, int64_t now)
{
    if (pace->ntaken && taken(pace, 1) > now)
        pace->ntaken = 0;
}

size_t
pace_room(struct pace *pace, int64_t now, size_t limit)
{
    size_t room = 0;

    if (!pace->most)
        return limit;
    notice_clock(pace, now);
    while (room < limit && room < pace->burst && room < pace->most &&
        next_after(pace, room, now) <= now)
        room++;
    return room;
}

int64_t
pace_next(struct pace *pace, int64_t now)
{
    if (!pace->most)
        return now;
    notice_clock(pace, now);
    return next_after(pace, 0, now);
}

void
pace_take(struct pace *pace, int64_t now)
{
    if (!pace->most)
        return;
    pace->taken[pace->end] = now;
    pace->end = (pace->end + 1) % pace->most;
    if (pace->ntaken < pace->most)
        pace->ntaken++;
}

void
pace_give_back(struct pace *pace)
{
    if (!pace->ntaken)
        return;
    pace->end = (pace->end + pace->most - 1) % pace->most;
    pace->ntaken--;
}
