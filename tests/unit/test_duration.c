/* Durations. */
#include "test.h"

#include "base.h"
#include "duration.h"

static void
spellings_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"0s", 0},
        {"60s", 60000},
        {"2m", 120000},
        {"1h30m", 5400000},
        {"72h", INT64_C(259200000)},
        {"30d", INT64_C(2592000000)},
        {"500ms", 500},
        {"1m500ms", 60500},
        {"1d2h3m4s5ms", INT64_C(93784005)},
        {"007s", 7000},
        {"90m", 5400000},
        {"0h0m", 0},
        {"9223372036854775807ms", INT64_MAX},
        {"9223372036854775s807ms", INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t ms = -1;

        assert_true(duration_parse(cases[i].text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void
what_is_no_duration_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "s",
        "60",
        "0",
        "-60s",
        "+60s",
        "1.5s",
        "1,5s",
        "60 s",
        " 60s",
        "60s ",
        "1m 30s",
        "30s1m",
        "1s1s",
        "1m1m",
        "5ms1s",
        "1S",
        "1H",
        "1min",
        "1sec",
        "2w",
        "1y",
        "1hm",
        "h1",
        "1msm",
        "PT60S",
        "60s\n",
        "٦s",
        "9223372036854775808ms",
        "99999999999999999999s",
        "9223372036854775s808ms",
        "106751991168d",
        "0x10s",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t ms = -7;

        assert_false(duration_parse(cases[i], &ms));
        assert_int_equal(ms, -7);
    }
}

static void
usual_spellings_are_written(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "0s"},
        {1, "1ms"},
        {999, "999ms"},
        {1000, "1s"},
        {1500, "1s500ms"},
        {60000, "60s"},
        {90000, "90s"},
        {120000, "120s"},
        {120001, "2m1ms"},
        {121000, "2m1s"},
        {180000, "3m"},
        {300000, "5m"},
        {3600000, "1h"},
        {5400000, "1h30m"},
        {86400000, "24h"},
        {INT64_C(259200000), "72h"},
        {INT64_C(259201000), "3d1s"},
        {INT64_C(345600000), "4d"},
        {INT64_C(2592000000), "30d"},
        {INT64_MAX, "106751991167d7h12m55s807ms"},
        {-90000, "-90s"},
        {INT64_MIN, "-106751991167d7h12m55s808ms"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[DURATION_TEXT_SIZE];

        duration_format(text, cases[i].ms);
        assert_string_equal(text, cases[i].text);
    }
}

static void
what_is_written_reads_back(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[DURATION_TEXT_SIZE];
        int64_t ms, back = -1;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        ms = (int64_t)(seed >> 1 >> (seed % 63));
        duration_format(text, ms);
        assert_true(duration_parse(text, &back));
        assert_int_equal(back, ms);
    }
}

static void
callbacks_get_seconds_of_iso_8601(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "PT0S"},
        {5000, "PT5S"},
        {60000, "PT60S"},
        {500, "PT0.5S"},
        {1250, "PT1.25S"},
        {1, "PT0.001S"},
        {10, "PT0.01S"},
        {60010, "PT60.01S"},
        {INT64_C(259200000), "PT259200S"},
        {-1000, "-PT1S"},
        {INT64_MAX, "PT9223372036854775.807S"},
        {INT64_MIN, "-PT9223372036854775.808S"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[DURATION_TEXT_SIZE];

        duration_iso8601(text, cases[i].ms);
        assert_string_equal(text, cases[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_are_read),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(usual_spellings_are_written),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(callbacks_get_seconds_of_iso_8601),
    };

    return cmocka_run_group_tests_name("duration", tests, NULL, NULL);
}
