/* The engine by example: what recipients do not want. */
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
a_channel_that_is_not_wanted_is_skipped(void **state)
{
    static const struct example examples[] = {
        {"0 invoked unwanted 1, 1 delivered 2", "0 send 2, 1 delivered on 2"},
        {"0 invoked unconsented 12, 1 delivered 3",
            "0 send 3, 1 delivered on 3"},
        {"0 invoked unwanted 1 unconsented 2, ...", "0 send 3, 60 failed"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked unwanted 1, 1 delivered 2");
    assert_string_equal(word_of(1), "SKIPPED");
    assert_false(execution.attempts[0].left);
    assert_string_equal(play_notes("0 invoked unwanted 1 unconsented 2"),
        "0 (invoked), 0 (skipped: the recipient has opted out), "
        "0 (skipped: no consent is recorded), 0 send 3");
}

static void
what_nobody_wants_is_stopped(void **state)
{
    static const struct example examples[] = {
        {"0 invoked unwanted 123", "0 stopped"},
        {"0 invoked skipping 2 unwanted 13", "0 stopped"},
        {"0 invoked skipping 123 unwanted 1", "0 failed"},
        /* what was tried has failed */
        {"0 invoked, 1 failed 1 unwanted 23", "0 send 1, 1 failed"},
    };

    (void)state;
    ALL(examples);
}

static void
an_opt_out_between_two_channels_stops_the_second(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 60 tick unwanted 2, 61 delivered 3",
            "0 send 1, 60 send 3, 61 delivered on 3"},
        {"0 invoked, 1 failed 1 unwanted 2, 61 delivered 3",
            "0 send 1, 1 send 3, 61 delivered on 3"},
        /* held by a window meanwhile */
        {"0 invoked until 30, 30 tick unwanted 1, 31 delivered 2",
            "30 send 2, 31 delivered on 2"},
        {"0 invoked until 30, 30 tick unwanted 123", "30 stopped"},
    };

    (void)state;
    ALL(examples);
}

static void
a_try_is_not_repeated_after_an_opt_out(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 0.1 refused 1 rate_limited, 0.2 tick unwanted 1, "
         "5 delivered 2",
            "0 send 1, 0.85 send 2, 5 delivered on 2"},
        {"0 invoked, 0.1 refused 1 rate_limited unwanted 123, 9 tick",
            "0 send 1, 0.85 failed"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked, 0.1 refused 1 rate_limited unwanted 1, 9 tick");
    assert_true(execution.attempts[0].left);
    assert_int_equal(execution.attempts[0].moved_on, REASON_OPTED_OUT);
    /* with an unknown result it is only not sent again */
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 3600000;
    assert_string_equal(
        play("0 invoked, 1 unknown 1, 9 tick"), "0 send 1, 1.55 send 1");
    assert_string_equal(
        play("0 invoked, 1 unknown 1 unwanted 1, 9 tick"), "0 send 1");
}

static void
nothing_is_withdrawn_for_a_channel_that_is_not_wanted(void **state)
{
    (void)state;
    plan.channels[0].can_recall = true;
    assert_string_equal(play("0 invoked, 61 tick"), "0 send 1, 60 withdraw 1");
    assert_string_equal(
        play("0 invoked, 59 tick unwanted 23, 61 tick"), "0 send 1, 60 failed");
}

#define TEST(name) cmocka_unit_test_setup(name, three_channels)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_channel_that_is_not_wanted_is_skipped),
        TEST(what_nobody_wants_is_stopped),
        TEST(an_opt_out_between_two_channels_stops_the_second),
        TEST(a_try_is_not_repeated_after_an_opt_out),
        TEST(nothing_is_withdrawn_for_a_channel_that_is_not_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
