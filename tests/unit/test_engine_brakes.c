/* The engine by example: rates, channels that are down, pauses, budgets. */
#include "test.h"

#include "engine_play.h"

#define ALL(examples) play_all(examples, ARRAY_LEN(examples))

static int
three_channels(void **state)
{
    (void)state;
    play_plan(3, (int[]){60, 60, 60});
    return 0;
}

static void
waits_for_its_turn_outside_the_delay(void **state)
{
    static const struct example examples[] = {
        {"0 invoked busy 1, 100 resumed, 101 delivered 1",
            "100 send 1, 101 delivered on 1"},
        {"0 invoked busy 1, 100 resumed, ...",
            "100 send 1, 160 send 2, 220 send 3, 280 failed"},
        {"0 invoked busy 1, ...", "600 expired"},
        /* nothing but a resumption ends it */
        {"0 invoked busy 1, 5 tick, 6 resumed busy 1, 9 tick, 10 resumed",
            "10 send 1"},
        /* of another channel only it is held */
        {"0 invoked busy 2, 1 failed 1 busy 2, 70 resumed, 71 delivered 2",
            "0 send 1, 70 send 2, 71 delivered on 2"},
    };

    (void)state;
    ALL(examples);
    assert_string_equal(play_notes("0 invoked busy 1, 9 resumed"),
        "0 (invoked), 0 (waits for its turn: the channel's rate), 9 send 1");
}

static void
a_try_that_waits_for_its_turn_is_inside_the_delay(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 0.1 refused 1 rate_limited busy 1, 30 resumed, "
         "31 delivered 1",
            "0 send 1, 30 send 1, 31 delivered on 1"},
        {"0 invoked, 0.1 refused 1 rate_limited busy 1, 61 failed 2, "
         "62 delivered 3",
            "0 send 1, 60 send 2, 61 send 3, 62 delivered on 3"},
    };

    (void)state;
    ALL(examples);
}

static void
a_channel_that_is_down_is_left_for_the_next(void **state)
{
    static const struct example examples[] = {
        {"0 invoked down 1, 1 delivered 2", "0 send 2, 1 delivered on 2"},
        {"0 invoked down 12, 1 delivered 3", "0 send 3, 1 delivered on 3"},
        /* the last one is waited for */
        {"0 invoked down 123, 9 resumed, 10 delivered 3",
            "9 send 3, 10 delivered on 3"},
        {"0 invoked down 12 skipping 3, 9 resumed", "9 send 2"},
        /* what was begun is left, too, when it is to be tried again */
        {"0 invoked, 0.1 refused 1 provider_down down 1, 3 tick",
            "0 send 1, 0.65 send 2"},
        /* a closed window comes first: by then it may work again */
        {"0 invoked until 30 down 1, 9 tick, 31 tick", "30 send 1"},
    };

    (void)state;
    play_plan(3, (int[]){60, 60, 60});
    ALL(examples);
    play("0 invoked down 1");
    assert_true(execution.attempts[0].left);
    assert_int_equal(execution.attempts[0].tries, 0);
    assert_int_equal(execution.attempts[0].moved_on, REASON_PROVIDER_DOWN);
    assert_string_equal(word_of(1), "FAILED");
}

static void
a_channel_that_is_down_is_waited_for_where_the_flow_says_so(void **state)
{
    (void)state;
    plan.channels[0].fallback_on &= ~(1U << REASON_PROVIDER_DOWN);
    assert_string_equal(play("0 invoked down 1, 9 resumed, 10 delivered 1"),
        "9 send 1, 10 delivered on 1");
    plan.channels[0].fallback_on |= 1U << REASON_PROVIDER_DOWN;
    plan.channels[0].stop_on |= 1U << REASON_PROVIDER_DOWN;
    assert_string_equal(play("0 invoked down 1, 9 resumed"), "9 send 1");
}

static void
a_spent_budget_begins_no_fallback(void **state)
{
    static const struct example held[] = {
        {"0 invoked spent, 1 delivered 1", "0 send 1, 1 delivered on 1"},
        {"0 invoked spent, 1 failed 1 spent, 90 resumed, 91 delivered 2",
            "0 send 1, 90 send 2, 91 delivered on 2"},
        {"0 invoked, 1 failed 1 spent, 90 resumed spent, 95 resumed",
            "0 send 1, 95 send 2"},
        {"0 invoked, 1 failed 1 spent, ...", "0 send 1, 600 expired"},
        /* a late report ends the wait */
        {"0 invoked, 1 failed 1 spent, 2 delivered 1",
            "0 send 1, 2 delivered on 1"},
        /* a channel that was skipped was not left */
        {"0 invoked spent skipping 1", "0 send 2"},
        /* one that was left before it began was */
        {"0 invoked spent down 1, 9 resumed", "9 send 2"},
        /* what was begun is paid for */
        {"0 invoked, 1 failed 1, 2 refused 2 rate_limited spent, 6 tick",
            "0 send 1, 1 send 2, 2.75 send 2"},
    };
    static const struct example stopped[] = {
        {"0 invoked, 1 failed 1 spent", "0 send 1, 1 stopped"},
        {"0 invoked, 1 failed 1, 2 failed 2 spent",
            "0 send 1, 1 send 2, 2 stopped"},
        {"0 invoked, 1 failed 1 until 30 spent, 9 tick, 31 tick",
            "0 send 1, 30 send 2"},
    };

    (void)state;
    ALL(held);
    plan.when_spent = WHEN_SPENT_STOP;
    ALL(stopped);
}

#define TEST(name) cmocka_unit_test_setup(name, three_channels)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(waits_for_its_turn_outside_the_delay),
        TEST(a_try_that_waits_for_its_turn_is_inside_the_delay),
        TEST(a_channel_that_is_down_is_left_for_the_next),
        TEST(a_channel_that_is_down_is_waited_for_where_the_flow_says_so),
        TEST(a_spent_budget_begins_no_fallback),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
