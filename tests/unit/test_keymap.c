/* Bytes to presses, presses to commands, and the table itself. */
#include "test.h"

#include "keymap.h"

static void
add_name(struct text *out, struct press press)
{
    char name[PRESS_NAME_SIZE];

    press_name(press, name);
    text_addf(out, "%s ", name);
}

/* Feeds bytes; the names of the presses, with a space after each. */
static void
read_bytes(const char *bytes, bool dry, struct text *out)
{
    struct press_reader reader = {0};
    struct press presses[2];

    text_clear(out);
    for (size_t i = 0; bytes[i]; i++) {
        const size_t n = press_read(&reader, (unsigned char)bytes[i], presses);

        for (size_t j = 0; j < n; j++)
            add_name(out, presses[j]);
    }
    if (dry && press_rest(&reader, presses))
        add_name(out, presses[0]);
}

static void
bytes_become_presses(void **state)
{
    static const struct {
        const char *bytes, *presses;
    } cases[] = {
        {"aZ", "a Z "},
        {"\x0E\x1F\r\t\x7F ", "^N ^_ Enter Tab Backspace Space "},
        {"\xC3\xA9", "\u00E9 "},
        {"\xF0\x9F\x98\x80", "\U0001F600 "},
        {"\xC3(", "\uFFFD ( "},
        {"\xE2\x82(", "\uFFFD ( "},
        {"\xA9\xFF", "\uFFFD \uFFFD "},
        {"\xE2\xC3\xA9", "\uFFFD \u00E9 "},
        {"\xED\xA0\x80", "\uFFFD "},
        {"\x1B", "Esc "},
        {"\x1B"
         "b",
            "Alt-b "},
        {"\x1B\xC3\xA9", "Alt-\u00E9 "},
        {"\x1B\x1B", "Esc Esc "},
        {"\x1B\x1B"
         "5",
            "Esc Alt-5 "},
        {"\xC3", ""},
        {"\xC3\x1B", "\uFFFD Esc "},
    };
    struct text got = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        read_bytes(cases[i].bytes, true, &got);
        assert_string_equal(text_str(&got), cases[i].presses);
    }
    read_bytes("\x1B", false, &got);
    assert_string_equal(text_str(&got), "");
    text_done(&got);
}

static void
presses_mean_commands_where_they_act(void **state)
{
    static const struct key_place title = {FOCUS_TEXT, PAGE_FORM};
    static const struct key_place flows = {FOCUS_LIST, PAGE_FLOWS};
    static const struct key_place chain = {FOCUS_LIST, PAGE_CHAIN};
    static const struct {
        struct press press;
        const struct key_place *place;
        enum intent intent;
    } cases[] = {
        {{'n', false}, &title, INTENT_TYPE},
        {{'n', false}, &flows, INTENT_NEW},
        {{'?', false}, &title, INTENT_TYPE},
        {{'?', false}, &flows, INTENT_HELP},
        {{0x65E5, false}, &title, INTENT_TYPE},
        {{0x65E5, false}, &flows, INTENT_NONE},
        {{PRESS_CONTROL('G'), false}, &title, INTENT_HELP},
        {{PRESS_F1, false}, &title, INTENT_HELP},
        {{PRESS_CONTROL('_'), false}, &title, INTENT_UNDO},
        {{PRESS_CONTROL('_'), false}, &flows, INTENT_UNDO},
        {{'3', true}, &title, INTENT_GO_STEP},
        {{'3', false}, &title, INTENT_TYPE},
        {{'3', false}, &chain, INTENT_GO_STEP},
        {{'0', false}, &chain, INTENT_NONE},
        {{'3', false}, &flows, INTENT_NONE},
        {{PRESS_DELETE, false}, &title, INTENT_DELETE},
        {{PRESS_ENTER, false}, &title, INTENT_ACCEPT},
        {{'\n', false}, &title, INTENT_ACCEPT},
        {{'q', false}, &chain, INTENT_NONE},
        {{'q', false}, &flows, INTENT_QUIT},
        {{'x', true}, &title, INTENT_NONE},
        {{0x9B, false}, &title, INTENT_NONE},
        {{0, false}, &title, INTENT_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(keymap_decode(cases[i].press, *cases[i].place).intent,
            cases[i].intent);
    assert_int_equal(keymap_decode((struct press){'7', true}, title).code, '7');
}

static void
the_table_has_no_conflict_and_every_key_a_twin(void **state)
{
    struct failure failure = {0};
    size_t count;
    const struct key_row *rows = keymap_rows(&count);

    (void)state;
    if (!keymap_sound(rows, count, &failure))
        fail_msg("%s", failure.text);
}

/* The check itself: each of these tables has one thing wrong. */
static void
a_bad_table_is_found(void **state)
{
    static const struct {
        struct key_row rows[2];
        const char *text;
    } cases[] = {
        {{{INTENT_SAVE, FOCUS_LIST, PAGE_FLOWS, {{'s', false}}},
             {INTENT_SORT, 0, PAGE_FLOWS | PAGE_CHAIN, {{'s', false}}}},
            "'s' has two meanings"},
        {{{INTENT_GO_STEP, FOCUS_LIST, 0, {{'1', false}}},
             {INTENT_NEW, FOCUS_LIST, 0, {{'7', false}}}},
            "'7' has two meanings"},
        {{{INTENT_SAVE, FOCUS_LIST, PAGE_FLOWS, {{'s', false}}},
             {INTENT_SORT, FOCUS_TEXT, PAGE_FLOWS, {{'S', false}}}},
            "'S' acts where text is typed"},
        {{{INTENT_HELP, 0, 0, {{PRESS_F1, false}}},
             {INTENT_SORT, FOCUS_LIST, 0, {{'s', false}}}},
            "'F1' has no twin"},
        {{{INTENT_HELP, 0, 0, {{'h', true}}},
             {INTENT_HELP, FOCUS_LIST, PAGE_FLOWS, {{'h', false}}}},
            "'Alt-h' has no twin"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct failure failure = {0};

        assert_false(keymap_sound(cases[i].rows, 2, &failure));
        assert_string_equal(failure.text, cases[i].text);
    }
}

static void
hints_leave_from_the_middle(void **state)
{
    static const struct key_place place = {FOCUS_TEXT, PAGE_FORM};
    static const struct {
        int columns;
        const char *line;
    } cases[] = {
        {100,
            "Enter next field  ^N/^P step  ^V preview  ^S save  ^_ undo"
            "  Esc back  ^G help"},
        {62, "Enter next field  ^N/^P step  ^V preview  Esc back  ^G help"},
        {40, "Enter next field  Esc back  ^G help"},
        {20, "Esc back  ^G help"},
        {5, "Esc back  ^G help"},
    };
    struct text line = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        keymap_line(&line, place, cases[i].columns);
        assert_string_equal(text_str(&line), cases[i].line);
    }
    keymap_line(&line, (struct key_place){FOCUS_LIST, PAGE_FLOWS}, 40);
    assert_string_equal(
        text_str(&line), "Enter open  Esc back  ^G help  q quit");
    text_done(&line);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_presses),
        cmocka_unit_test(presses_mean_commands_where_they_act),
        cmocka_unit_test(the_table_has_no_conflict_and_every_key_a_twin),
        cmocka_unit_test(a_bad_table_is_found),
        cmocka_unit_test(hints_leave_from_the_middle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
