/* The sandbox: digits decide, and a restart forgets nothing. */
#include "test.h"

#include "sandbox.h"

static void
digits_choose_what_happens(void **state)
{
    static const struct {
        const char *number;
        size_t position;
        enum event_kind answer;
        enum reason reason;
        enum report last;
    } cases[] = {
        {"+393331234510", 0, EVENT_ACCEPTED, 0, REPORT_DELIVERED},
        {"+393331234511", 0, EVENT_ACCEPTED, 0, REPORT_DELIVERED},
        {"+393331234512", 0, EVENT_ACCEPTED, 0, REPORT_FAILED},
        {"+393331234513", 0, EVENT_ACCEPTED, 0, REPORT_NONE},
        {"+393331234513", 1, EVENT_ACCEPTED, 0, REPORT_DELIVERED},
        {"+393331234514", 0, EVENT_ACCEPTED, 0, REPORT_DELIVERED},
        {"+393331234515", 0, EVENT_REJECTED, REASON_INVALID_RECIPIENT,
            REPORT_NONE},
        {"+393331234516", 0, EVENT_REJECTED, REASON_RATE_LIMITED, REPORT_NONE},
        {"+393331234517", 0, EVENT_ACCEPTED, 0, REPORT_READ},
        {"+393331234518", 0, EVENT_UNKNOWN, 0, REPORT_NONE},
        {"+393331234519", 0, EVENT_REJECTED, REASON_OPTED_OUT, REPORT_NONE},
        {"+393331234529", 1, EVENT_ACCEPTED, 0, REPORT_FAILED},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sandbox_fate fate;

        sandbox_fate(&fate, cases[i].number, cases[i].position, 1000, 6000);
        assert_int_equal(fate.answer, cases[i].answer);
        assert_int_equal(fate.reason, cases[i].reason);
        assert_int_equal(fate.nreports ? fate.reports[fate.nreports - 1].report
                                       : REPORT_NONE,
            cases[i].last);
        for (size_t r = 0; r < fate.nreports; r++)
            assert_true(fate.reports[r].at > 1000);
    }
}

static void
late_is_after_the_end_of_the_delay(void **state)
{
    struct sandbox_fate fate;

    (void)state;
    sandbox_fate(&fate, "+393331234514", 0, 1000, 6000);
    assert_int_equal(fate.reports[1].report, REPORT_DELIVERED);
    assert_true(fate.reports[1].at > 6000);
}

static void
the_next_report_is_the_first_that_is_not_in_yet(void **state)
{
    const char *const numbers[FLOW_CHANNELS_MAX] = {
        "+393331234517", "+393331234517"};
    struct engine_execution execution = {0};
    struct engine_attempt *attempt = &execution.attempts[0];
    enum report report = REPORT_NONE;
    uint8_t position = 9;

    (void)state;
    assert_int_equal(
        sandbox_next(&execution, 3, numbers, &position, &report), INT64_MAX);
    attempt->sending_at = 5000;
    attempt->deadline = 65000;
    assert_int_equal(sandbox_next(&execution, 3, numbers, &position, &report),
        5000 + SANDBOX_SENT_MS);
    assert_int_equal(position, 0);
    assert_int_equal(report, REPORT_SENT);
    attempt->reports = 1U << REPORT_SENT | 1U << REPORT_DELIVERED;
    assert_int_equal(sandbox_next(&execution, 3, numbers, &position, &report),
        5000 + SANDBOX_READ_MS);
    assert_int_equal(report, REPORT_READ);
    attempt->reports |= 1U << REPORT_READ;
    assert_int_equal(
        sandbox_next(&execution, 3, numbers, &position, &report), INT64_MAX);
    attempt->reports = 0;
    assert_int_equal(
        sandbox_next(&execution, 2, numbers, &position, &report), INT64_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_choose_what_happens),
        cmocka_unit_test(late_is_after_the_end_of_the_delay),
        cmocka_unit_test(the_next_report_is_the_first_that_is_not_in_yet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
