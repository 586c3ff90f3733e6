/* The longest text of a pattern, an input, a parameter. */
#include "test.h"

#include "longest.h"
#include "pattern.h"
#include "pattern_length.h"

static void
patterns_have_a_longest_value(void **state)
{
    static const struct {
        const char *pattern;
        size_t longest;
    } rows[] = {
        {"abc", 3},
        {"[0-9]{4,8}", 8},
        {"[0-9]{4}", 4},
        {"[0-9]{4,}", PATTERN_ENDLESS},
        {"a*", PATTERN_ENDLESS},
        {"a+b", PATTERN_ENDLESS},
        {"ab?c?", 3},
        {"^a$", 1},
        {"a|bcd|ef", 3},
        {"(a|bcd){3}x", 10},
        {"((ab){2}|c){3}", 12},
        {"[]a]{2}", 2},
        {"[^]a]{2}", 2},
        {"[[:digit:]]{3}[a-f[:space:]]", 4},
        {"\\.\\+{2}\\\\", 4},
        {"é{3}ü", 4},
        {"[àé]{2}", 2},
        {"(x{1000}){1}", 1000},
        {".{10}", 10},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *reason = NULL;
        auto_(pattern) struct pattern *pattern =
            pattern_compile(rows[i].pattern, &reason);

        if (!pattern)
            fail_msg("'%s': %s", rows[i].pattern, reason);
        if (pattern_longest(rows[i].pattern) != rows[i].longest)
            fail_msg(
                "'%s': %zu", rows[i].pattern, pattern_longest(rows[i].pattern));
    }
}

/* The walk and the matcher agree: the longest value matches, and no longer
 * one of the same make does. */
static void
the_longest_value_matches(void **state)
{
    static const char *const patterns[] = {
        "a{2,9}", "(aa|a{5}){1,3}", "a?(a|aa)(a{3})?", "(a{2}|aaa?){4}a"};
    static const char filler[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        const char *reason;
        auto_(pattern) struct pattern *pattern =
            pattern_compile(patterns[i], &reason);
        const size_t longest = pattern_longest(patterns[i]);

        assert_non_null(pattern);
        assert_true(longest < sizeof(filler) - 8);
        assert_true(pattern_matches(pattern, filler, longest));
        for (size_t more = 1; more < 8; more++)
            assert_false(pattern_matches(pattern, filler, longest + more));
    }
}

/* Texts that are no patterns must not lead the walk astray. */
static void
broken_patterns_end_the_walk(void **state)
{
    static const char *const patterns[] = {"", "(", "(((", "[", "[^",
        "[[:", "[[:a", "a{", "a{1", "a{1,", "\\", ")", "a)b", "|", "||", "*",
        "{9", "a{99999999999999999999999}", "a{1,x}", "\xC3"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
        (void)pattern_longest(patterns[i]);
}

static struct flow_input inputs[] = {
    {.name = {.text = "code"}, .pattern = {.text = "[0-9]{4,8}"}},
    {.name = {.text = "free"}},
    {.name = {.text = "town"},
        .pattern = {.text = "[a-z]+"},
        .max_length = {.number = 5, .given = true}},
    {.name = {.text = "bad"}, .pattern = {.text = "(("}},
    {.name = {.text = "preset"}, .fallback = {.text = "Rome"}},
};
static const struct flow flow = {
    .inputs = inputs,
    .ninputs = ARRAY_LEN(inputs),
};

static void
inputs_are_limited_by_the_lesser(void **state)
{
    (void)state;
    assert_int_equal(longest_input(&inputs[0]), 8);
    assert_true(longest_input(&inputs[1]) == LONGEST_ENDLESS);
    assert_int_equal(longest_input(&inputs[2]), 5);
    assert_int_equal(longest_input(&inputs[3]), 0);
}

static void
check_value(const char *value, const char *example, const char *text,
    size_t characters, const char *unlimited)
{
    auto_(longest) struct longest longest = {0};

    longest_make(&longest, &flow, value, example);
    assert_string_equal(text_str(&longest.text), text);
    assert_int_equal(longest.characters, characters);
    assert_true(text_is(longest.unlimited, unlimited));
}

static void
values_grow_to_their_limits(void **state)
{
    (void)state;
    check_value("Acmé", NULL, "Acmé", 4, NULL);
    check_value("{{code}}", NULL, "00000000", 8, NULL);
    check_value("{{code}}", "482913", "48291300", 8, NULL);
    check_value("in {{town}}!", "example of the whole", "in 00000!", 9, NULL);
    check_value("{{free}}", "Ada", "Ada", 0, "free");
    check_value("{{free}}", NULL, "", 0, "free");
    check_value("{{preset}}", NULL, "Rome", 0, "preset");
    check_value("{{nobody}}", NULL, "", 0, NULL);
    check_value("{{code", NULL, "{{code", 6, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_have_a_longest_value),
        cmocka_unit_test(the_longest_value_matches),
        cmocka_unit_test(broken_patterns_end_the_walk),
        cmocka_unit_test(inputs_are_limited_by_the_lesser),
        cmocka_unit_test(values_grow_to_their_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
