/* What providers say, and when they want to be asked again. */
#include "test.h"

#include "clock.h"
#include "remark.h"
#include "retry_after.h"
#include "text.h"
#include "utf8.h"

static struct arena arena;

static int
forget(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const char *
remark(const char *text, const char *first, const char *second)
{
    const char *const hidden[] = {first, second};

    return remark_make(&arena, text, hidden, second ? 2 : first ? 1 : 0);
}

static void
hidden_texts_are_starred(void **state)
{
    (void)state;
    assert_string_equal(
        remark("wrong key s3cret!", "s3cret", NULL), "wrong key ***!");
    assert_string_equal(remark("abcabc", "abc", NULL), "******");
    assert_string_equal(remark("nothing", "s3cret", NULL), "nothing");
}

static void
the_longest_of_several_is_hidden(void **state)
{
    (void)state;
    assert_string_equal(
        remark("x passwordlong y", "pass", "passwordlong"), "x *** y");
    assert_string_equal(
        remark("x passwordlong y", "passwordlong", "pass"), "x *** y");
}

static void
a_remark_is_one_clean_line(void **state)
{
    (void)state;
    assert_string_equal(
        remark(" two\r\n\tlines \x1b[2J \n", NULL, NULL), "two lines \\x1B[2J");
    assert_string_equal(remark("a\xe2\x80\xae"
                               "b\xff",
                            NULL, NULL),
        "aU+202Eb\\xFF");
}

/* A secret at the place of the cut must not show its first half. */
static void
hiding_comes_before_cutting(void **state)
{
    auto_(text) struct text text = {0};

    (void)state;
    for (int i = 0; i < REMARK_MAX - 8; i++)
        text_add_char(&text, 'x');
    text_add(&text, "topsecretvalue and more of it");
    const char *made = remark(text.bytes, "topsecretvalue", NULL);
    assert_null(strstr(made, "top"));
    assert_true(strlen(made) <= REMARK_MAX);
}

static void
long_remarks_are_cut_between_characters(void **state)
{
    auto_(text) struct text text = {0};
    size_t bad;

    (void)state;
    for (int i = 0; i < REMARK_MAX; i++) {
        const char *made;

        text_clear(&text);
        for (int j = 0; j < i % 5; j++)
            text_add_char(&text, 'a');
        for (int j = 0; j < REMARK_MAX; j++)
            text_add(&text, "\xf0\x9f\x98\x80");
        made = remark(text.bytes, NULL, NULL);
        assert_true(strlen(made) <= REMARK_MAX);
        assert_true(strlen(made) > REMARK_MAX - 8);
        assert_true(utf8_valid(made, strlen(made), &bad));
        assert_string_equal(made + strlen(made) - 3, "...");
    }
    text_clear(&text);
    for (int i = 0; i < REMARK_MAX; i++)
        text_add_char(&text, 'a');
    assert_string_equal(remark(text.bytes, NULL, NULL), text.bytes);
}

/* 2026-11-20T09:12:00Z */
#define NOW INT64_C(1795165920000)

static void
waits_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t wait;
    } rows[] = {
        {"0", 0},
        {"1", 1000},
        {"120", 120000},
        {"86400", RETRY_AFTER_MAX_MS},
        {"86401", RETRY_AFTER_MAX_MS},
        {"99999999999999999999999999", RETRY_AFTER_MAX_MS},
        {"000000000000000000001", RETRY_AFTER_MAX_MS},
        {"", 0},
        {"-5", 0},
        {"1.5", 0},
        {"5 s", 0},
        {"soon", 0},
        {"Fri, 20 Nov 2026 09:12:30 GMT", 30000},
        {"Fri, 20 Nov 2026 09:11:30 GMT", 0},
        {"Fri, 20 Nov 2099 09:12:30 GMT", RETRY_AFTER_MAX_MS},
        {"Friday, 20-Nov-26 09:13:00 GMT", 60000},
        {"Friday, 20-Nov-94 09:13:00 GMT", 0},
        {"Fri Nov 20 09:12:10 2026", 10000},
        {"Sun Nov  1 09:12:10 2026", 0},
        {"Fri, 20 Xxx 2026 09:12:30 GMT", 0},
        {"Fri, 20 anF 2026 09:12:30 GMT", 0},
        {"Fri, 20 Nov 2026 09:12:30", 0},
        {"Fri, 20 Nov 2026 09:12:30 GMT, or so", 0},
    };
    int64_t now;

    (void)state;
    assert_true(clock_parse("2026-11-20T09:12:00Z", &now));
    assert_true(now == NOW);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (retry_after_ms(rows[i].text, NOW) != rows[i].wait)
            fail_msg("'%s' gives %lld", rows[i].text,
                (long long)retry_after_ms(rows[i].text, NOW));
    assert_int_equal(retry_after_ms(NULL, NOW), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hidden_texts_are_starred),
        cmocka_unit_test(the_longest_of_several_is_hidden),
        cmocka_unit_test(a_remark_is_one_clean_line),
        cmocka_unit_test(hiding_comes_before_cutting),
        cmocka_unit_test(long_remarks_are_cut_between_characters),
        cmocka_unit_test(waits_are_read),
    };

    return cmocka_run_group_tests_name("remark", tests, NULL, forget);
}
