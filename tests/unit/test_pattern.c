/* Patterns of inputs. */
#include "test.h"

#include <locale.h>
#include <regex.h>

#include "base.h"
#include "pattern.h"
#include "text.h"

/* 1 it matches, 0 it does not, -1 the pattern is refused. */
static int
try_pattern(const char *text, const char *value, size_t len)
{
    const char *reason = NULL;
    auto_(pattern) struct pattern *pattern = pattern_compile(text, &reason);

    assert_int_equal(pattern == NULL, reason != NULL);
    return pattern ? pattern_matches(pattern, value, len) : -1;
}

static void
whole_values_are_matched(void **state)
{
    static const struct {
        const char *pattern, *value;
        bool matches;
    } cases[] = {
        {"[0-9]{4,8}", "482913", true},
        {"[0-9]{4,8}", "4829", true},
        {"[0-9]{4,8}", "48291348", true},
        {"[0-9]{4,8}", "482", false},
        {"[0-9]{4,8}", "482913482", false},
        {"[0-9]{4,8}", "482913\n", false},
        {"[0-9]{4,8}", " 482913", false},
        {"[0-9]{4,8}", "", false},
        {"[0-9]{4,8}", "48291x", false},
        {"^[0-9]+$", "12", true},
        {"^[0-9]+$", "12a", false},
        {"a|b", "b", true},
        {"a|b", "ab", false},
        {"ab|cd|ef", "cd", true},
        {"ab|cd|ef", "abd", false},
        {"(ab|cd)*", "", true},
        {"(ab|cd)*", "abcdab", true},
        {"(ab|cd)*", "abc", false},
        {"a?b+c*", "b", true},
        {"a?b+c*", "abbcc", true},
        {"a?b+c*", "acc", false},
        {"a{3}", "aaa", true},
        {"a{3}", "aaaa", false},
        {"a{2,}", "a", false},
        {"a{2,}", "aaaaa", true},
        {"a{0,2}", "", true},
        {"a{0,2}", "aaa", false},
        {"(a{2}){2}", "aaaa", true},
        {"(a{2}){2}", "aaa", false},
        {"([0-9]{3}-){2}[0-9]{2}", "123-456-78", true},
        {"(a*)*", "aaa", true},
        {"(a*)*b", "aaac", false},
        {"((a?)*)+", "", true},
        {".", "\u20AC", true},
        {".", "\n", true},
        {".{3}", "a\U0001F600b", true},
        {"..", "\u00E9", false},
        {"caff\u00E8", "caff\u00E8", true},
        {"[\u00E0-\u00FC]+", "\u00E8\u00E9", true},
        {"[\u00E0-\u00FC]+", "e", false},
        {"[^0-9]+", "abc\u20AC", true},
        {"[^0-9]+", "ab1", false},
        {"[]a]+", "]a]", true},
        {"[^]a]", "]", false},
        {"[^]a]", "b", true},
        {"[a-]+", "a-a", true},
        {"[-a]+", "a-a", true},
        {"[--/]+", "-./", true},
        {"[a^]", "^", true},
        {"[.*+?(){}|$^]+", ".*+?(){}|$^", true},
        {"[\\\\]", "\\", true},
        {"[[]", "[", true},
        {"[[:digit:]]+", "0123456789", true},
        {"[[:digit:]]", "\u0663", false},
        {"[[:alpha:] ]+", "Jos\u00E9 Gar\u00E7on \u0436", true},
        {"[[:alpha:]]+", "a1", false},
        {"[[:alnum:]_]+", "a_1\u00E9", true},
        {"[[:upper:]][[:lower:]]+", "\u00C9mile", true},
        {"[[:upper:]]+", "aB", false},
        {"[[:xdigit:]]+", "0aF", true},
        {"[[:xdigit:]]+", "0aG", false},
        {"[[:space:]]+", " \t\r\n\v\f", true},
        {"[[:blank:]]+", " \t", true},
        {"[[:blank:]]+", "\n", false},
        {"[[:punct:]]+", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", true},
        {"[[:cntrl:]]", "\x7F", true},
        {"[[:graph:]]+", "a!\u00E9", true},
        {"[[:graph:]]", " ", false},
        {"[[:print:]]+", "a b", true},
        {"[[:print:]]", "\t", false},
        {"[^[:alpha:]]", "\u00E9", false},
        {"[^[:alpha:]]", "\u20AC", true},
        {"[[:digit:]a-f]+", "0f", true},
        {"a\\.b", "a.b", true},
        {"a\\.b", "axb", false},
        {"\\{\\}\\[\\]\\(\\)\\*\\+\\?\\|\\^\\$\\\\", "{}[]()*+?|^$\\", true},
        {"a}", "a}", true},
        {"a]", "a]", true},
        {"a^b", "ab", false},
        {"a$b", "ab", false},
        {"(^a|b$)", "a", true},
        {"(^|a)b", "b", true},
        {"[a-z0-9._-]+@[a-z0-9.-]+", "ada@acme.example", true},
        {"(\\+|00)?[1-9][0-9]{6,14}", "+393331234513", true},
        {".{0,160}", "", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *value = cases[i].value;

        if (try_pattern(cases[i].pattern, value, strlen(value)) !=
            cases[i].matches)
            fail_msg("'%s' and '%s'", cases[i].pattern, value);
    }
}

static void
what_is_refused_has_a_reason(void **state)
{
    static const struct {
        const char *pattern, *word;
    } cases[] = {
        {"", "empty"},
        {"()", "empty"},
        {"a|", "empty"},
        {"|a", "empty"},
        {"a||b", "empty"},
        {"(a|)", "empty"},
        {"(a", "'('"},
        {"a)", "')'"},
        {")", "')'"},
        {"(a))", "')'"},
        {"[a", "'['"},
        {"[", "'['"},
        {"[]", "'['"},
        {"[^]", "'['"},
        {"[[:alpha:]", "'['"},
        {"[[:letter:]]", "class"},
        {"[[:alpha", "class"},
        {"[[:Alpha:]]", "class"},
        {"[z-a]", "before"},
        {"[a-c-e]", "'-'"},
        {"[[:digit:]-z]", "'-'"},
        {"[a-[:digit:]]", "class"},
        {"[[.a.]]", "collating"},
        {"[[=a=]]", "collating"},
        {"[\\d]", "backslash"},
        {"[\\]]", "backslash"},
        {"*a", "nothing"},
        {"+", "nothing"},
        {"a|*b", "nothing"},
        {"(?a)", "(?"},
        {"(?:a)", "(?"},
        {"{3}", "nothing"},
        {"a**", "another"},
        {"a+?", "another"},
        {"a{2}{3}", "another"},
        {"^*", "'^'"},
        {"a$+", "'^'"},
        {"a{", "count"},
        {"a{x}", "count"},
        {"a{,3}", "count"},
        {"a{3", "'}'"},
        {"a{3,", "count"},
        {"a{3,4", "'}'"},
        {"a{4,3}", "before"},
        {"a{0}", "at 0"},
        {"a{1001}", "1000"},
        {"a{99999999999999999999}", "1000"},
        {"\\1", "back-reference"},
        {"(a)\\1", "back-reference"},
        {"\\d+", "[0-9]"},
        {"\\w", "A-Z"},
        {"\\s", "space"},
        {"\\bfoo", "backslash"},
        {"\\", "backslash"},
        {"\\0", "backslash"},
        {"\\\xC3\xA9", "backslash"},
        {"\xFF", "UTF-8"},
        {"[\xC3]", "UTF-8"},
        {"(a{1000}){3}", "long"},
        {"((a{255}){255}){255}", "long"},
        {"((((a{2}){2}){2}){200}){2}", "long"},
        {"(((((((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9})",
            "long"},
        {"(((((a|b|c|d){1000}){1000}){1000}){1000}){1000}", "long"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *reason = NULL;

        assert_null(pattern_compile(cases[i].pattern, &reason));
        if (!strstr(reason, cases[i].word))
            fail_msg("'%s': %s", cases[i].pattern, reason);
    }
}

static void
lengths_have_their_limits(void **state)
{
    auto_(text) struct text pattern = {0};
    auto_(text) struct text value = {0};

    (void)state;
    while (pattern.len < PATTERN_TEXT_MAX)
        text_add(&pattern, "a");
    assert_int_equal(
        try_pattern(text_str(&pattern), text_str(&pattern), pattern.len), 1);
    text_add(&pattern, "a");
    assert_int_equal(
        try_pattern(text_str(&pattern), text_str(&pattern), pattern.len), -1);
    while (value.len < PATTERN_VALUE_MAX)
        text_add(&value, "a");
    assert_int_equal(try_pattern("a*", text_str(&value), value.len), 1);
    text_add(&value, "a");
    assert_int_equal(try_pattern("a*", text_str(&value), value.len), 0);
}

static void
deepest_pattern_fits(void **state)
{
    char text[PATTERN_TEXT_MAX + 1] = "";

    (void)state;
    memset(text, '(', 63);
    text[63] = 'a';
    memset(text + 64, ')', 63);
    assert_int_equal(try_pattern(text, "a", 1), 1);
    for (int i = 0; i < 42; i++)
        memcpy(text + 3 * i, "[a]", 3);
    text[126] = '\0';
    assert_int_equal(
        try_pattern(text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 42), 1);
}

static void
foul_values_match_nothing(void **state)
{
    static const struct {
        const char *value;
        size_t len;
    } cases[] = {
        {"a\0b", 3},
        {"\0", 1},
        {"\xFF", 1},
        {"a\xC3", 2},
        {"\xED\xA0\x80", 3},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(
            try_pattern("(.|[^x])*", cases[i].value, cases[i].len), 0);
}

/*
 * Shapes that take exponential time or memory in other matchers. There is no
 * clock here: where one of them blew up, the test would not end.
 */
static void
evil_patterns_come_to_an_end(void **state)
{
    static const char *const cases[] = {
        "(a*)*b",
        "(a+)+b",
        "(a|a)*b",
        "(a|aa)+b",
        "(x+x+)+y",
        "(.*a.{60}){2}b",
        "(a|b)*a(a|b){64}b",
        "(.|a|[^b])*a.{30}b",
        "(a?){64}a{64}b",
        "((((((((((a*)*)*)*)*)*)*)*)*)*)*b",
        ".{0,1000}b",
        "[^b]{0,1000}b",
    };
    char value[2000];

    (void)state;
    for (size_t i = 0; i < sizeof(value); i++)
        value[i] = i * i % 7 % 2 ? 'a' : 'c';
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(try_pattern(cases[i], value, sizeof(value)), 0);
}

static void
make_random(struct text *out, const char *const *bits, int nbits, int max)
{
    text_clear(out);
    for (int i = 1 + rand() % max; i > 0; i--)
        text_add(out, bits[rand() % nbits]);
}

static bool
libc_matches(const regex_t *regex, const char *value)
{
    return !regexec(regex, value, 0, NULL, 0);
}

/* Whatever we accept means the same to the C library. */
static void
libc_agrees_on_random_patterns(void **state)
{
    static const char *const bits[] = {"a", "b", "c", ".", "(", ")", "|", "*",
        "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "[ab]", "[^a]", "[b-d]", "^",
        "$", "(a|b)", "(ab)", "\\.", "[[:digit:]]", "1", "[]a-]", "\u00E9",
        "[^\u00E9]", "[\\\\]", "\\\\"};
    static const char *const letters[] = {
        "a", "b", "c", "d", ".", "1", "-", "]", "\u00E9", "\\", "ab", "aa"};
    auto_(text) struct text pattern = {0};
    auto_(text) struct text value = {0};
    auto_(text) struct text whole = {0};
    int compared = 0, matched = 0;

    (void)state;
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    srand(10);
    for (int round = 0; round < 30000; round++) {
        const char *reason;
        regex_t regex;

        make_random(&pattern, bits, (int)ARRAY_LEN(bits), 9);
        auto_(pattern) struct pattern *ours =
            pattern_compile(text_str(&pattern), &reason);
        if (!ours)
            continue;
        text_clear(&whole);
        text_addf(&whole, "^(%s)$", text_str(&pattern));
        assert_int_equal(
            regcomp(&regex, text_str(&whole), REG_EXTENDED | REG_NOSUB), 0);
        for (int i = 0; i < 20; i++) {
            make_random(&value, letters, (int)ARRAY_LEN(letters), 6);
            bool theirs = libc_matches(&regex, text_str(&value));

            if (pattern_matches(ours, text_str(&value), value.len) != theirs)
                fail_msg("'%s' and '%s': the C library says %d",
                    text_str(&pattern), text_str(&value), theirs);
            matched += theirs;
            compared++;
        }
        regfree(&regex);
    }
    assert_true(compared > 20000);
    assert_true(matched > 2000);
}

static void
random_bytes_do_no_harm(void **state)
{
    static const char often[] = "()[]{}|*+?^$.\\-:,=0123456789ab";

    (void)state;
    srand(11);
    for (int round = 0; round < 50000; round++) {
        char text[PATTERN_TEXT_MAX + 3];
        int len = rand() % (round % 8 ? 16 : (int)sizeof(text) - 1);

        for (int i = 0; i < len; i++)
            text[i] =
                (char)(rand() % 20 ? often[rand() % 30] : 1 + rand() % 255);
        text[len] = '\0';
        (void)try_pattern(text, "a0-b", 4);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_values_are_matched),
        cmocka_unit_test(what_is_refused_has_a_reason),
        cmocka_unit_test(lengths_have_their_limits),
        cmocka_unit_test(deepest_pattern_fits),
        cmocka_unit_test(foul_values_match_nothing),
        cmocka_unit_test(evil_patterns_come_to_an_end),
        cmocka_unit_test(libc_agrees_on_random_patterns),
        cmocka_unit_test(random_bytes_do_no_harm),
    };

    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
