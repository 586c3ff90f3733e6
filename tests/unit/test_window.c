/* Send windows: when a message may go out, in a zone, over midnight, and on
 * the days when clocks change. */
#include "test.h"

#include <time.h>

#include "clock.h"
#include "window.h"

static int64_t
at(const char *instant)
{
    int64_t ms;

    assert_true(clock_parse(instant, &ms));
    return ms;
}

static void
window_opens_at_the_right_instant(void **state)
{
    static const struct {
        const char *from, *to, *zone, *now, *opens;
    } cases[] = {
        /* Rome is +1 in winter, +2 in summer. */
        {"09:00", "20:00", "Europe/Rome", "2026-11-23T08:30:00Z",
            "2026-11-23T08:30:00Z"},
        {"09:00", "20:00", "Europe/Rome", "2026-11-23T07:59:59Z",
            "2026-11-23T08:00:00Z"},
        {"09:00", "20:00", "Europe/Rome", "2026-11-23T19:00:00Z",
            "2026-11-24T08:00:00Z"},
        {"09:00", "20:00", "Europe/Rome", "2026-11-23T18:59:59Z",
            "2026-11-23T18:59:59Z"},
        {"09:00", "20:00", "Europe/Rome", "2026-07-23T06:59:00Z",
            "2026-07-23T07:00:00Z"},
        /* over midnight */
        {"21:00", "06:00", "UTC", "2026-11-23T23:00:00Z",
            "2026-11-23T23:00:00Z"},
        {"21:00", "06:00", "UTC", "2026-11-23T05:59:00Z",
            "2026-11-23T05:59:00Z"},
        {"21:00", "06:00", "UTC", "2026-11-23T06:00:00Z",
            "2026-11-23T21:00:00Z"},
        /* the night of 29 March 2026: 02:30 does not exist in Rome */
        {"02:30", "04:00", "Europe/Rome", "2026-03-29T00:10:00Z",
            "2026-03-29T01:30:00Z"},
        /* the evening before the clocks go back: +2 becomes +1 */
        {"09:00", "20:00", "Europe/Rome", "2026-10-24T19:00:00Z",
            "2026-10-25T08:00:00Z"},
        {"09:00", "18:00", "Asia/Kolkata", "2026-11-23T00:00:00Z",
            "2026-11-23T03:30:00Z"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct flow_window window = {
            .from = {.text = cases[i].from},
            .to = {.text = cases[i].to},
            .timezone = {.text = cases[i].zone},
        };
        char got[CLOCK_TEXT_SIZE], want[CLOCK_TEXT_SIZE];

        clock_format(got, window_opens(&window, at(cases[i].now)));
        clock_format(want, at(cases[i].opens));
        assert_string_equal(got, want);
    }
}

static void
no_window_is_always_open_and_the_zone_of_the_process_stays(void **state)
{
    const struct flow_window none = {0};
    const struct flow_window window = {
        .from = {.text = "09:00"},
        .to = {.text = "10:00"},
        .timezone = {.text = "Asia/Tokyo"},
    };

    (void)state;
    assert_int_equal(window_opens(&none, 12345), 12345);
    assert_int_equal(setenv("TZ", "America/New_York", 1), 0);
    (void)window_opens(&window, at("2026-11-23T08:30:00Z"));
    assert_string_equal(getenv("TZ"), "America/New_York");
    const time_t noon = at("2026-11-23T12:00:00Z") / 1000;
    struct tm tm;
    assert_non_null(localtime_r(&noon, &tm));
    assert_int_equal(tm.tm_hour, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_opens_at_the_right_instant),
        cmocka_unit_test(
            no_window_is_always_open_and_the_zone_of_the_process_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
