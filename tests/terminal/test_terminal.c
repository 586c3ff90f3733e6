/* Screens, keys, pastes, sizes, timers and children, seen from outside. */
#include "play.h"

#include <signal.h>

#include "clock.h"

static void
the_whole_screen_is_shown(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    assert_string_equal(console_row(&console, 0),
        " Every widget                                                 acme   "
        "draft saved");
    assert_string_equal(console_row(&console, 23),
        " Enter next field  ^N/^P step  ^V preview  ^S save  ^_ undo"
        "  Esc back  ^G help");
    assert_true(console.alternate);
    assert_true(console.cursor);
    assert_int_equal(console_cursor(&console).row, 3);
    assert_int_equal(console_cursor(&console).col, 3);
    assert_int_equal(console.frames, 1);
    play_leave(&console);
}

static void
keys_arrive_in_both_spellings(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "abc\033[D\033ODx\033[H1\033[F2");
    assert_true(console_shows(&console, "[1axbc2"));
    console_key(&console, VTERM_KEY_LEFT);
    console_key(&console, VTERM_KEY_BACKSPACE);
    assert_true(console_shows(&console, "[1axb2"));
    console_send(&console, "\033[Z");
    assert_true(console_shows(&console, "> template 1"));
    console_send(&console, "\033[6~");
    assert_true(console_shows(&console, "of 1000"));
    console_key(&console, VTERM_KEY_TAB);
    console_send(&console,
        "\x01\x1B"
        "f!");
    assert_true(console_shows(&console, "1axb2!"));
    play_leave(&console);
}

static void
escape_alone_is_quick(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "\x16");
    assert_true(console_shows(&console, "A text to read."));
    const int64_t before = clock_monotonic();
    console_send(&console, "\033");
    assert_true(console_shows(&console, "template 1"));
    assert_in_range(clock_monotonic() - before, 0, 5000);
    play_leave(&console);
}

static void
text_that_terminals_disagree_on_shifts_nothing(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console,
        "\u65E5 e\u0301 \U0001F468\u200D\U0001F469\u200D"
        "\U0001F467 \U0001F44D\U0001F3FD \U0001FAE8 "
        "\U0001F1F5\U0001F1F1.");
    assert_true(console_shows(
        &console, "[\u65E5 e\u0301 \U0001F468+ \U0001F44D \uFFFD  PL."));
    assert_int_equal(console_cursor(&console).col, 3 + 18);
    assert_non_null(strstr(console_row(&console, 3), "PL.    ]"));
    play_leave(&console);
}

static void
a_split_character_arrives_whole(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "a\xE6\x97");
    assert_true(console_shows(&console, "[a "));
    console_send(&console, "\xA5z\xFFw");
    assert_true(console_shows(&console, "[a\u65E5z\uFFFDw "));
    play_leave(&console);
}

static void
a_paste_is_data(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_paste(&console, "one\r\ntwo\tthree\x03\033[A\033");
    assert_true(console_shows(&console, "newlines became spaces"));
    assert_true(console_shows(&console, "one two three\\x03\\x1B"));
    play_leave(&console);
}

static void
a_paste_without_an_end_ends_by_silence(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "\033[200~lost end");
    assert_true(console_shows(&console, "pasted 8"));
    console_send(&console, "!");
    assert_true(console_shows(&console, "[lost end!"));
    play_leave(&console);
}

static void
a_huge_paste_is_cut(void **state)
{
    enum { SIZE = 1200000 };
    struct console console;
    char *text = malloc(SIZE + 1);

    (void)state;
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    play_start(&console);
    console_paste(&console, text);
    assert_true(console_shows(&console, "cut to 1048576"));
    free(text);
    play_leave(&console);
}

static void
a_resize_lays_out_again(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "abc");
    assert_true(console_shows(&console, "[abc"));
    console_resize(&console, 12, 40);
    assert_true(console_shows(&console, "Widgets"));
    assert_string_equal(
        console_row(&console, 11), "Enter next field  Esc back  ^G help");
    console_resize(&console, 4, 20);
    assert_true(console_shows(&console, "20x4, needs 40x12"));
    assert_string_equal(console_row(&console, 1), "s leave (kept)");
    console_resize(&console, 50, 200);
    assert_true(console_shows(&console, "Every widget"));
    assert_true(console_shows(&console, "[abc"));
    play_leave(&console);
}

static long
switches(pid_t pid)
{
    char path[64], line[128];
    long count = -1;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof(line), in))
        if (!strncmp(line, "voluntary_ctxt_switches:", 24))
            count = strtol(line + 24, NULL, 10);
    if (in)
        fclose(in);
    return count;
}

static void
nothing_happens_while_nothing_happens(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_listen(&console, 200);
    const long before = switches(console.pid);
    assert_int_equal(console_listen(&console, 2000), 0);
    assert_int_equal(switches(console.pid), before);
    play_leave(&console);
}

static void
timers_and_children_are_heard(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "\x19");
    assert_true(console_shows(&console, "tick of timer 1"));
    console_send(&console, "\x0F");
    assert_true(console_shows(&console, "answered 3 out err"));
    play_leave(&console);
}

/* The number that stands after the words in the message row. */
static int
number_after(struct console *console, const char *words)
{
    assert_true(console_shows(console, words));
    const char *row = console_row(console, 22);
    const char *at = strstr(row, words);

    return at ? (int)strtol(at + strlen(words), NULL, 10) : 0;
}

static bool
is_gone(pid_t pid)
{
    const int64_t deadline = clock_monotonic() + CONSOLE_PATIENCE_MS;

    while (clock_monotonic() < deadline) {
        if (kill(pid, 0) < 0)
            return true;
        usleep(1000);
    }
    return false;
}

/* Left alone it would run for ten minutes. */
static void
a_dropped_child_is_ended_and_never_heard(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "\x12");
    const int pid = number_after(&console, "started ");
    assert_int_equal(kill(pid, 0), 0);
    console_send(&console, "\x0F");
    assert_true(console_shows(&console, "answered 3 out err"));
    assert_true(is_gone(pid));
    play_leave(&console);
}

static void
children_end_with_the_program(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
    console_send(&console, "\x12");
    const int pid = number_after(&console, "started ");
    play_leave(&console);
    assert_true(is_gone(pid));
}

/* Terminals without colours, or without being wanted to show them. */
static void
other_terminals_and_locales_show_the_same_words(void **state)
{
    static const char *const settings[][2] = {
        {"LC_ALL=C", "| < Acme  SMS"},
        {"NO_COLOR=1", "\u2502 < Acme  SMS"},
        {"TERM=linux", "\u2502 < Acme  SMS"},
        {"TERM=tmux-256color", "\u2502 < Acme  SMS"},
        {"TERM=screen", "\u2502 < Acme  SMS"},
        {"TERM=vt100", "\u2502 < Acme  SMS"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        struct console console;

        play_sized(
            &console, 24, 80, (const char *const[]){settings[i][0], NULL});
        assert_true(console_shows(&console, settings[i][1]));
        console_send(&console, "\x03");
        assert_int_equal(console_end(&console), 0);
        assert_true(console_shows(&console, "left in peace"));
        console_close(&console);
    }
}

/* How a warning looks: bold always, in a colour only where one is wanted. */
static void
colours_are_left_out_where_they_are_not_wanted(void **state)
{
    static const char *const settings[] = {
        "FALLBACK=1", "NO_COLOR=1", "TERM=vt100"};

    (void)state;
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        struct console console;
        VTermScreenCell cell = {0};

        play_sized(&console, 24, 80, (const char *const[]){settings[i], NULL});
        console_send(&console, "\x19");
        assert_true(console_shows(&console, "tick of timer 1"));
        (void)vterm_screen_get_cell(console.screen, (VTermPos){22, 1}, &cell);
        assert_true(cell.attrs.bold);
        assert_int_equal(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) != 0, i > 0);
        assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
        play_leave(&console);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_screen_is_shown),
        cmocka_unit_test(keys_arrive_in_both_spellings),
        cmocka_unit_test(escape_alone_is_quick),
        cmocka_unit_test(text_that_terminals_disagree_on_shifts_nothing),
        cmocka_unit_test(a_split_character_arrives_whole),
        cmocka_unit_test(a_paste_is_data),
        cmocka_unit_test(a_paste_without_an_end_ends_by_silence),
        cmocka_unit_test(a_huge_paste_is_cut),
        cmocka_unit_test(a_resize_lays_out_again),
        cmocka_unit_test(nothing_happens_while_nothing_happens),
        cmocka_unit_test(timers_and_children_are_heard),
        cmocka_unit_test(a_dropped_child_is_ended_and_never_heard),
        cmocka_unit_test(children_end_with_the_program),
        cmocka_unit_test(colours_are_left_out_where_they_are_not_wanted),
        cmocka_unit_test(other_terminals_and_locales_show_the_same_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
