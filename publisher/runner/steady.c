/* An even pace. */
#include "steady.h"

static int64_t
clamp(int64_t value, int64_t most)
{
    return value > most ? most : value < -most ? -most : value;
}

int64_t
steady_read(struct steady *steady, int64_t wall, int64_t passing)
{
    const int64_t passed = passing - steady->passing;

    if (!steady->begun) {
        *steady =
            (struct steady){.begun = true, .now = wall, .passing = passing};
        return wall;
    }
    if (passed <= 0)
        return steady->now;
    steady->passing = passing;
    steady->now += passed;
    steady->saved += passed;
    const int64_t most = steady->saved / STEADY_SLOWNESS;
    const int64_t made_up = clamp(wall - steady->now, most);
    steady->now += made_up;
    steady->apart = wall - steady->now;
    /* What was not needed is not kept for another day. */
    steady->saved = steady->apart ? steady->saved % STEADY_SLOWNESS : 0;
    return steady->now;
}
