/* Random plans and events for the engine's tests. */
#include "engine_chance.h"

uint32_t
chance_draw(struct world *world)
{
    world->chance += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = world->chance;
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)(mixed >> 32);
}

uint32_t
chance_below(struct world *world, uint32_t n)
{
    return (uint32_t)((uint64_t)chance_draw(world) * n >> 32);
}

static bool
one_in(struct world *world, uint32_t n)
{
    return chance_below(world, n) == 0;
}

static uint32_t
some_reasons(struct world *world)
{
    const uint32_t all = (1U << REASON_COUNT) - 1;

    return one_in(world, 4) ? chance_draw(world) & all
                            : all & ~(1U << REASON_OPTED_OUT);
}

static void
draw_channel(struct world *world, struct engine_channel *channel)
{
    static const int64_t delays[] = {1, 50, 5000, 60000, 60000, 259200000};

    *channel = (struct engine_channel){
        .delay_ms = delays[chance_below(world, ARRAY_LEN(delays))],
        .success = (enum success)chance_below(world, 3),
        .withdraw = (enum withdraw)chance_below(world, 3),
        .on_unknown = (enum on_unknown)chance_below(world, 3),
        .can_recall = one_in(world, 2),
        .can_query = one_in(world, 2),
        .dedupe_ms = one_in(world, 2) ? 0 : chance_below(world, 100000),
        .stop_on = 1U << REASON_OPTED_OUT,
    };
    channel->fallback_on = some_reasons(world);
    for (uint32_t n = one_in(world, 6) ? 8 : 0; n; n--)
        channel->stop_on |= 1U << chance_below(world, REASON_COUNT);
}

void
chance_plan(struct world *world)
{
    world->plan.nchannels = 1 + chance_below(world, FLOW_CHANNELS_MAX);
    world->plan.not_after_ms =
        one_in(world, 2) ? 1 + chance_below(world, 100000) : 259200000;
    world->plan.when_spent = (enum when_spent)chance_below(world, 2);
    for (size_t i = 0; i < world->plan.nchannels; i++)
        draw_channel(world, &world->plan.channels[i]);
}

static uint8_t
draw_position(struct world *world)
{
    if (one_in(world, 12))
        return (uint8_t)chance_draw(world);
    if (one_in(world, 3))
        return (uint8_t)chance_below(world, (uint32_t)world->plan.nchannels);
    return world->execution.position;
}

static enum event_kind
draw_kind(struct world *world)
{
    static const enum event_kind kinds[] = {
        EVENT_ACCEPTED,
        EVENT_ACCEPTED,
        EVENT_REJECTED,
        EVENT_REJECTED,
        EVENT_UNKNOWN,
        EVENT_UNKNOWN,
        EVENT_REPORT,
        EVENT_REPORT,
        EVENT_REPORT,
        EVENT_REPORT,
        EVENT_QUERIED,
        EVENT_WITHDRAWN,
        EVENT_TIMER,
        EVENT_TIMER,
        EVENT_TIMER,
        EVENT_TIMER,
        EVENT_TEMPLATE_UNUSABLE,
        EVENT_RESUMED,
    };

    if (world->nevents == 0 && !one_in(world, 30))
        return EVENT_INVOKED;
    if (one_in(world, 60))
        return EVENT_CANCELLED;
    if (one_in(world, 60))
        return (enum event_kind)chance_below(world, 16);
    return kinds[chance_below(world, ARRAY_LEN(kinds))];
}

static int64_t
draw_hold(struct world *world)
{
    return one_in(world, 10) ? world->now + chance_below(world, 60000) : 0;
}

/* What only EVENT_RESUMED ends, and what is left instead. */
static void
draw_brakes(struct world *world)
{
    struct engine_event *event = &world->event;
    const uint32_t at = chance_below(world, FLOW_CHANNELS_MAX);

    if (one_in(world, 3))
        event->may_send_at = ENGINE_UNTIL_RESUMED;
    if (one_in(world, 2))
        event->channel_may_send_at[at] = ENGINE_UNTIL_RESUMED;
    event->channel_held_by[at] = RULE_WAITS_DOWN;
    event->down = (uint8_t)chance_draw(world);
    event->spent = one_in(world, 2);
}

void
chance_event(struct world *world)
{
    static const enum reason retried[] = {
        REASON_RATE_LIMITED, REASON_PROVIDER_DOWN};
    struct engine_event *event = &world->event;

    *event = (struct engine_event){.kind = draw_kind(world)};
    event->position = draw_position(world);
    event->part = one_in(world, 2) ? 0 : (uint8_t)chance_below(world, 4);
    if (one_in(world, 20))
        event->part = (uint8_t)chance_draw(world);
    event->reason = (enum reason)chance_below(world, REASON_COUNT + 1);
    if (one_in(world, 2))
        event->reason = retried[chance_below(world, 2)];
    event->report = (enum report)chance_below(world, REPORT_EXPIRED + 2);
    event->withdrawn = one_in(world, 2);
    event->too_late = one_in(world, 2);
    event->never_taken = one_in(world, 3);
    event->unanswered = one_in(world, 6);
    event->retry_after_ms = one_in(world, 4) ? chance_below(world, 100000) : 0;
    event->jitter = chance_draw(world);
    event->skip = one_in(world, 4) ? (uint8_t)chance_draw(world) : 0;
    event->may_send_at = draw_hold(world);
    if (one_in(world, 8))
        event->channel_may_send_at[chance_below(world, FLOW_CHANNELS_MAX)] =
            draw_hold(world);
    if (one_in(world, 10))
        draw_brakes(world);
    if (one_in(world, 10))
        event->opted_out = (uint8_t)chance_draw(world);
    if (one_in(world, 20))
        event->unconsented = (uint8_t)chance_draw(world);
}

void
chance_now(struct world *world)
{
    const int64_t due = engine_due(&world->plan, &world->execution);

    switch (chance_below(world, 8)) {
    case 0:
    case 1:
    case 2:
        world->now += chance_below(world, 2000);
        return;
    case 3:
        if (one_in(world, 8))
            world->now -= chance_below(world, 200000);
        else if (one_in(world, 8))
            world->now += 86400000;
        return;
    }
    if (due != INT64_MAX)
        world->now = due - 2 + chance_below(world, 4);
}
