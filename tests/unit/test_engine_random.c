/*
 * The engine by chance: random plans, random events, nonsense among them, and
 * what must hold after each. A failure names its seed; FALLBACK_SEED=n runs
 * that one alone.
 */
#include "test.h"

#include "engine.h"
#include "pack.h"

#define WORLDS 200000
#define EVENTS_MAX 20
#define SLOTS (ENGINE_PARTS_MAX + 1) /* the whole, and each part */

/* The engine's world, and what the test itself remembers of it. */
struct world {
    uint64_t seed, chance;
    unsigned nevents;
    int64_t now;
    struct engine_plan plan;
    struct engine_execution execution, before;
    struct engine_event event;
    struct engine_actions actions;
    int64_t not_after, deadlines[FLOW_CHANNELS_MAX];
    uint8_t known[FLOW_CHANNELS_MAX][SLOTS]; /* sets of reports */
    bool success[FLOW_CHANNELS_MAX];
    unsigned sends[FLOW_CHANNELS_MAX];
    bool may_repeat[FLOW_CHANNELS_MAX], refused[FLOW_CHANNELS_MAX];
    unsigned finishes;
    bool stop_seen, cancel_seen;
};

#define CHECK(world, truth)                                                   \
    do {                                                                      \
        if (!(truth))                                                         \
            fail_msg("FALLBACK_SEED=%llu, event %u: %s",                      \
                (unsigned long long)(world)->seed, (world)->nevents, #truth); \
    } while (0)

static uint32_t
draw(struct world *world)
{
    world->chance += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = world->chance;
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)(mixed >> 32);
}

static uint32_t
below(struct world *world, uint32_t n)
{
    return (uint32_t)((uint64_t)draw(world) * n >> 32);
}

static bool
one_in(struct world *world, uint32_t n)
{
    return below(world, n) == 0;
}

static uint32_t
some_reasons(struct world *world)
{
    const uint32_t all = (1U << REASON_COUNT) - 1;

    return one_in(world, 4) ? draw(world) & all
                            : all & ~(1U << REASON_OPTED_OUT);
}

static void
draw_channel(struct world *world, struct engine_channel *channel)
{
    static const int64_t delays[] = {1, 50, 5000, 60000, 60000, 259200000};

    *channel = (struct engine_channel){
        .delay_ms = delays[below(world, ARRAY_LEN(delays))],
        .success = (enum success)below(world, 3),
        .withdraw = (enum withdraw)below(world, 3),
        .on_unknown = (enum on_unknown)below(world, 3),
        .can_recall = one_in(world, 2),
        .can_query = one_in(world, 2),
        .dedupe_ms = one_in(world, 2) ? 0 : below(world, 100000),
        .stop_on = 1U << REASON_OPTED_OUT,
    };
    channel->fallback_on = some_reasons(world);
    if (one_in(world, 6))
        channel->stop_on = draw(world) & draw(world);
}

static void
draw_plan(struct world *world)
{
    world->plan.nchannels = 1 + below(world, FLOW_CHANNELS_MAX);
    world->plan.not_after_ms =
        one_in(world, 2) ? 1 + below(world, 100000) : 259200000;
    for (size_t i = 0; i < world->plan.nchannels; i++)
        draw_channel(world, &world->plan.channels[i]);
}

static uint8_t
draw_position(struct world *world)
{
    if (one_in(world, 12))
        return (uint8_t)draw(world);
    if (one_in(world, 3))
        return (uint8_t)below(world, (uint32_t)world->plan.nchannels);
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
        return (enum event_kind)below(world, 16);
    return kinds[below(world, ARRAY_LEN(kinds))];
}

static int64_t
draw_hold(struct world *world)
{
    return one_in(world, 10) ? world->now + below(world, 60000) : 0;
}

static void
draw_event(struct world *world)
{
    static const enum reason retried[] = {
        REASON_RATE_LIMITED, REASON_PROVIDER_DOWN};
    struct engine_event *event = &world->event;

    *event = (struct engine_event){.kind = draw_kind(world)};
    event->position = draw_position(world);
    event->part = one_in(world, 2) ? 0 : (uint8_t)below(world, 4);
    if (one_in(world, 20))
        event->part = (uint8_t)draw(world);
    event->reason = (enum reason)below(world, REASON_COUNT + 1);
    if (one_in(world, 2))
        event->reason = retried[below(world, 2)];
    event->report = (enum report)below(world, REPORT_EXPIRED + 2);
    event->withdrawn = one_in(world, 2);
    event->retry_after_ms = one_in(world, 4) ? below(world, 100000) : 0;
    event->jitter = draw(world);
    event->skip = one_in(world, 4) ? (uint8_t)draw(world) : 0;
    event->may_send_at = draw_hold(world);
    if (one_in(world, 8))
        event->channel_may_send_at[below(world, FLOW_CHANNELS_MAX)] =
            draw_hold(world);
}

/* Mostly a little later, often just when something is due, seldom before. */
static void
draw_now(struct world *world)
{
    const int64_t due = engine_due(&world->plan, &world->execution);

    switch (below(world, 8)) {
    case 0:
    case 1:
    case 2:
        world->now += below(world, 2000);
        return;
    case 3:
        if (one_in(world, 8))
            world->now -= below(world, 200000);
        else if (one_in(world, 8))
            world->now += 86400000;
        return;
    }
    if (due != INT64_MAX)
        world->now = due - 2 + below(world, 4);
}

/* The join again, as simply as it can be said. */
static int
score(uint8_t set)
{
    static const enum report order[] = {REPORT_READ, REPORT_DELIVERED,
        REPORT_FAILED, REPORT_EXPIRED, REPORT_SENT, REPORT_ACCEPTED};

    for (int i = 0; i < 6; i++)
        if (set >> order[i] & 1)
            return 6 - i;
    return 0;
}

static int
joined_score(const uint8_t known[SLOTS])
{
    int lowest = 7, bad = 0;

    for (size_t part = 1; part < SLOTS; part++) {
        if (!known[part])
            continue;
        const int is = score(known[part]);
        if ((is == 3 || is == 4) && is > bad)
            bad = is;
        if (is < lowest)
            lowest = is;
    }
    int parts = bad ? bad : lowest == 7 ? 0 : lowest;
    return score(known[0]) > parts ? score(known[0]) : parts;
}

static bool
is_success(const struct world *world, size_t at)
{
    const int is = joined_score(world->known[at]);

    switch (world->plan.channels[at].success) {
    case SUCCESS_SENT:
        return is == 2 || is >= 5;
    case SUCCESS_DELIVERED:
        return is >= 5;
    case SUCCESS_READ:
        return is == 6;
    }
    return false;
}

static unsigned
count_successes(const struct world *world)
{
    unsigned n = 0;

    for (size_t at = 0; at < world->plan.nchannels; at++)
        n += world->success[at];
    return n;
}

static void
remember_report(struct world *world)
{
    const struct engine_event *event = &world->event;
    const size_t at = event->position;
    enum report report = event->report;
    size_t slot = 0;

    if (event->kind == EVENT_ACCEPTED)
        report = REPORT_ACCEPTED;
    if (report == REPORT_NONE || report > REPORT_EXPIRED)
        return;
    if (event->kind == EVENT_REPORT)
        slot = event->part > ENGINE_PARTS_MAX ? ENGINE_PARTS_MAX : event->part;
    world->known[at][slot] |= (uint8_t)(1U << report);
    world->success[at] = is_success(world, at);
}

/* What the event tells the test, before the engine sees it. */
static void
remember(struct world *world)
{
    const struct engine_event *event = &world->event;
    const struct engine_execution *execution = &world->execution;
    const size_t at = event->position;

    world->cancel_seen |= event->kind == EVENT_CANCELLED && execution->invoked;
    if (event->kind == EVENT_INVOKED && !execution->invoked)
        world->not_after = world->now + world->plan.not_after_ms;
    if (at >= world->plan.nchannels || !world->sends[at])
        return;
    if (execution->outcome && world->now > execution->listen_until)
        return;
    if (event->kind == EVENT_ACCEPTED || event->kind == EVENT_REPORT ||
        event->kind == EVENT_QUERIED)
        remember_report(world);
    if (joined_score(world->known[at]))
        return; /* the provider has it: nothing may be sent again */
    if (event->kind == EVENT_REJECTED)
        world->refused[at] |= event->reason == REASON_RATE_LIMITED ||
            event->reason == REASON_PROVIDER_DOWN;
    if (event->kind == EVENT_UNKNOWN)
        world->may_repeat[at] |=
            world->plan.channels[at].on_unknown == ON_UNKNOWN_RETRY;
}

static void
check_send(struct world *world, uint8_t at)
{
    const struct engine_execution *before = &world->before;
    const struct engine_attempt *attempt = &world->execution.attempts[at];

    CHECK(world, at < world->plan.nchannels);
    CHECK(world, !before->outcome && world->finishes == 0);
    CHECK(world, !attempt->skipped && !world->cancel_seen);
    CHECK(world, count_successes(world) == 0);
    CHECK(world, world->now < world->not_after);
    CHECK(world, world->now >= world->event.may_send_at);
    CHECK(world, world->now >= world->event.channel_may_send_at[at]);
    if (at == before->position && world->event.kind != EVENT_RESUMED)
        CHECK(world, world->now >= before->held_until);
    for (size_t later = at + 1U; later < FLOW_CHANNELS_MAX; later++)
        CHECK(world, world->sends[later] == 0);
    if (world->sends[at]) {
        CHECK(world, world->may_repeat[at] || world->refused[at]);
        CHECK(world, joined_score(world->known[at]) == 0);
        CHECK(world, world->now < attempt->deadline);
        if (!world->refused[at])
            CHECK(world,
                world->now <
                    attempt->sending_at + world->plan.channels[at].dedupe_ms);
    } else
        world->deadlines[at] = world->now + world->plan.channels[at].delay_ms;
    world->sends[at]++;
    world->may_repeat[at] = world->refused[at] = false;
}

static void
check_finish(struct world *world)
{
    const struct engine_execution *execution = &world->execution;
    const uint8_t on = execution->delivered_on;

    world->finishes++;
    CHECK(world, world->finishes == 1);
    CHECK(world, execution->ended_at == world->now);
    CHECK(world, execution->listen_until == world->now + ENGINE_LISTEN_MS);
    CHECK(world, (execution->outcome == OUTCOME_DELIVERED) == (on > 0));
    CHECK(world, !on == !count_successes(world));
    switch (execution->outcome) {
    case OUTCOME_NONE:
        CHECK(world, !"finished without an outcome");
        break;
    case OUTCOME_DELIVERED:
        CHECK(world, world->success[on - 1]);
        break;
    case OUTCOME_FAILED:
        for (size_t at = 0; at < execution->position; at++)
            CHECK(world,
                execution->attempts[at].left ||
                    execution->attempts[at].skipped);
        break;
    case OUTCOME_EXPIRED:
        CHECK(world, world->now >= world->not_after);
        break;
    case OUTCOME_STOPPED:
        CHECK(world, world->stop_seen);
        break;
    case OUTCOME_CANCELLED:
        CHECK(world, world->cancel_seen);
        break;
    }
}

static void
check_actions(struct world *world)
{
    unsigned sends = 0;

    CHECK(world, world->actions.n <= ENGINE_ACTIONS_MAX);
    for (size_t i = 0; i < world->actions.n; i++) {
        const struct engine_action *action = &world->actions.list[i];

        world->stop_seen |= action->rule == RULE_STOPPED;
        switch (action->kind) {
        case ACTION_SEND:
            check_send(world, action->position);
            sends++;
            break;
        case ACTION_FINISH:
            check_finish(world);
            break;
        case ACTION_WITHDRAW:
        case ACTION_QUERY:
            CHECK(world, !world->execution.outcome);
            CHECK(world, world->sends[action->position] > 0);
            break;
        case ACTION_OPT_OUT:
        case ACTION_ALARM:
        case ACTION_NOTE:
            break;
        }
    }
    CHECK(world, sends <= 1);
}

static void
check_end(struct world *world)
{
    const struct engine_execution *is = &world->execution;
    const struct engine_execution *was = &world->before;

    CHECK(world, (is->outcome != OUTCOME_NONE) == (world->finishes == 1));
    CHECK(world, engine_ended(is) == (is->outcome != OUTCOME_NONE));
    if (!was->outcome)
        return;
    CHECK(world, is->outcome == was->outcome);
    CHECK(world, is->delivered_on == was->delivered_on);
    CHECK(world, is->ended_at == was->ended_at);
    CHECK(world, is->cancelled == was->cancelled);
    CHECK(world, engine_due(&world->plan, is) == INT64_MAX);
}

static void
check_attempts(struct world *world)
{
    const struct engine_execution *is = &world->execution;
    const struct engine_execution *was = &world->before;

    CHECK(world, is->position >= was->position);
    CHECK(world, is->doubled >= was->doubled);
    CHECK(world, engine_status_word(&world->plan, is, is->position) != NULL);
    if (count_successes(world) > 1)
        CHECK(world, is->doubled);
    for (size_t at = 0; at < world->plan.nchannels; at++) {
        const struct engine_attempt *attempt = &is->attempts[at];

        CHECK(world, (attempt->tries > 0) == (world->sends[at] > 0));
        CHECK(world, attempt->deadline == world->deadlines[at]);
        CHECK(world, attempt->late >= was->attempts[at].late);
        CHECK(world, attempt->left >= was->attempts[at].left);
    }
}

/* The same report once more: nothing is sent, ended or asked for. */
static void
check_repeat(struct world *world)
{
    const size_t at = world->event.position;
    struct engine_execution again = world->execution;
    struct engine_actions actions;

    engine_step(&world->plan, &again, &world->event, world->now, &actions);
    for (size_t i = 0; i < actions.n; i++)
        CHECK(world, actions.list[i].kind == ACTION_NOTE);
    if (at < FLOW_CHANNELS_MAX)
        CHECK(world,
            engine_report(&again.attempts[at]) ==
                engine_report(&world->execution.attempts[at]));
}

static void
check_packed(struct world *world)
{
    uint8_t bytes[ENGINE_PACKED_MAX], second[ENGINE_PACKED_MAX];
    struct engine_execution copy;
    const size_t len = engine_pack(&world->execution, bytes);

    CHECK(world, len <= ENGINE_PACKED_MAX);
    CHECK(world, engine_unpack(&copy, bytes, len));
    CHECK(world, engine_pack(&copy, second) == len);
    CHECK(world, !memcmp(bytes, second, len));
    CHECK(world,
        engine_due(&world->plan, &copy) ==
            engine_due(&world->plan, &world->execution));
    world->execution = copy; /* the rest of its life is lived by the copy */
}

static void
step(struct world *world)
{
    remember(world);
    world->before = world->execution;
    engine_step(&world->plan, &world->execution, &world->event, world->now,
        &world->actions);
    check_actions(world);
    check_end(world);
    check_attempts(world);
    if (world->event.kind == EVENT_TIMER)
        CHECK(world, engine_due(&world->plan, &world->execution) > world->now);
    if (world->event.kind == EVENT_REPORT)
        check_repeat(world);
    if (world->seed % 32 == 0)
        check_packed(world);
    world->nevents++;
}

/* Nobody answers any more: the timers alone bring every execution to an end. */
static void
run_timers(struct world *world)
{
    for (unsigned i = 0;
         engine_due(&world->plan, &world->execution) != INT64_MAX; i++) {
        CHECK(world, i < 20 * FLOW_CHANNELS_MAX);
        world->event =
            (struct engine_event){.kind = EVENT_TIMER, .jitter = draw(world)};
        world->now = engine_due(&world->plan, &world->execution);
        step(world);
    }
    CHECK(world, engine_ended(&world->execution) == world->execution.invoked);
}

static void
live(uint64_t seed)
{
    struct world world = {
        .seed = seed, .chance = seed, .now = INT64_C(1800000000000)};
    const unsigned nevents = 1 + below(&world, EVENTS_MAX);

    draw_plan(&world);
    while (world.nevents < nevents) {
        draw_event(&world);
        step(&world);
        draw_now(&world);
    }
    run_timers(&world);
}

static void
no_world_breaks_a_promise(void **state)
{
    const char *seed = getenv("FALLBACK_SEED");

    (void)state;
    if (seed) {
        live(strtoull(seed, NULL, 10));
        return;
    }
    for (uint64_t i = 0; i < WORLDS; i++)
        live(i);
}

static void
shuffle(struct world *world, struct engine_event *events, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t j = below(world, i);
        const struct engine_event event = events[i - 1];

        events[i - 1] = events[j];
        events[j] = event;
    }
}

/* What the attempt's report is after these, in this order, some twice. */
static enum report
join(struct world *world, const struct engine_event *events, uint32_t n)
{
    const struct engine_event invoked = {.kind = EVENT_INVOKED};
    struct engine_execution execution = {0};
    struct engine_actions actions;

    engine_step(&world->plan, &execution, &invoked, 1000, &actions);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t times = 1 + below(world, 2); times; times--)
            engine_step(
                &world->plan, &execution, &events[i], 1000 + i, &actions);
    return engine_report(&execution.attempts[0]);
}

static void
reports_join_the_same_in_any_order(void **state)
{
    struct world world = {.chance = 7};

    (void)state;
    draw_plan(&world);
    for (unsigned i = 0; i < 20000; i++) {
        struct engine_event events[8];
        const uint32_t n = 1 + below(&world, ARRAY_LEN(events));

        for (uint32_t k = 0; k < n; k++)
            events[k] = (struct engine_event){
                .kind = EVENT_REPORT,
                .report = (enum report)(1 + below(&world, REPORT_EXPIRED)),
                .part = (uint8_t)below(&world, 4),
            };
        const enum report first = join(&world, events, n);
        shuffle(&world, events, n);
        assert_int_equal(join(&world, events, n), first);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_world_breaks_a_promise),
        cmocka_unit_test(reports_join_the_same_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
