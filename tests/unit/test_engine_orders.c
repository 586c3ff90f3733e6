/* Orders and races: the same reports in any order, and at the deadline. */
#include "test.h"

#include "base.h"
#include "engine_chance.h"

#define CHECK(seed, truth)                                                 \
    do {                                                                   \
        if (!(truth))                                                      \
            fail_msg("seed %llu: %s", (unsigned long long)(seed), #truth); \
    } while (0)

/* Every order of every set of these reports, each up to three times over. */
#define KINDS 5

struct permuting {
    struct world *world;
    const enum report *reports;
    unsigned times;
    enum report wanted;
    unsigned plays;
};

/* What came of the reports in this order: the joined report, and how many
 * changes it brought that anybody is told of. */
static enum report
play_order(struct permuting *p, const size_t order[KINDS])
{
    const struct engine_event invoked = {.kind = EVENT_INVOKED};
    struct engine_execution execution = {0};
    struct engine_actions actions;
    unsigned told[REPORT_EXPIRED + 1] = {0}, sends = 0, finishes = 0;

    engine_step(&p->world->plan, &execution, &invoked, 1000, &actions);
    for (size_t i = 0; i < KINDS * p->times; i++) {
        const struct engine_event event = {.kind = EVENT_REPORT,
            .report = p->reports[order[i / p->times]],
            .reason = REASON_BLOCKED};

        engine_step(
            &p->world->plan, &execution, &event, 1001 + (int64_t)i, &actions);
        for (size_t a = 0; a < actions.n; a++) {
            const struct engine_action *action = &actions.list[a];

            sends += action->kind == ACTION_SEND;
            finishes += action->kind == ACTION_FINISH;
            if (action->rule == RULE_REPORT || action->rule == RULE_REPORT_LATE)
                told[action->report]++;
        }
    }
    assert_true(sends <= 1);
    assert_int_equal(finishes, execution.outcome != OUTCOME_NONE);
    for (size_t i = 0; i < KINDS; i++) /* each change once, repeats never */
        assert_int_equal(told[p->reports[i]], 1);
    p->plays++;
    return engine_report(&execution.attempts[0]);
}

static void
permute(struct permuting *p, size_t order[KINDS], size_t fixed)
{
    if (fixed == KINDS) {
        assert_int_equal(play_order(p, order), p->wanted);
        return;
    }
    for (size_t i = fixed; i < KINDS; i++) {
        const size_t first = order[fixed];

        order[fixed] = order[i];
        order[i] = first;
        permute(p, order, fixed + 1);
        order[i] = order[fixed];
        order[fixed] = first;
    }
}

static void
all_orders_of_all_reports_are_the_same(void **state)
{
    static const enum report reports[KINDS] = {REPORT_ACCEPTED, REPORT_SENT,
        REPORT_DELIVERED, REPORT_READ, REPORT_FAILED};
    struct world world = {.plan = {.nchannels = 2, .not_after_ms = 900000}};

    (void)state;
    for (int success = SUCCESS_SENT; success <= SUCCESS_READ; success++)
        for (unsigned times = 1; times <= 3; times++) {
            struct permuting p = {
                .world = &world,
                .reports = reports,
                .times = times,
                .wanted = REPORT_READ,
            };
            size_t order[KINDS] = {0, 1, 2, 3, 4};

            for (size_t i = 0; i < 2; i++)
                world.plan.channels[i] = (struct engine_channel){
                    .delay_ms = 60000,
                    .success = (enum success)success,
                    .fallback_on = ~(1U << REASON_OPTED_OUT),
                    .stop_on = 1U << REASON_OPTED_OUT,
                };
            permute(&p, order, 0);
            assert_int_equal(p.plays, 120);
        }
}

/* Where a report, the runner's wakes and a query's answer come at the end of
 * a delay, to the millisecond: one thing wins, and all agree on which. */
static void
race_at_the_deadline(uint64_t seed)
{
    struct world world = {.seed = seed, .chance = seed};
    struct engine_execution execution = {0};
    struct engine_actions actions;
    const struct engine_event invoked = {.kind = EVENT_INVOKED};
    const struct engine_event accepted = {.kind = EVENT_ACCEPTED};
    const struct engine_event timer = {.kind = EVENT_TIMER};
    const struct engine_event delivered = {
        .kind = EVENT_REPORT, .report = REPORT_DELIVERED};
    const int64_t deadline = 1000 + 60000;
    unsigned fallbacks = 0, finishes = 0;
    bool told = false;

    world.plan = (struct engine_plan){.nchannels = 2, .not_after_ms = 900000};
    for (size_t i = 0; i < 2; i++)
        world.plan.channels[i] = (struct engine_channel){.delay_ms = 60000,
            .fallback_on = ~0U,
            .success = SUCCESS_DELIVERED,
            .can_recall = chance_below(&world, 4) == 0};
    engine_step(&world.plan, &execution, &invoked, 1000, &actions);
    engine_step(&world.plan, &execution, &accepted, 1200, &actions);
    for (int64_t now = deadline - 5; now <= deadline + 5; now++)
        while (chance_below(&world, 3)) {
            const bool reports = chance_below(&world, 5) == 0;

            engine_step(&world.plan, &execution, reports ? &delivered : &timer,
                now, &actions);
            told |= reports;
            for (size_t i = 0; i < actions.n; i++) {
                fallbacks += actions.list[i].kind == ACTION_SEND;
                finishes += actions.list[i].kind == ACTION_FINISH;
            }
        }
    CHECK(seed, fallbacks <= 1 && finishes <= 1);
    /* Delivered and nothing else sent, or moved on: never both. */
    CHECK(seed, !finishes || (told && !fallbacks));
    CHECK(seed, !fallbacks || execution.attempts[0].left);
    CHECK(seed, !fallbacks || !told || execution.attempts[0].late);
    CHECK(seed, !told || fallbacks || execution.outcome == OUTCOME_DELIVERED);
}

static void
a_report_at_the_deadline_and_the_deadline_are_one_decision(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 10000; seed++)
        race_at_the_deadline(seed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_orders_of_all_reports_are_the_same),
        cmocka_unit_test(
            a_report_at_the_deadline_and_the_deadline_are_one_decision),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
