/* Dry runs: the engine on a virtual clock, told what providers do. */
#include "test.h"

#include "dryrun.h"
#include "engine_play.h"
#include "text.h"

static struct text told;

/* Plays it and tells what was sent and how it ended, in milliseconds. */
static const char *
tell(const struct dryrun *dryrun)
{
    struct dryrun_result result;

    dryrun_play(dryrun, &result);
    text_clear(&told);
    for (size_t i = 0; i < result.nlines; i++) {
        const struct engine_action *action = &result.lines[i].action;

        text_addf(&told, "%s%lld %s %u", i ? "\n" : "",
            (long long)result.lines[i].at_ms, engine_rule_words[action->rule],
            action->position + 1U);
        if (action->report != REPORT_NONE)
            text_addf(&told, " %s", report_words[action->report]);
    }
    execution = result.execution;
    dryrun_done(&result);
    return text_str(&told);
}

/* The same for outcomes such as "1=timeout 2=delivered". */
static const char *
tell_outcomes(const char *outcomes)
{
    auto_(heap) char *copy = strdup(outcomes);
    struct dryrun dryrun = {.plan = &plan};
    struct failure failure = {0};
    char *rest = NULL;

    for (char *word = strtok_r(copy, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        if (!dryrun_outcome_read(word, &dryrun, &failure))
            fail_msg("%s", failure.text);
    return tell(&dryrun);
}

static int
two_channels(void **state)
{
    (void)state;
    play_plan(2, (int[]){60, 120});
    return 0;
}

static void
silence_on_whatsapp_goes_on_to_sms(void **state)
{
    (void)state;
    assert_string_equal(tell_outcomes("1=timeout 2=delivered"),
        "0 invoked 1\n"
        "0 sent 1\n"
        "400 accepted by the provider 1\n"
        "60000 no final report in time: the channel is left 1\n"
        "60000 sent 2\n"
        "60400 accepted by the provider 2\n"
        "62000 report 2 delivered\n"
        "62000 success 2\n"
        "62000 finished 2");
    assert_int_equal(execution.outcome, OUTCOME_DELIVERED);
    assert_int_equal(execution.delivered_on, 2);
    assert_int_equal(execution.invoked_at, 0);
}

static void
a_late_delivery_is_a_double(void **state)
{
    (void)state;
    assert_non_null(strstr(tell_outcomes("1=late 2=delivered"),
        "62000 finished 2\n"
        "63000 late report 1 delivered\n"
        "63000 delivered on two channels 1"));
    assert_true(execution.doubled);
    tell_outcomes("1=late 2=timeout");
    assert_int_equal(execution.outcome, OUTCOME_DELIVERED);
    assert_int_equal(execution.delivered_on, 1);
    assert_int_equal(execution.ended_at, 180000);
}

static void
three_days_take_no_time(void **state)
{
    (void)state;
    play_plan(2, (int[]){72 * 3600, 72 * 3600});
    plan.not_after_ms = INT64_C(30) * 86400000;
    tell_outcomes("1=timeout 2=timeout");
    assert_int_equal(execution.ended_at, 2 * INT64_C(72) * 3600000);
    tell_outcomes("1=provider_down 2=delivered");
    assert_int_equal(execution.delivered_on, 2);
    assert_true(execution.ended_at > INT64_C(71) * 3600000);
}

static void
every_outcome_has_its_word(void **state)
{
    static const struct {
        const char *outcomes;
        enum outcome outcome;
        int64_t ended_at;
        const char *word;
    } cases[] = {
        {"1=delivered", OUTCOME_DELIVERED, 2000, "DELIVERED"},
        {"1=read", OUTCOME_DELIVERED, 2000, "READ"},
        {"1=sent 2=failed", OUTCOME_FAILED, 62000, "TIMEOUT"},
        {"1=failed 2=failed", OUTCOME_FAILED, 4000, "FAILED"},
        {"1=expired 2=failed", OUTCOME_FAILED, 4000, "EXPIRED"},
        {"1=unknown 2=failed", OUTCOME_FAILED, 62000, "UNKNOWN"},
        {"1=timeout", OUTCOME_FAILED, 180000, "TIMEOUT"},
        {"1=blocked 2=failed", OUTCOME_FAILED, 2400, "FAILED"},
        {"1=opted_out", OUTCOME_STOPPED, 400, "FAILED"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        tell_outcomes(cases[i].outcomes);
        if (execution.outcome != cases[i].outcome ||
            execution.ended_at != cases[i].ended_at ||
            strcmp(word_of(1), cases[i].word))
            fail_msg("%s: %s at %lld, %s", cases[i].outcomes,
                outcome_words[execution.outcome], (long long)execution.ended_at,
                word_of(1));
    }
}

static void
tries_again_until_the_delay_ends(void **state)
{
    (void)state;
    const char *all = tell_outcomes("1=rate_limited 2=delivered");
    assert_non_null(strstr(all, "400 refused by the provider 1"));
    assert_non_null(strstr(all, "1150 sent again 1"));
    assert_non_null(strstr(all, "refused: the channel is left 1"));
    assert_true(execution.attempts[1].sending_at > 20000);
    assert_true(execution.attempts[1].sending_at < 60000);
}

static void
a_script_comes_before_what_is_presumed(void **state)
{
    const struct dryrun_event events[] = {
        {300, {.kind = EVENT_REJECTED, .reason = REASON_BLOCKED}},
        {5000,
            {.kind = EVENT_REPORT, .position = 1, .report = REPORT_DELIVERED}},
        {6000, {.kind = EVENT_CANCELLED}},
    };
    struct dryrun dryrun = {
        .plan = &plan, .events = events, .nevents = ARRAY_LEN(events)};

    (void)state;
    assert_string_equal(tell(&dryrun),
        "0 invoked 1\n"
        "0 sent 1\n"
        "300 refused by the provider 1\n"
        "300 refused: the channel is left 1\n"
        "300 sent 2\n"
        "700 accepted by the provider 2\n"
        "5000 report 2 delivered\n"
        "5000 success 2\n"
        "5000 finished 2");
    dryrun.nevents = 0;
    tell(&dryrun);
    assert_int_equal(execution.outcome, OUTCOME_FAILED);
    assert_int_equal(execution.ended_at, 180000);
}

static void
a_report_at_the_deadline_is_in_time(void **state)
{
    const struct dryrun_event events[] = {
        {60000, {.kind = EVENT_REPORT, .report = REPORT_DELIVERED}},
    };
    struct dryrun dryrun = {.plan = &plan, .events = events, .nevents = 1};

    (void)state;
    tell(&dryrun);
    assert_int_equal(execution.delivered_on, 1);
    dryrun.events = NULL;
    dryrun.nevents = 0;
    dryrun.outcomes[0] = (struct dryrun_outcome){.given = true,
        .answer = EVENT_ACCEPTED,
        .report = REPORT_DELIVERED,
        .report_ms = 60000};
    tell(&dryrun);
    assert_int_equal(execution.ended_at, 60000);
    assert_int_equal(execution.delivered_on, 1);
    dryrun.events = events;
    dryrun.nevents = 1;
    dryrun.outcomes[0].report = REPORT_FAILED; /* after what is told */
    tell(&dryrun);
    assert_int_equal(execution.ended_at, 60000);
}

static void
what_was_handed_over_first_reports_first(void **state)
{
    struct dryrun dryrun = {.plan = &plan};

    (void)state;
    plan.channels[0].on_unknown = ON_UNKNOWN_RETRY;
    plan.channels[0].dedupe_ms = 60000;
    dryrun.outcomes[0] = (struct dryrun_outcome){.given = true,
        .answer = EVENT_UNKNOWN,
        .answer_ms = 400,
        .report = REPORT_DELIVERED,
        .report_ms = 2000};
    tell(&dryrun);
    assert_int_equal(execution.attempts[0].tries, 2);
    assert_int_equal(execution.ended_at, 2000);
}

static void
windows_and_skipped_channels(void **state)
{
    struct dryrun dryrun = {.plan = &plan, .skip = 1, .may_send_at_ms = 9000};

    (void)state;
    tell(&dryrun);
    assert_int_equal(execution.attempts[1].sending_at, 9000);
    assert_int_equal(execution.ended_at, 129000);
    dryrun.may_send_at_ms = plan.not_after_ms;
    tell(&dryrun);
    assert_int_equal(execution.outcome, OUTCOME_EXPIRED);
}

static void
recalls_and_queries_are_answered(void **state)
{
    const struct dryrun_event refusal = {
        60100, {.kind = EVENT_WITHDRAWN, .withdrawn = false}};
    struct dryrun dryrun = {.plan = &plan, .events = &refusal, .nevents = 1};

    (void)state;
    plan.channels[0].can_recall = plan.channels[0].can_query = true;
    const char *all = tell_outcomes("1=timeout 2=delivered");
    assert_non_null(strstr(all,
        "58000 the provider is asked for its status 1\n"
        "58400 the provider's answer 1 accepted\n"
        "60000 no final report in time: the channel is left 1\n"
        "60000 the provider is asked to withdraw it 1\n"
        "60400 withdrawn 1\n"
        "60400 sent 2\n"));
    all = tell_outcomes("1=late 2=delivered");
    assert_non_null(strstr(all, "60400 could not be withdrawn 1\n"));
    all = tell(&dryrun);
    assert_non_null(
        strstr(all, "60100 could not be withdrawn 1\n60100 sent 2\n"));
}

static void
outcomes_say_what_would_be_right(void **state)
{
    static const struct {
        const char *text, *failure;
    } cases[] = {
        {"1=delivred", "unknown outcome 'delivred'; did you mean 'delivered'?"},
        {"1=blockd", "unknown outcome 'blockd'; did you mean 'blocked'?"},
        {"3=read", "'3=read': the channels are 1 to 2"},
        {"0=read", "'0=read': the channels are 1 to 2"},
        {"timeout",
            "'timeout' is not a channel and what happens there: '1=timeout'"},
        {"", "'' is not a channel and what happens there: '1=timeout'"},
        {"1=",
            "unknown outcome ''; there are delivered, read, sent, failed, "
            "expired, timeout, unknown, late, not_on_channel, unreachable, "
            "blocked, invalid_recipient, other, opted_out, "
            "template_unusable, parameters_wrong, auth, payment, "
            "rate_limited, provider_down"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct dryrun dryrun = {.plan = &plan};
        struct failure failure = {0};

        assert_false(dryrun_outcome_read(cases[i].text, &dryrun, &failure));
        assert_string_equal(failure.text, cases[i].failure);
        assert_int_equal(failure.status, STATUS_USAGE);
    }
    struct dryrun dryrun = {0};
    assert_true(dryrun_outcome_read("8=late", &dryrun, NULL));
    assert_true(dryrun.outcomes[7].late);
}

static int
forget(void **state)
{
    (void)state;
    text_done(&told);
    return 0;
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, two_channels)
    const struct CMUnitTest tests[] = {
        TEST(silence_on_whatsapp_goes_on_to_sms),
        TEST(a_late_delivery_is_a_double),
        TEST(three_days_take_no_time),
        TEST(every_outcome_has_its_word),
        TEST(tries_again_until_the_delay_ends),
        TEST(a_script_comes_before_what_is_presumed),
        TEST(a_report_at_the_deadline_is_in_time),
        TEST(what_was_handed_over_first_reports_first),
        TEST(windows_and_skipped_channels),
        TEST(recalls_and_queries_are_answered),
        TEST(outcomes_say_what_would_be_right),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
