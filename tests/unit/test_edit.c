/* Editing by clusters: accents, joined emoji, wide characters, pastes. */
#include "grid.h"

#include "edit.h"

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"

/* Letters are typed; these stand for keys. */
static const struct {
    char letter;
    enum intent intent;
} keys[] = {
    {'<', INTENT_LEFT},
    {'>', INTENT_RIGHT},
    {'{', INTENT_WORD_LEFT},
    {'}', INTENT_WORD_RIGHT},
    {'^', INTENT_HOME},
    {'$', INTENT_END},
    {'#', INTENT_ERASE},
    {'~', INTENT_DELETE},
    {'W', INTENT_ERASE_WORD},
    {'U', INTENT_ERASE_TO_START},
    {'K', INTENT_ERASE_TO_END},
};

static enum edit_result
play_one(struct edit *edit, char letter)
{
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i].letter == letter)
            return edit_key(edit, (struct key){.intent = keys[i].intent});
    return edit_key(edit, (struct key){INTENT_TYPE, letter});
}

/* The text with '|' at the caret. */
static const char *
seen(const struct edit *edit)
{
    static char text[256];

    snprintf(text, sizeof(text), "%.*s|%s", (int)edit->caret, edit_text(edit),
        edit_text(edit) + edit->caret);
    return text;
}

static void
keys_edit_as_in_readline(void **state)
{
    static const struct {
        const char *text, *keys, *seen;
    } cases[] = {
        {"", "abc", "abc|"},
        {"abc", "<<x", "ax|bc"},
        {"abc", "^x$y", "xabcy|"},
        {"abc", "<#", "a|c"},
        {"abc", "^~", "|bc"},
        {"abc", "#####", "|"},
        {"abc", "~>>", "abc|"},
        {"one two  ", "W", "one |"},
        {"one two", "{{}", "one| two"},
        {"one two", "<<<U", "|two"},
        {"one two", "<<<<K", "one|"},
        {"", "#~<>{}WUK", "|"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct edit edit = {0};

        edit_set(&edit, cases[i].text);
        for (const char *key = cases[i].keys; *key; key++)
            assert_int_not_equal(play_one(&edit, *key), EDIT_IGNORED);
        assert_string_equal(seen(&edit), cases[i].seen);
        edit_done(&edit);
    }
}

static void
the_caret_never_stands_inside_a_cluster(void **state)
{
    struct edit edit = {0};

    (void)state;
    edit_set(&edit, "e\u0301" FAMILY "\u65E5z");
    play_one(&edit, '<');
    play_one(&edit, '<');
    assert_string_equal(seen(&edit), "e\u0301" FAMILY "|\u65E5z");
    play_one(&edit, '#');
    assert_string_equal(seen(&edit), "e\u0301|\u65E5z");
    play_one(&edit, 'x');
    assert_string_equal(seen(&edit), "e\u0301x|\u65E5z");
    play_one(&edit, '^');
    play_one(&edit, '~');
    assert_string_equal(seen(&edit), "|x\u65E5z");
    edit_done(&edit);
}

static void
an_accent_stays_on_its_letter(void **state)
{
    struct edit edit = {0};

    (void)state;
    edit_set(&edit, "ex");
    play_one(&edit, '<');
    edit_key(&edit, (struct key){INTENT_TYPE, 0x301});
    play_one(&edit, 'y');
    assert_string_equal(seen(&edit), "e\u0301y|x");
    edit_done(&edit);
}

/* A letter typed before a mark takes the mark: the caret goes behind both. */
static void
what_joins_is_left_behind_as_one(void **state)
{
    struct edit edit = {0};

    (void)state;
    edit_set(&edit, "a\u0301");
    play_one(&edit, '^');
    edit_set(&edit, "\u0301");
    play_one(&edit, '^');
    play_one(&edit, 'a');
    assert_string_equal(seen(&edit), "a\u0301|");
    edit_done(&edit);
}

static void
pasted_lines_become_one(void **state)
{
    static const struct {
        const char *paste, *seen;
        enum edit_result result;
    } cases[] = {
        {"abc", "[abc|]", EDIT_CHANGED},
        {"abc\n", "[abc|]", EDIT_CHANGED},
        {"a\nb\r\nc\rd", "[a b c d|]", EDIT_JOINED},
        {"a\tb", "[a b|]", EDIT_CHANGED},
        {"a\033[2Jb", "[a\\x1B[2Jb|]", EDIT_CHANGED},
        {"a\u202Eb", "[aU+202Eb|]", EDIT_CHANGED},
        {"\xFFz", "[\\xFFz|]", EDIT_CHANGED},
        {"0123456789abcdefghij", "[0123456789abcd|]", EDIT_FULL},
        {"0123456789abc\u00E9", "[0123456789abc|]", EDIT_FULL},
        {"", "[|]", EDIT_CHANGED},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct edit edit = {.cap = 16};

        edit_set(&edit, "[]");
        play_one(&edit, '<');
        assert_int_equal(edit_paste(&edit, cases[i].paste), cases[i].result);
        assert_string_equal(seen(&edit), cases[i].seen);
        edit_done(&edit);
    }
}

static void
the_cap_holds_while_typing(void **state)
{
    struct edit edit = {.cap = 4};

    (void)state;
    edit_set(&edit, "abc");
    assert_int_equal(
        edit_key(&edit, (struct key){INTENT_TYPE, 0xE9}), EDIT_FULL);
    assert_int_equal(play_one(&edit, 'd'), EDIT_CHANGED);
    assert_int_equal(play_one(&edit, 'e'), EDIT_FULL);
    assert_string_equal(edit_text(&edit), "abcd");
    edit_done(&edit);
}

static void
a_read_only_field_can_be_read(void **state)
{
    struct edit edit = {.read_only = true};

    (void)state;
    edit_set(&edit, "abc");
    assert_int_equal(play_one(&edit, '^'), EDIT_MOVED);
    assert_int_equal(play_one(&edit, 'x'), EDIT_IGNORED);
    assert_int_equal(play_one(&edit, '~'), EDIT_IGNORED);
    assert_int_equal(edit_paste(&edit, "x"), EDIT_IGNORED);
    assert_string_equal(edit_text(&edit), "abc");
    edit_done(&edit);
}

/* A field of ten columns, eight of text, with the caret at `caret`. */
static void
drawn(const char *text, size_t caret, const char *want, int cursor)
{
    struct edit edit = {0};
    struct screen screen;

    edit_set(&edit, text);
    edit.caret = caret;
    screen_init(&screen, 1, 12, true);
    edit_draw(&edit, &screen, 0, 1, 10, true);
    grid_compare(&screen, want);
    assert_int_equal(screen.cursor_col, cursor);
    screen_done(&screen);
    edit_done(&edit);
}

static void
a_long_text_scrolls_by_half_the_field(void **state)
{
    (void)state;
    drawn("abc", 3, " [abc     ]\n", 5);
    drawn("abcdefg", 7, " [abcdefg ]\n", 9);
    drawn("abcdefgh", 0, " [abcdefgh]\n", 2);
    drawn("abcdefgh", 8, " <efgh    ]\n", 6);
    drawn("abcdefghijklmnop", 0, " [abcdefgh>\n", 2);
    drawn("abcdefghijklmnop", 9, " <efghijkl>\n", 7);
    drawn("abcdefghijklmnop", 12, " <ijklmnop]\n", 6);
    drawn(
        "\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E", 18, " <\u672C\u8A9E    ]\n", 6);
    drawn("\u65E5\u672C\u8A9E", 3, " [\u65E5\u672C\u8A9E  ]\n", 4);
    drawn(FAMILY "x", strlen(FAMILY), " [\U0001F468+x    ]\n", 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_edit_as_in_readline),
        cmocka_unit_test(the_caret_never_stands_inside_a_cluster),
        cmocka_unit_test(an_accent_stays_on_its_letter),
        cmocka_unit_test(what_joins_is_left_behind_as_one),
        cmocka_unit_test(pasted_lines_become_one),
        cmocka_unit_test(the_cap_holds_while_typing),
        cmocka_unit_test(a_read_only_field_can_be_read),
        cmocka_unit_test(a_long_text_scrolls_by_half_the_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
