/*
 * The engine by chance: random plans, random events, nonsense among them, and
 * what must hold after each. A failure names its seed; FALLBACK_SEED=n runs
 * that one alone, FALLBACK_WORLDS=n so many.
 */
#include "test.h"

#include "engine_chance.h"
#include "pack.h"

#define WORLDS 200000
#define EVENTS_MAX 20

#define CHECK(world, truth)                                                   \
    do {                                                                      \
        if (!(truth))                                                         \
            fail_msg("FALLBACK_SEED=%llu, event %u: %s",                      \
                (unsigned long long)(world)->seed, (world)->nevents, #truth); \
    } while (0)

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
    if (event->kind == EVENT_QUERIED &&
        (event->never_taken || event->unanswered))
        report = REPORT_NONE;
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
    if (event->kind == EVENT_QUERIED && event->never_taken)
        world->refused[at] |= execution->attempts[at].asked > 1;
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
    CHECK(world, !(world->event.opted_out >> at & 1));
    CHECK(world, !(world->event.unconsented >> at & 1));
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
        CHECK(world, execution->outcome != OUTCOME_NONE);
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

        world->stop_seen |= action->rule == RULE_STOPPED ||
            action->rule == RULE_BUDGET_STOPS ||
            action->rule == RULE_OPTED_OUT || action->rule == RULE_NO_CONSENT;
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

    if (at >= FLOW_CHANNELS_MAX || !world->before.attempts[at].tries)
        return; /* the first was about nothing that was handed over */
    engine_step(&world->plan, &again, &world->event, world->now, &actions);
    for (size_t i = 0; i < actions.n; i++)
        CHECK(world, actions.list[i].kind == ACTION_NOTE);
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
    if (world->execution.invoked)
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
        CHECK(world, i < 400 * FLOW_CHANNELS_MAX);
        world->event = (struct engine_event){
            .kind = EVENT_TIMER, .jitter = chance_draw(world)};
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
    const unsigned nevents = 1 + chance_below(&world, EVENTS_MAX);

    chance_plan(&world);
    while (world.nevents < nevents) {
        chance_event(&world);
        step(&world);
        chance_now(&world);
    }
    run_timers(&world);
}

static uint64_t
read_environment(const char *name, uint64_t preset)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : preset;
}

static void
no_world_breaks_a_promise(void **state)
{
    const uint64_t alone = read_environment("FALLBACK_SEED", UINT64_MAX);
    const uint64_t worlds = read_environment("FALLBACK_WORLDS", WORLDS);

    (void)state;
    if (alone != UINT64_MAX)
        live(alone);
    for (uint64_t i = 0; alone == UINT64_MAX && i < worlds; i++)
        live(i);
}

static void
shuffle(struct world *world, struct engine_event *events, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t j = chance_below(world, i);
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
        for (uint32_t times = 1 + chance_below(world, 2); times; times--)
            engine_step(
                &world->plan, &execution, &events[i], 1000 + i, &actions);
    return engine_report(&execution.attempts[0]);
}

static void
reports_join_the_same_in_any_order(void **state)
{
    struct world world = {.chance = 7};

    (void)state;
    chance_plan(&world);
    for (unsigned i = 0; i < 20000; i++) {
        struct engine_event events[8];
        const uint32_t n = 1 + chance_below(&world, ARRAY_LEN(events));

        for (uint32_t k = 0; k < n; k++)
            events[k] = (struct engine_event){
                .kind = EVENT_REPORT,
                .report =
                    (enum report)(1 + chance_below(&world, REPORT_EXPIRED)),
                .part = (uint8_t)chance_below(&world, 4),
            };
        const enum report first = join(&world, events, n);
        shuffle(&world, events, n);
        assert_int_equal(join(&world, events, n), first);
    }
}

#define EDGES 10000
#define EDGE_MS 5 /* before and after the end of the delay */

/* Counts second messages; `event` is told at `at`. */
static unsigned
tell(struct world *world, enum event_kind kind, int64_t at)
{
    const struct engine_event event = {
        .kind = kind, .report = REPORT_DELIVERED};
    unsigned sends = 0;

    engine_step(&world->plan, &world->execution, &event, at, &world->actions);
    for (size_t i = 0; i < world->actions.n; i++)
        sends += world->actions.list[i].kind == ACTION_SEND &&
            world->actions.list[i].position == 1;
    return sends;
}

static void
begin_anew(struct world *world)
{
    const struct engine_channel channel = {
        .delay_ms = 1000,
        .success = SUCCESS_DELIVERED,
        .fallback_on = UINT32_MAX,
    };

    world->execution = (struct engine_execution){0};
    world->plan = (struct engine_plan){
        .nchannels = 2,
        .channels = {channel, channel},
        .not_after_ms = 600000,
    };
    (void)tell(world, EVENT_INVOKED, 1000);
}

static void
a_report_at_the_end_of_the_delay_has_one_effect(void **state)
{
    struct world world = {.chance = 21};
    const struct engine_execution *is = &world.execution;

    (void)state;
    for (unsigned i = 0; i < EDGES; i++) {
        unsigned second = 0;

        begin_anew(&world);
        const int64_t end = is->attempts[0].deadline;
        const int64_t report =
            end - EDGE_MS + chance_below(&world, 2 * EDGE_MS + 1);
        const int64_t timer = end + chance_below(&world, EDGE_MS + 1);
        const bool first =
            report < timer || (report == timer && chance_below(&world, 2));
        if (first)
            second += tell(&world, EVENT_REPORT, report);
        second += tell(&world, EVENT_TIMER, timer);
        if (!first)
            second += tell(&world, EVENT_REPORT, report);
        assert_int_equal(second, !first);
        assert_int_equal(is->attempts[0].late, !first);
        assert_int_equal(is->outcome == OUTCOME_DELIVERED, first);
        assert_int_equal(is->delivered_on, 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_world_breaks_a_promise),
        cmocka_unit_test(reports_join_the_same_in_any_order),
        cmocka_unit_test(a_report_at_the_end_of_the_delay_has_one_effect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
