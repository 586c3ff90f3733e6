/* Widths, clusters, wrapping: what people really write. */
#include "test.h"

#include "text.h"
#include "utf8.h"
#include "width.h"

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define THUMB "\U0001F44D\U0001F3FD"
#define POLAND "\U0001F1F5\U0001F1F1"
#define HEART "\u2764\uFE0F"
#define KEYCAP "1\uFE0F\u20E3"
#define ACCENTED "e\u0301"

/* What is drawn, as text. */
static void
drawn(const char *text, bool unicode, char *out)
{
    const struct cluster cluster = width_cluster(text, strlen(text), unicode);

    for (int i = 0; i < cluster.count; i++)
        for (int j = 0; j < GLYPH_CODES && cluster.glyphs[i].code[j]; j++)
            out += utf8_encode(cluster.glyphs[i].code[j], out);
    *out = '\0';
}

static void
every_cluster_has_a_form_on_which_terminals_agree(void **state)
{
    static const struct {
        const char *text, *drawn;
        int columns;
        bool simplified;
    } cases[] = {
        {"a", "a", 1, false},
        {"\u65E5", "\u65E5", 2, false},
        {"\U0001F600", "\U0001F600", 2, false},
        {"\uAC01", "\uAC01", 2, false},
        {"\u1100\u1161\u11A8", "\u1100\u1161\u11A8", 2, false},
        {ACCENTED, ACCENTED, 1, false},
        {"a\u0301\u0302\u0303", "a\u0301\u0302", 1, true},
        {"\u0928\u093F", "\u0928\u093F", 2, false},
        {"\u0E01\u0E33", "\u0E01\u0E33", 2, false},
        {HEART, "\u2764", 1, true},
        {KEYCAP, "1\u20E3", 1, true},
        {FAMILY, "\U0001F468+", 3, true},
        {THUMB, "\U0001F44D", 2, true},
        {"\U0001F3FD", "\U0001F3FD", 2, false},
        {POLAND, "PL", 2, true},
        {"\u200B", "", 0, false},
        {"\u0301", "\u25CC\u0301", 1, false},
        {"\t", " ", 1, false},
        {"\033", "\uFFFD", 1, true},
        {"\xC2\x9B", "\uFFFD", 1, true},
        {"\u202E", "", 0, false},
        {"\xFF", "\uFFFD", 1, true},
        {"\xE2\x82", "\uFFFD", 1, true},
        {"\U000E0FFF", "\uFFFD", 1, true},
    };
    char got[64];
    size_t bad;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct cluster cluster =
            width_cluster(cases[i].text, strlen(cases[i].text), true);

        drawn(cases[i].text, true, got);
        assert_string_equal(got, cases[i].drawn);
        assert_int_equal(cluster.columns, cases[i].columns);
        assert_int_equal(cluster.simplified, cases[i].simplified);
        const size_t len = strlen(cases[i].text);
        assert_int_equal(
            cluster.len, utf8_valid(cases[i].text, len, &bad) ? len : 1);
    }
}

static void
the_c_locale_sees_question_marks(void **state)
{
    static const char *const texts[] = {
        "\u65E5", ACCENTED, FAMILY, POLAND, "\xFF", "\033", KEYCAP};
    char got[64];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        drawn(texts[i], false, got);
        assert_string_equal(got, "?");
    }
    assert_int_equal(width_columns("na" ACCENTED "ve", false), 5);
    assert_int_equal(width_columns("a\u200B"
                                   "b",
                         false),
        2);
    drawn(" \u00E9", false, got);
    assert_string_equal(got, " ");
    assert_true(width_simplified("caf\u00E9", false));
    assert_false(width_simplified("caf\u00E9", true));
    assert_true(width_simplified("ok " THUMB, true));
}

static void
steps_go_over_whole_clusters(void **state)
{
    static const char text[] = "a" ACCENTED FAMILY POLAND "z";
    static const size_t bounds[] = {0, 1, 4, 22, 30, 31};
    const size_t len = strlen(text);

    (void)state;
    for (size_t i = 0; i + 1 < ARRAY_LEN(bounds); i++) {
        assert_int_equal(width_next(text, len, bounds[i]), bounds[i + 1]);
        assert_int_equal(width_before(text, len, bounds[i + 1]), bounds[i]);
    }
    assert_int_equal(width_next(text, len, len), len);
    assert_int_equal(width_before(text, len, 0), 0);
}

static void
cutting_never_splits_a_wide_character(void **state)
{
    (void)state;
    assert_int_equal(width_fit("\u65E5\u672C", 6, 3, true), 3);
    assert_int_equal(width_fit("\u65E5\u672C", 6, 4, true), 6);
    assert_int_equal(width_fit("a" FAMILY, strlen("a" FAMILY), 3, true), 1);
    assert_int_equal(width_fit("abc", 3, 0, true), 0);
    assert_int_equal(width_fit("abc", 3, -1, true), 0);
}

/* The lines of the wrapped text, with a '|' after each. */
static void
wrapped(const char *text, int columns, struct text *out)
{
    struct width_line line;

    text_clear(out);
    while ((line = width_wrap(text, columns, true)).next) {
        text_addf(out, "%.*s|", (int)line.len, text);
        text += line.next;
    }
}

static void
lines_break_where_a_reader_expects(void **state)
{
    static const struct {
        const char *text;
        int columns;
        const char *lines;
    } cases[] = {
        {"", 5, ""},
        {"one two", 7, "one two|"},
        {"one two", 6, "one|two|"},
        {"one two", 3, "one|two|"},
        {"one two ", 3, "one|two|"},
        {"one   two", 4, "one|two|"},
        {"one\ntwo\n", 9, "one|two|"},
        {"one\n\ntwo", 9, "one||two|"},
        {"abcdefg", 3, "abc|def|g|"},
        {"ab cdefgh", 4, "ab|cdef|gh|"},
        {"\u65E5\u672C\u8A9E", 4, "\u65E5\u672C|\u8A9E|"},
        {"ab\u65E5\u672C", 3, "ab|\u65E5|\u672C|"},
        {"\u65E5", 1, "\u65E5|"},
        {"abc \nd", 3, "abc|d|"},
    };
    struct text got = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        wrapped(cases[i].text, cases[i].columns, &got);
        assert_string_equal(text_str(&got), cases[i].lines);
    }
    text_done(&got);
    assert_int_equal(width_lines("one two three", 5, true), 3);
}

/* Any bytes at all: no crash, progress, and columns that add up. */
static void
random_bytes_are_safe(void **state)
{
    unsigned seed = 7;
    char text[64];

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t len = 0;

        for (; len < sizeof(text) - 1; len++) {
            seed = seed * 1103515245 + 12345;
            text[len] = (char)(1 + (seed >> 16) % 255);
        }
        text[len] = '\0';
        const int columns = width_columns(text, true);
        const size_t half = width_fit(text, len, columns / 2, true);
        assert_int_equal(width_fit(text, len, columns, true), len);
        assert_in_range(width_columns_of(text, half, true), 0, columns / 2);
        assert_true(width_lines(text, 10, true) > 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cluster_has_a_form_on_which_terminals_agree),
        cmocka_unit_test(the_c_locale_sees_question_marks),
        cmocka_unit_test(steps_go_over_whole_clusters),
        cmocka_unit_test(cutting_never_splits_a_wide_character),
        cmocka_unit_test(lines_break_where_a_reader_expects),
        cmocka_unit_test(random_bytes_are_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
