/* The engine by example: late reports, holds, not_after, cancelling, parts. */
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
a_late_success_begins_nothing_more(void **state)
{
    static const struct example examples[] = {
        /* the later one is in flight: listened to, and nothing after it */
        {"0 invoked, 61 accepted 2, 70 delivered 1, ...",
            "0 send 1, 60 send 2, 120 delivered on 1"},
        {"0 invoked, 61 accepted 2, 70 delivered 1, 80 failed 2, ...",
            "0 send 1, 60 send 2, 80 delivered on 1"},
        {"0 invoked, 61 accepted 2, 70 delivered 1, 80 delivered 2, ...",
            "0 send 1, 60 send 2, 80 delivered on 1"},
        {"0 invoked, 125 delivered 2, 130 delivered 1, ...",
            "0 send 1, 60 send 2, 120 send 3, 180 delivered on 2"},
        {"0 invoked, 70 delivered 1, 71 refused 2 rate_limited, ...",
            "0 send 1, 60 send 2, 71 delivered on 1"},
        {"0 invoked, 61 unknown 2, 70 delivered 1, ...",
            "0 send 1, 60 send 2, 120 delivered on 1"},
        {"0 invoked, 70 delivered 1, 80 cancelled",
            "0 send 1, 60 send 2, 80 delivered on 1"},
        {"0 invoked, 70 delivered 1, 71 refused 2 opted_out",
            "0 send 1, 60 send 2, 71 opt out 2, 71 delivered on 1"},
        /* nothing is in flight: that is the end */
        {"0 invoked, 1 failed 1 until 30, 2 delivered 1, ...",
            "0 send 1, 2 delivered on 1"},
        {"0 invoked, 61 refused 2 rate_limited, 61.1 delivered 1, ...",
            "0 send 1, 60 send 2, 61.1 delivered on 1"},
        {"0 invoked, 1 sent 1, 61 failed 2 until 90, 62 delivered 1, ...",
            "0 send 1, 60 send 2, 62 delivered on 1"},
    };

    (void)state;
    ALL(examples);
    play(examples[2].script);
    assert_true(execution.doubled);
    assert_true(execution.attempts[0].late);
    assert_false(execution.attempts[1].late);
}

static void
a_repeat_is_not_sent_after_a_late_success(void **state)
{
    (void)state;
    plan.channels[1].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[1].dedupe_ms = 60000;
    assert_string_equal(play("0 invoked, 61 unknown 2, 61.1 delivered 1, ..."),
        "0 send 1, 60 send 2, 120 delivered on 1");
}

static void
a_late_success_ends_the_wait_for_a_recall(void **state)
{
    (void)state;
    plan.channels[1].can_recall = true;
    assert_string_equal(play("0 invoked, 121 delivered 1, ..."),
        "0 send 1, 60 send 2, 120 withdraw 2, 121 delivered on 1");
}

static void
a_success_that_is_taken_back_counts_no_more(void **state)
{
    (void)state;
    plan.channels[0].success = SUCCESS_SENT;
    assert_string_equal(play("0 invoked, 70 sent 1, 71 failed 1, ..."),
        "0 send 1, 60 send 2, 120 send 3, 180 failed");
    assert_true(execution.attempts[0].late);
}

static void
listens_after_the_end(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 failed 1, 2 delivered 2, 9 delivered 1, 9 delivered 1, "
         "9 unusable 1, 9 resumed, 9 cancelled, ...",
            "0 send 1, 1 send 2, 2 delivered on 2"},
        {"0 invoked, 300 delivered 1, 301 delivered 2, ...",
            "0 send 1, 60 send 2, 120 send 3, 180 failed"},
    };

    (void)state;
    ALL(examples);
    assert_int_equal(execution.outcome, OUTCOME_FAILED);
    assert_int_equal(execution.delivered_on, 0);
    assert_true(execution.doubled);

    play(examples[0].script);
    assert_int_equal(execution.delivered_on, 2);
    assert_true(execution.doubled);
    assert_true(execution.attempts[0].late);
    assert_int_equal(engine_due(&plan, &execution), INT64_MAX);
    assert_false(execution.cancelled);

    play("0 invoked, 1 delivered 1, 2 read 1, 3 failed 1");
    assert_false(execution.attempts[0].late);
    assert_string_equal(word_of(1), "READ");
}

static void
listens_for_72_hours(void **state)
{
    (void)state;
    play("0 invoked, 10 cancelled, 259210 delivered 1");
    assert_true(execution.attempts[0].late);
    play("0 invoked, 10 cancelled, 259210.001 delivered 1");
    assert_false(execution.attempts[0].late);
    assert_int_equal(engine_report(&execution.attempts[0]), REPORT_NONE);
}

static void
holds_before_the_first_hand_over(void **state)
{
    static const struct example examples[] = {
        {"0 invoked until 30, 31 delivered 1", "30 send 1, 31 delivered on 1"},
        {"0 invoked until 30, 10 tick, 29 tick until 40, 41 delivered 1",
            "40 send 1, 41 delivered on 1"},
        {"0 invoked until 30, 10 resumed, 11 delivered 1",
            "10 send 1, 11 delivered on 1"},
        {"0 invoked until 30, 10 resumed until 20, 21 delivered 1",
            "20 send 1, 21 delivered on 1"},
        {"0 invoked until 540, ...", "540 send 1, 600 expired"},
        {"0 invoked until 600, ...", "600 expired"},
        {"0 invoked until 9000, 599 tick, ...", "600 expired"},
        {"0 invoked, 1 failed 1 until 30, 31 delivered 2",
            "0 send 1, 30 send 2, 31 delivered on 2"},
        /* a hold of the channel that is left does not hold the next */
        {"0 invoked until 30, 10 unusable 1", "10 send 2"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked until 30, 31 accepted 1");
    assert_int_equal(execution.attempts[0].deadline, 90000);
    assert_int_equal(execution.held_until, 0);
}

static void
one_channel_may_be_held_alone(void **state)
{
    struct engine_actions actions;
    struct engine_event event = {.kind = EVENT_INVOKED};

    (void)state;
    event.channel_may_send_at[1] = 30000;
    execution = (struct engine_execution){0};
    engine_step(&plan, &execution, &event, 0, &actions);
    assert_int_equal(execution.attempts[0].state, ATTEMPT_SENDING);
    event.kind = EVENT_REJECTED;
    event.reason = REASON_BLOCKED;
    engine_step(&plan, &execution, &event, 1000, &actions);
    assert_int_equal(execution.attempts[1].state, ATTEMPT_PLANNED);
    assert_int_equal(engine_due(&plan, &execution), 30000);
}

static void
a_hold_also_holds_the_next_try(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 refused 1 rate_limited, 1.6 tick, 1.75 tick until 20, "
         "21 delivered 1",
            "0 send 1, 20 send 1, 21 delivered on 1"},
        {"0 invoked, 1 refused 1 rate_limited, 1.75 tick until 20, 10 resumed, "
         "11 delivered 1",
            "0 send 1, 10 send 1, 11 delivered on 1"},
        {"0 invoked, 1 refused 1 rate_limited, 1.75 tick until 90, "
         "61 delivered 2",
            "0 send 1, 60 send 2, 61 delivered on 2"},
    };

    (void)state;
    ALL(examples);
    play(examples[0].script);
    assert_int_equal(execution.attempts[0].moved_on, 0);
    play(examples[2].script);
    assert_int_equal(execution.attempts[0].moved_on, REASON_RATE_LIMITED);
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 3600000;
    assert_string_equal(
        play("0 invoked, 1 unknown 1, 1.55 tick until 20, 21 delivered 1"),
        "0 send 1, 20 send 1, 21 delivered on 1");
}

static void
nothing_is_sent_at_or_after_not_after(void **state)
{
    (void)state;
    plan.not_after_ms = 30000;
    assert_string_equal(play("0 invoked, ..."), "0 send 1, 60 expired");
    assert_string_equal(play("0 invoked, 1 accepted 1, 40 delivered 1"),
        "0 send 1, 40 delivered on 1");
    assert_string_equal(
        play("0 invoked, 29.999 failed 1"), "0 send 1, 29.999 send 2");
    assert_string_equal(play("0 invoked, 30 failed 1"), "0 send 1, 30 expired");
    assert_string_equal(play("0 invoked, 29 refused 1 rate_limited after 2"),
        "0 send 1, 29 send 2");
    assert_string_equal(
        play("0 invoked, 29 refused 1 rate_limited, 29.75 tick until 55, ..."),
        "0 send 1, 30 expired");
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 3600000;
    assert_string_equal(
        play("0 invoked, 29 unknown 1, 29.55 tick until 30, ..."),
        "0 send 1, 60 expired");
    play_plan(1, (int[]){60});
    plan.not_after_ms = 30000;
    assert_string_equal(play("0 invoked, ..."), "0 send 1, 60 failed");
}

static void
cancelling_ends_it(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 1 cancelled, 2 cancelled, ...", "0 send 1, 1 cancelled"},
        {"0 invoked, 1 accepted 1, 2 cancelled, 3 delivered 1, ...",
            "0 send 1, 2 cancelled"},
        {"0 invoked until 30, 1 cancelled, ...", "1 cancelled"},
    };

    (void)state;
    ALL(examples);
    play(examples[1].script);
    assert_true(execution.attempts[0].late);
    assert_true(execution.cancelled);
    assert_string_equal(word_of(1), "DELIVERED");
    play(examples[0].script);
    assert_string_equal(word_of(1), "UNKNOWN");
    play(examples[2].script);
    assert_string_equal(word_of(1), "SKIPPED");
}

static void
a_template_that_is_lost_moves_on_before_the_hand_over(void **state)
{
    static const struct example examples[] = {
        {"0 invoked until 30, 10 unusable 1 until 30, 31 delivered 2",
            "30 send 2, 31 delivered on 2"},
        {"0 invoked, 10 unusable 1, 12 delivered 1",
            "0 send 1, 12 delivered on 1"},
        {"0 invoked, 1 accepted 1, 10 unusable 1, 12 delivered 1",
            "0 send 1, 12 delivered on 1"},
        {"0 invoked, 1 refused 1 provider_down, 1.1 unusable 1",
            "0 send 1, 1.1 send 2"},
        {"0 invoked until 30, 10 unusable 2, 31 delivered 1",
            "30 send 1, 31 delivered on 1"},
    };

    (void)state;
    ALL(examples);
}

static void
a_late_opt_out_stops_what_is_not_begun(void **state)
{
    static const struct example examples[] = {
        {"0 invoked, 61 refused 1 opted_out, ...",
            "0 send 1, 60 send 2, 61 opt out 1, 120 stopped"},
        {"0 invoked, 61 failed 1 opted_out, 70 delivered 2",
            "0 send 1, 60 send 2, 61 opt out 1, 70 delivered on 2"},
        {"0 invoked, 61 failed 1 opted_out, 70 failed 2",
            "0 send 1, 60 send 2, 61 opt out 1, 70 stopped"},
        {"0 invoked, 61 failed 2 until 90, 62 refused 1 opted_out",
            "0 send 1, 60 send 2, 62 opt out 1, 62 stopped"},
    };

    (void)state;
    ALL(examples);
    play("0 invoked, 1 delivered 1, 2 failed 1 opted_out");
    assert_false(execution.stopped);
}

static void
success_may_be_sent_or_read(void **state)
{
    (void)state;
    plan.channels[0].success = SUCCESS_SENT;
    assert_string_equal(play("0 invoked, 1 accepted 1, 2 sent 1"),
        "0 send 1, 2 delivered on 1");
    assert_string_equal(word_of(1), "SENT");
    assert_string_equal(
        play("0 invoked, 2 delivered 1"), "0 send 1, 2 delivered on 1");
    plan.channels[0].success = SUCCESS_READ;
    assert_string_equal(play("0 invoked, 2 delivered 1, 70 failed 2"),
        "0 send 1, 60 send 2, 70 send 3");
    assert_string_equal(word_of(1), "DELIVERED");
    assert_string_equal(play("0 invoked, 2 delivered 1, 3 read 1"),
        "0 send 1, 3 delivered on 1");
}

static void
reports_join_in_any_order(void **state)
{
    static const struct {
        const char *script;
        enum report report;
    } cases[] = {
        {"0 invoked", REPORT_NONE},
        {"0 invoked, 1 accepted 1", REPORT_ACCEPTED},
        {"0 invoked, 1 sent 1, 2 accepted 1", REPORT_SENT},
        {"0 invoked, 1 delivered 1, 2 sent 1", REPORT_DELIVERED},
        {"0 invoked, 1 failed 1, 2 delivered 1", REPORT_DELIVERED},
        {"0 invoked, 1 delivered 1, 2 failed 1", REPORT_DELIVERED},
        {"0 invoked, 1 expired 1, 2 failed 1, 3 sent 1", REPORT_FAILED},
        {"0 invoked, 1 expired 1, 2 sent 1", REPORT_EXPIRED},
        {"0 invoked, 1 read 1, 2 delivered 1, 3 failed 1", REPORT_READ},
        {"0 invoked, 1 delivered 1.1, 2 delivered 1.2", REPORT_DELIVERED},
        {"0 invoked, 1 delivered 1.1, 2 sent 1.2", REPORT_SENT},
        {"0 invoked, 1 delivered 1.1, 2 failed 1.2", REPORT_FAILED},
        {"0 invoked, 1 failed 1.2, 2 delivered 1.1", REPORT_FAILED},
        {"0 invoked, 1 failed 1.1, 2 delivered 1.2, 3 delivered 1.1",
            REPORT_DELIVERED},
        {"0 invoked, 1 read 1.1, 2 delivered 1.2", REPORT_DELIVERED},
        {"0 invoked, 1 expired 1.1, 2 failed 1.2", REPORT_FAILED},
        {"0 invoked, 1 failed 1.2, 2 delivered 1", REPORT_DELIVERED},
        {"0 invoked, 1 failed 1.15, 2 delivered 1.16", REPORT_FAILED},
        {"0 invoked, 1 sent 1.16, 2 failed 1.17, 3 sent 1.200", REPORT_FAILED},
        {"0 invoked, 1 sent 2", REPORT_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        play(cases[i].script);
        if (engine_report(&execution.attempts[0]) != cases[i].report)
            fail_msg("%s: %s, not %s", cases[i].script,
                report_words[engine_report(&execution.attempts[0])],
                report_words[cases[i].report]);
    }
}

static void
every_attempt_has_its_word(void **state)
{
    static const struct {
        const char *script, *words[3];
    } cases[] = {
        {"0 invoked until 9", {"PLANNED", "PLANNED", "PLANNED"}},
        {"0 invoked skipping 2", {"SENDING", "SKIPPED", "PLANNED"}},
        {"0 invoked, 1 accepted 1", {"WAITING", "PLANNED", "PLANNED"}},
        {"0 invoked, 1 sent 1, 60 tick", {"TIMEOUT", "SENDING", "PLANNED"}},
        {"0 invoked, 1 unknown 1", {"UNKNOWN", "PLANNED", "PLANNED"}},
        {"0 invoked, 1 unknown 1, 60 tick", {"UNKNOWN", "SENDING", "PLANNED"}},
        {"0 invoked, 60 tick", {"UNKNOWN", "SENDING", "PLANNED"}},
        {"0 invoked, 60 tick, 61 accepted 1",
            {"TIMEOUT", "SENDING", "PLANNED"}},
        {"0 invoked, 60 tick, 61 refused 1 blocked",
            {"TIMEOUT", "SENDING", "PLANNED"}},
        {"0 invoked, 1 failed 1", {"FAILED", "SENDING", "PLANNED"}},
        {"0 invoked, 1 expired 1", {"EXPIRED", "SENDING", "PLANNED"}},
        {"0 invoked, 1 refused 1 expired", {"EXPIRED", "SENDING", "PLANNED"}},
        {"0 invoked, 1 refused 1 blocked", {"FAILED", "SENDING", "PLANNED"}},
        {"0 invoked, 1 delivered 1", {"DELIVERED", "SKIPPED", "SKIPPED"}},
        {"0 invoked, 1 accepted 1, 2 cancelled",
            {"SENT", "SKIPPED", "SKIPPED"}},
        {"0 invoked, 1 refused 1 rate_limited, 1.1 cancelled",
            {"FAILED", "SKIPPED", "SKIPPED"}},
        {"0 invoked, 1 sent 1, 61 failed 2 until 900, ...",
            {"TIMEOUT", "FAILED", "EXPIRED"}},
        {"0 invoked until 900, ...", {"EXPIRED", "SKIPPED", "SKIPPED"}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        play(cases[i].script);
        for (size_t at = 0; at < 3; at++)
            if (strcmp(word_of(at + 1), cases[i].words[at]))
                fail_msg("%s: %zu is %s, not %s", cases[i].script, at + 1,
                    word_of(at + 1), cases[i].words[at]);
    }
    assert_string_equal(word_of(4), "SKIPPED");
}

static void
a_clock_that_goes_back_breaks_nothing(void **state)
{
    struct engine_actions actions;
    const struct engine_event timer = {.kind = EVENT_TIMER};
    const struct engine_event sent = {
        .kind = EVENT_REPORT, .report = REPORT_SENT};

    (void)state;
    play("3600 invoked, 3601 accepted 1");
    engine_step(&plan, &execution, &timer, 1000, &actions);
    engine_step(&plan, &execution, &sent, 2000, &actions);
    assert_int_equal(execution.attempts[0].deadline, 3660000);
    assert_int_equal(engine_due(&plan, &execution), 3660000);
    engine_step(&plan, &execution, &timer, INT64_MAX, &actions);
    assert_int_equal(execution.outcome, OUTCOME_EXPIRED);
    engine_step(&plan, &execution, &timer, 0, &actions);
    assert_int_equal(actions.n, 0);
}

static void
notes_tell_the_story(void **state)
{
    (void)state;
    assert_string_equal(
        play_notes("0 invoked skipping 2, 0.4 accepted 1, 1 sent 1, 1 sent 1, "
                   "61 accepted 3, 62 delivered 3, 63 delivered 1, 64 read 1"),
        "0 (invoked), 0 (skipped for this recipient), 0 send 1, "
        "0.4 (accepted by the provider), 1 (report), "
        "1 (the same report again), "
        "60 (no final report in time: the channel is left), 60 send 3, "
        "61 (accepted by the provider), 62 (report), 62 (success), "
        "62 delivered on 3, 63 (late report), 63 (delivered on two channels), "
        "64 (late report)");
    assert_string_equal(
        play_notes("0 invoked until 5, 3 resumed until 4, 5 refused 1 auth"),
        "0 (invoked), 0 (held: nothing may be sent now), "
        "3 (held: nothing may be sent now), 4 send 1, "
        "5 (refused by the provider), 5 alarm 1, "
        "5 (refused: the channel is left), 5 send 2");
    for (size_t rule = 0; rule < RULE_COUNT; rule++)
        assert_non_null(engine_rule_words[rule]);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, three_channels)
    const struct CMUnitTest tests[] = {
        TEST(a_late_success_begins_nothing_more),
        TEST(a_repeat_is_not_sent_after_a_late_success),
        TEST(a_late_success_ends_the_wait_for_a_recall),
        TEST(a_success_that_is_taken_back_counts_no_more),
        TEST(listens_after_the_end),
        TEST(listens_for_72_hours),
        TEST(holds_before_the_first_hand_over),
        TEST(one_channel_may_be_held_alone),
        TEST(a_hold_also_holds_the_next_try),
        TEST(nothing_is_sent_at_or_after_not_after),
        TEST(cancelling_ends_it),
        TEST(a_template_that_is_lost_moves_on_before_the_hand_over),
        TEST(a_late_opt_out_stops_what_is_not_begun),
        TEST(success_may_be_sent_or_read),
        TEST(reports_join_in_any_order),
        TEST(every_attempt_has_its_word),
        TEST(a_clock_that_goes_back_breaks_nothing),
        TEST(notes_tell_the_story),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
