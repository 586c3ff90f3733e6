/* The engine by example: every row of what it promises, in words. */
#include "test.h"

#include "engine_play.h"

#define ALL(examples) play_all(examples, ARRAY_LEN(examples))

static int
two_channels(void **state)
{
    (void)state;
    play_plan(2, (int[]){60, 120});
    return 0;
}

static void
sends_on_the_next_channel_when_no_report_comes(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 0.4 accepted 1, 2 sent 1, 60.4 accepted 2, 63 delivered 2",
            "0 send 1, 60 send 2, 63 delivered on 2"},
        {"0 invoked, 0.4 accepted 1, 2 delivered 1, 3 read 1, ...",
            "0 send 1, 2 delivered on 1"},
        {"0 invoked, 0.4 accepted 1, 2 failed 1, 4 delivered 2",
            "0 send 1, 2 send 2, 4 delivered on 2"},
        {"0 invoked, 0.4 accepted 1, 2 expired 1, 4 failed 2",
            "0 send 1, 2 send 2, 4 failed"},
        {"0 invoked, ...", "0 send 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 sent 2, 1 accepted 2, 2 delivered 2, 3 failed 9, ...",
            "0 send 1, 60 send 2, 180 failed"},
    };

    (void)state;
    ALL(examples);
}

static void
takes_a_report_before_the_answer(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 delivered 1, 2 accepted 1, ...",
            "0 send 1, 1 delivered on 1"},
        {"0 invoked, 1 sent 1, 2 unknown 1, 3 delivered 1",
            "0 send 1, 3 delivered on 1"},
        {"0 invoked, 1 failed 1, 2 accepted 1, 3 delivered 2",
            "0 send 1, 1 send 2, 3 delivered on 2"},
        {"0 invoked, 1 unknown 1, 2 delivered 1", "0 send 1, 2 delivered on 1"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked, 1 unknown 1, 2 sent 1");
    assert_int_equal(execution.attempts[0].state, ATTEMPT_WAITING);
}

static void
one_of_report_and_timeout_wins(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 accepted 1, 59.999 delivered 1, 60 tick, ...",
            "0 send 1, 59.999 delivered on 1"},
        {"0 invoked, 1 accepted 1, 60 delivered 1, 60 tick, ...",
            "0 send 1, 60 delivered on 1"},
        {"0 invoked, 1 accepted 1, 60 tick, 60 delivered 1, ...",
            "0 send 1, 60 send 2, 180 delivered on 1"},
    };

    (void)state;
    ALL(examples);
}

static void
every_class_of_error_does_its_own(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 refused 1 not_on_channel", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 unreachable", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 blocked", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 invalid_recipient", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 expired", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 other", "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 opted_out",
            "0 send 1, 1 opt out 1, 1 stopped"},
        {"0 invoked, 1 refused 1 template_unusable",
            "0 send 1, 1 alarm 1, 1 send 2"},
        {"0 invoked, 1 refused 1 parameters_wrong",
            "0 send 1, 1 alarm 1, 1 send 2"},
        {"0 invoked, 1 refused 1 auth", "0 send 1, 1 alarm 1, 1 send 2"},
        {"0 invoked, 1 refused 1 payment", "0 send 1, 1 alarm 1, 1 send 2"},
        {"0 invoked, 1 refused 1 rate_limited, 1.9 accepted 1, 3 delivered 1",
            "0 send 1, 1.75 send 1, 3 delivered on 1"},
        {"0 invoked, 1 refused 1 provider_down, 1.9 accepted 1, 3 delivered 1",
            "0 send 1, 1.55 send 1, 3 delivered on 1"},
    };

    (void)state;
    ALL(examples);
}

static void
tries_again_inside_the_delay_only(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 refused 1 rate_limited after 7, 10 accepted 1, ...",
            "0 send 1, 8.25 send 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 refused 1 rate_limited after 1000000000",
            "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 rate_limited after 58, 59.5 refused 1 "
         "rate_limited",
            "0 send 1, 59.25 send 1, 59.5 send 2"},
        {"0 invoked, 1 refused 1 rate_limited, 2 refused 1 rate_limited, "
         "4 refused 1 rate_limited, 8 refused 1 blocked",
            "0 send 1, 1.75 send 1, 3.5 send 1, 7 send 1, 8 send 2"},
        {"0 invoked, 1 refused 1 rate_limited after 58.749, 59.999 tick",
            "0 send 1, 59.999 send 1"},
        {"0 invoked, 1 refused 1 rate_limited after 58.75",
            "0 send 1, 1 send 2"},
        {"0 invoked, 1 refused 1 rate_limited, 1 refused 1 rate_limited, "
         "1.2 delivered 1, ...",
            "0 send 1, 1.2 delivered on 1"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked, 1 refused 1 rate_limited after 1000000000");
    assert_int_equal(execution.attempts[0].moved_on, REASON_RATE_LIMITED);
}

static void
what_the_flow_names_decides(void **state)
{
    (void)state;
    plan.channels[0].fallback_on = 1U << REASON_TIMEOUT;
    assert_string_equal(play("0 invoked, 1 failed 1"), "0 send 1, 1 failed");
    assert_string_equal(play("0 invoked, 1 expired 1"), "0 send 1, 1 failed");
    assert_string_equal(
        play("0 invoked, 1 refused 1 blocked"), "0 send 1, 1 failed");
    assert_string_equal(play("0 invoked, 61 sent 2"), "0 send 1, 60 send 2");

    plan.channels[0].fallback_on = 1U << REASON_EXPIRED;
    assert_string_equal(play("0 invoked, 1 expired 1"), "0 send 1, 1 send 2");
    assert_int_equal(execution.attempts[0].moved_on, REASON_EXPIRED);

    plan.channels[0].fallback_on = 1U << REASON_FAILED;
    assert_string_equal(play("0 invoked, ..."), "0 send 1, 60 failed");
    assert_string_equal(play("0 invoked, 1 expired 1"), "0 send 1, 1 send 2");
    assert_string_equal(
        play("0 invoked, 1 failed 1 blocked"), "0 send 1, 1 send 2");
    assert_string_equal(
        play("0 invoked, 1 refused 1 blocked"), "0 send 1, 1 failed");

    plan.channels[0].fallback_on = 1U << REASON_BLOCKED;
    plan.channels[0].stop_on = 1U << REASON_FAILED | 1U << REASON_PAYMENT;
    assert_string_equal(
        play("0 invoked, 1 failed 1 blocked"), "0 send 1, 1 send 2");
    assert_string_equal(
        play("0 invoked, 1 failed 1 other"), "0 send 1, 1 stopped");
    assert_string_equal(play("0 invoked, 1 refused 1 payment"),
        "0 send 1, 1 alarm 1, 1 stopped");
}

static void
a_failed_report_may_bring_its_class(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 failed 1 opted_out", "0 send 1, 1 opt out 1, 1 stopped"},
        {"0 invoked, 1 failed 1 payment, 2 failed 1 payment",
            "0 send 1, 1 alarm 1, 1 send 2"},
        {"0 invoked, 1 failed 1 rate_limited", "0 send 1, 1 send 2"},
    };

    (void)state;
    ALL(examples);
}

static void
unknown_is_not_sent_again(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 unknown 1, ...", "0 send 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 unknown 1, 1 unknown 1, 5 accepted 1, 6 delivered 1",
            "0 send 1, 6 delivered on 1"},
        {"0 invoked, 1 unknown 1, 5 refused 1 blocked", "0 send 1, 5 send 2"},
        {"0 invoked, 90 unknown 1", "0 send 1, 60 send 2"},
    };

    (void)state;
    ALL(examples);
    plan.channels[0].dedupe_ms = 86400000; /* hold means hold */
    ALL(examples);
}

static void
unknown_is_sent_again_while_the_provider_knows_it(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 unknown 1, 1.9 accepted 1, 3 delivered 1",
            "0 send 1, 1.55 send 1, 3 delivered on 1"},
        {"0 invoked, 1 unknown 1, 1.2 delivered 1, ...",
            "0 send 1, 1.2 delivered on 1"},
        {"0 invoked, 1 unknown 1, 2 unknown 1, ...",
            "0 send 1, 1.55 send 1, 3.05 send 1, 60 send 2, 180 failed"},
        {"0 invoked, 4.8 unknown 1, ...", "0 send 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 unknown 1, 5 tick until 0, ...",
            "0 send 1, 1.55 send 1, 60 send 2, 180 failed"},
    };

    (void)state;
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 5000;
    ALL(examples);
    play("0 invoked, 4.8 unknown 1");
    assert_int_equal(execution.attempts[0].retry_at, 0);
    plan.channels[0].can_query = true;
    assert_string_equal(play("0 invoked, 1 unknown 1, 1.2 asked 1 sent, ..."),
        "0 send 1, 1 query 1, 58 query 1, 60 send 2, 180 failed");
    plan.channels[0].dedupe_ms = 86400000;
    assert_string_equal(play("0 invoked, 58.1 unknown 1, 60 unknown 1"),
        "0 send 1, 58.1 query 1, 58.65 send 1, 60 send 2");
    plan.channels[0].can_query = false;
    plan.channels[0].dedupe_ms = 0;
    assert_string_equal(
        play("0 invoked, 1 unknown 1, ..."), "0 send 1, 60 send 2, 180 failed");
}

static void
unknown_may_move_on_at_once(void **state)
{
    (void)state;
    plan.channels[0].on_unknown = ON_UNKNOWN_FALLBACK;
    plan.channels[0].fallback_on = 1U << REASON_FAILED;
    assert_string_equal(play("0 invoked, 1 unknown 1"), "0 send 1, 1 send 2");
    assert_string_equal(word_of(1), "UNKNOWN");
    plan.channels[0].can_recall = true;
    assert_string_equal(play("0 invoked, 1 unknown 1, 2 withdrawn 1 yes"),
        "0 send 1, 1 withdraw 1, 2 send 2");
}

static void
asks_before_it_takes_silence_for_a_no(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 accepted 1, ...",
            "0 send 1, 58 query 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 accepted 1, 59 asked 1 delivered, ...",
            "0 send 1, 58 query 1, 59 delivered on 1"},
        {"0 invoked, 1 accepted 1, 59 asked 1 sent, ...",
            "0 send 1, 58 query 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 accepted 1, 59 asked 1 failed",
            "0 send 1, 58 query 1, 59 send 2"},
        {"0 invoked, 1 unknown 1, 2 asked 1 accepted, 3 delivered 1",
            "0 send 1, 1 query 1, 3 delivered on 1"},
        {"0 invoked, 1 unknown 1, 2 asked 1, ...",
            "0 send 1, 1 query 1, 3 query 1, 7 query 1, 15 query 1, "
            "31 query 1, 58 query 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 unknown 1, 8 asked 1 sent, ...",
            "0 send 1, 1 query 1, 3 query 1, 7 query 1, 58 query 1, "
            "60 send 2, 180 failed"},
        /* What is asked at once may still be on its way; twice is enough. */
        {"0 invoked, 1 unknown 1, 1.1 asked 1 never, 2 delivered 1",
            "0 send 1, 1 query 1, 2 delivered on 1"},
        {"0 invoked, 1 unknown 1, 1.1 asked 1 never, 3.1 asked 1 never, "
         "5 accepted 1, 6 delivered 1",
            "0 send 1, 1 query 1, 3 query 1, 3.65 send 1, 6 delivered on 1"},
        {"0 invoked, 57.5 unknown 1, 58 asked 1 never, 58.5 asked 1 never, ...",
            "0 send 1, 57.5 query 1, 58 query 1, 59.05 send 1, 60 send 2, "
            "180 failed"},
        {"0 invoked, 1 accepted 1, 2 asked 1 never, 3 asked 1 never, ...",
            "0 send 1, 58 query 1, 60 send 2, 180 failed"},
        /* Nobody hears the answer: it is asked for again. */
        {"0 invoked, 1 accepted 1, 59 asked 1 unheard, ...",
            "0 send 1, 58 query 1, 59 query 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 unknown 1, 1.5 asked 1 unheard, 1.6 asked 1 sent, ...",
            "0 send 1, 1 query 1, 1.5 query 1, 58 query 1, 60 send 2, "
            "180 failed"},
        {"0 invoked, 59 unknown 1, ...",
            "0 send 1, 59 query 1, 60 send 2, 180 failed"},
        {"0 invoked, 1 accepted 1, 58.5 delivered 1, 59 asked 1 delivered, ...",
            "0 send 1, 58 query 1, 58.5 delivered on 1"},
    };

    (void)state;
    plan.channels[0].can_query = true;
    ALL(examples);
}

/* A machine that slept: the first event comes when the delay is long over. */
static void
asks_first_when_it_was_down(void **state)
{
    struct engine_actions actions;
    const struct engine_event timer = {.kind = EVENT_TIMER};
    const struct engine_event answer = {
        .kind = EVENT_QUERIED, .report = REPORT_SENT};

    (void)state;
    plan.channels[0].can_query = true;
    play("0 invoked, 1 accepted 1");
    engine_step(&plan, &execution, &timer, 500000, &actions);
    assert_int_equal(actions.n, 1);
    assert_int_equal(actions.list[0].kind, ACTION_QUERY);
    assert_int_equal(engine_due(&plan, &execution), 502000);
    engine_step(&plan, &execution, &timer, 501999, &actions);
    assert_int_equal(actions.n, 0);
    struct engine_execution silent = execution;
    engine_step(&plan, &silent, &timer, 502000, &actions);
    assert_int_equal(silent.position, 1);
    engine_step(&plan, &execution, &answer, 500400, &actions);
    assert_int_equal(execution.position, 1);
    assert_int_equal(execution.attempts[1].sending_at, 500400);
}

static void
repeats_nothing_after_the_delay(void **state)
{
    struct engine_actions actions;
    const struct engine_event timer = {.kind = EVENT_TIMER};

    (void)state;
    plan.channels[0].can_query = true;
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 86400000;
    play("0 invoked, 1 unknown 1");
    assert_int_equal(execution.attempts[0].retry_at, 1550);
    engine_step(&plan, &execution, &timer, 60000, &actions);
    assert_int_equal(actions.n, 1);
    assert_int_equal(actions.list[0].kind, ACTION_QUERY);
    assert_int_equal(engine_due(&plan, &execution), 62000);
}

static void
withdraws_what_may_still_arrive(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 accepted 1, 61 withdrawn 1 yes, 63 delivered 2",
            "0 send 1, 60 withdraw 1, 61 send 2, 63 delivered on 2"},
        {"0 invoked, 1 accepted 1, 61 withdrawn 1, 63 delivered 2",
            "0 send 1, 60 withdraw 1, 61 send 2, 63 delivered on 2"},
        {"0 invoked, 1 accepted 1, ...",
            "0 send 1, 60 withdraw 1, 65 send 2, 185 failed"},
        {"0 invoked, 1 accepted 1, 61 delivered 1, 62 withdrawn 1, ...",
            "0 send 1, 60 withdraw 1, 61 delivered on 1"},
        {"0 invoked, 1 accepted 1, 61 failed 1",
            "0 send 1, 60 withdraw 1, 61 send 2"},
        {"0 invoked, 1 accepted 1, 2 failed 1", "0 send 1, 2 send 2"},
        {"0 invoked, 1 refused 1 blocked", "0 send 1, 1 send 2"},
        /* Too late: its delivered report is given the rest of the time. */
        {"0 invoked, 1 accepted 1, 61 withdrawn 1 toolate, 62 delivered 1, ...",
            "0 send 1, 60 withdraw 1, 62 delivered on 1"},
        {"0 invoked, 1 accepted 1, 61 withdrawn 1 toolate, ...",
            "0 send 1, 60 withdraw 1, 65 send 2, 185 failed"},
        {"0 invoked, 61 cancelled, 70 tick, ...",
            "0 send 1, 60 withdraw 1, 61 cancelled"},
    };

    (void)state;
    plan.channels[0].can_recall = true;
    plan.channels[1].can_recall = true;
    ALL(examples);
    plan.channels[0].withdraw = WITHDRAW_REQUIRE;
    ALL(examples);
    play(examples[0].script);
    assert_true(execution.attempts[0].withdrawn);
    play(examples[3].script);
    assert_true(execution.attempts[0].late);
    play(examples[4].script);
    assert_int_equal(execution.attempts[0].moved_on, REASON_TIMEOUT);
    play(examples[9].script);
    assert_int_equal(execution.attempts[0].withdraw_by, 0);
    play("0 invoked, 1 withdrawn 1 yes"); /* nobody asked */
    assert_false(execution.attempts[0].withdrawn);
    plan.channels[0].withdraw = WITHDRAW_NEVER;
    assert_string_equal(
        play("0 invoked, ..."), "0 send 1, 60 send 2, 180 failed");
    plan.channels[0].withdraw = WITHDRAW_AUTO;
    plan.not_after_ms = 60000;
    assert_string_equal(play("0 invoked, ..."), "0 send 1, 60 expired");
}

static void
skips_channels_that_are_not_for_the_recipient(void **state)
{
    static const struct example examples[] = {
        {"0 invoked skipping 1, 1 delivered 2", "0 send 2, 1 delivered on 2"},
        {"0 invoked skipping 2, ...", "0 send 1, 60 failed"},
        {"0 invoked skipping 12", "0 failed"},
        {"0 invoked, 0 invoked skipping 1, ...",
            "0 send 1, 60 send 2, 180 failed"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked skipping 1");
    assert_string_equal(word_of(1), "SKIPPED");
    assert_string_equal(word_of(2), "SENDING");
    plan.channels[0].can_recall = true;
    assert_string_equal(
        play("0 invoked skipping 2, ..."), "0 send 1, 60 failed");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, two_channels)
    const struct CMUnitTest tests[] = {
        TEST(sends_on_the_next_channel_when_no_report_comes),
        TEST(takes_a_report_before_the_answer),
        TEST(one_of_report_and_timeout_wins),
        TEST(every_class_of_error_does_its_own),
        TEST(tries_again_inside_the_delay_only),
        TEST(what_the_flow_names_decides),
        TEST(a_failed_report_may_bring_its_class),
        TEST(unknown_is_not_sent_again),
        TEST(unknown_is_sent_again_while_the_provider_knows_it),
        TEST(unknown_may_move_on_at_once),
        TEST(asks_before_it_takes_silence_for_a_no),
        TEST(asks_first_when_it_was_down),
        TEST(repeats_nothing_after_the_delay),
        TEST(withdraws_what_may_still_arrive),
        TEST(skips_channels_that_are_not_for_the_recipient),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
