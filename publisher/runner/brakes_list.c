/* The brakes as they are told: the store's part and the runner's. */
#include "brakes_parts.h"

#include <string.h>

#include "clock.h"
#include "published.h"

/* What the store knows of it, or nothing. */
static struct store_brake
stored_of(const struct store_request *stored, bool is_flow, const char *name)
{
    for (size_t i = 0; i < stored->out.nbrakes; i++) {
        const struct store_brake *brake = &stored->out.brakes[i];

        if (brake->pause.is_flow == is_flow && text_is(brake->pause.name, name))
            return *brake;
    }
    return (struct store_brake){.budget = -1};
}

/* An instant of the monotonic clock on the wall; 0 stays 0. */
static int64_t
on_the_wall(const struct runner *runner, int64_t at)
{
    return at ? runner_now(runner) + (at - clock_monotonic()) : 0;
}

static void
tell_channel(struct runner *runner, const struct channel_brake *channel,
    const struct store_request *stored, struct store_brake *told)
{
    static const enum store_breaker breakers[] = {
        [BREAKER_CLOSED] = STORE_BREAKER_CLOSED,
        [BREAKER_OPEN] = STORE_BREAKER_OPEN,
        [BREAKER_HALF_OPEN] = STORE_BREAKER_HALF_OPEN,
    };
    const struct gate *gate = &channel->gate;

    *told = stored_of(stored, false, channel->channel->name.text);
    told->pause = channel->pause;
    told->pause.name = channel->channel->name.text;
    told->rate = channel->channel->rate.text;
    told->in_flight = (int64_t)gate->in_flight;
    told->breaker = breakers[gate->breaker.state];
    if (gate->breaker.state != BREAKER_CLOSED) {
        told->failures = gate->breaker.failures;
        told->since = on_the_wall(runner, gate->breaker.since);
    }
    if (gate->breaker.state == BREAKER_OPEN)
        told->next_probe = on_the_wall(runner, gate->breaker.next_probe);
    if (gate->slowed_until > clock_monotonic())
        told->slowed_until = on_the_wall(runner, gate->slowed_until);
}

/* A flow that never had a brake on says nothing. */
static bool
tell_flow(struct runner *runner, struct flow_brake *flow,
    const struct store_request *stored, struct store_brake *told)
{
    const struct published *published =
        published_known(runner, flow->workflow_id, 0);

    *told = stored_of(stored, true, flow->workflow_id);
    told->pause = flow->pause;
    told->pause.is_flow = true;
    told->pause.name = flow->workflow_id;
    if (!told->title && published)
        told->title = published->flow->title.text;
    told->spent = (int64_t)budget_spent(&flow->budget, runner_now(runner));
    told->budget = flow->limited ? (int64_t)flow->most : -1;
    return flow->limited || flow->pause.at || told->waiting;
}

size_t
brakes_list(struct runner *runner, struct arena *arena,
    const struct store_request *stored, struct store_brake **list)
{
    const struct brakes *brakes = runner->brakes;
    size_t n = brakes->nchannels;

    for (struct flow_brake *flow = brakes->flows; flow; flow = flow->next)
        n++;
    *list = arena_alloc(arena, (n + 1) * sizeof(**list));
    for (n = 0; n < brakes->nchannels; n++)
        tell_channel(runner, &brakes->channels[n], stored, &(*list)[n]);
    for (struct flow_brake *flow = brakes->flows; flow; flow = flow->next)
        n += tell_flow(runner, flow, stored, &(*list)[n]);
    return n;
}
