/* Times of day. */
#include "test.h"

#include "base.h"
#include "clocktime.h"

static void
every_minute_of_the_day_reads_back(void **state)
{
    (void)state;
    for (int minute = 0; minute < 24 * 60; minute++) {
        char text[CLOCKTIME_TEXT_SIZE];
        int back = -1;

        clocktime_format(text, minute);
        assert_true(clocktime_parse(text, &back));
        assert_int_equal(back, minute);
    }
}

static void
nine_and_half_past_nine_are_minutes(void **state)
{
    int minutes;

    (void)state;
    assert_true(clocktime_parse("09:00", &minutes));
    assert_int_equal(minutes, 540);
    assert_true(clocktime_parse("21:30", &minutes));
    assert_int_equal(minutes, 1290);
}

static void
other_spellings_are_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "9:00",
        "09:0",
        "09:000",
        "24:00",
        "23:60",
        "0900",
        "09.00",
        "09:00 ",
        " 9:00",
        "-1:00",
        "+9:00",
        "09:0x",
        "9 :00",
        "09:00:00",
        "9pm",
        "٠٩:٠٠",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int minutes = -7;

        assert_false(clocktime_parse(cases[i], &minutes));
        assert_int_equal(minutes, -7);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_minute_of_the_day_reads_back),
        cmocka_unit_test(nine_and_half_past_nine_are_minutes),
        cmocka_unit_test(other_spellings_are_refused),
    };

    return cmocka_run_group_tests_name("clocktime", tests, NULL, NULL);
}
