/* The terminal layer seen from outside, through a real pseudo-terminal. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"

static const char *const nothing[] = {NULL};

static void
start_sized(
    struct console *console, int rows, int cols, const char *const env[])
{
    const char *const argv[] = {getenv("DEMO"), NULL};

    console_open(console, rows, cols, argv, env);
    assert_true(console_shows(console, "saved"));
}

static void
start(struct console *console)
{
    start_sized(console, 24, 80, nothing);
}

/* ^C leaves; nothing of the program stays on the terminal. */
static void
leave(struct console *console)
{
    console_send(console, "\x03");
    assert_int_equal(console_end(console), 0);
    assert_true(console_restored(console));
    console_close(console);
}

static void
the_whole_screen_is_shown(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    assert_string_equal(console_row(&console, 0),
        " Every widget                                                 acme   "
        "draft saved");
    assert_string_equal(console_row(&console, 23),
        " Enter next field  ^N next step  ^V preview  ^_ undo  ^S save"
        "  Esc back  ^G help");
    assert_true(console.alternate);
    assert_true(console.cursor);
    assert_int_equal(console_cursor(&console).row, 3);
    assert_int_equal(console_cursor(&console).col, 3);
    assert_int_equal(console.frames, 1);
    leave(&console);
}

static void
keys_arrive_in_both_spellings(void **state)
{
    struct console console;

    (void)state;
    start(&console);
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
    leave(&console);
}

static void
escape_alone_is_quick(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "\x16");
    assert_true(console_shows(&console, "A text to read."));
    const int64_t before = clock_monotonic();
    console_send(&console, "\033");
    assert_true(console_shows(&console, "template 1"));
    assert_in_range(clock_monotonic() - before, 0, 5000);
    leave(&console);
}

static void
text_that_terminals_disagree_on_shifts_nothing(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console,
        "\u65E5 e\u0301 \U0001F468\u200D\U0001F469\u200D"
        "\U0001F467 \U0001F44D\U0001F3FD \U0001FAE8 "
        "\U0001F1F5\U0001F1F1.");
    assert_true(console_shows(
        &console, "[\u65E5 e\u0301 \U0001F468+ \U0001F44D \uFFFD  PL."));
    assert_int_equal(console_cursor(&console).col, 3 + 18);
    assert_non_null(strstr(console_row(&console, 3), "PL.    ]"));
    leave(&console);
}

static void
a_split_character_arrives_whole(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "a\xE6\x97");
    assert_true(console_shows(&console, "[a "));
    console_send(&console, "\xA5z\xFFw");
    assert_true(console_shows(&console, "[a\u65E5z\uFFFDw "));
    leave(&console);
}

static void
a_paste_is_data(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_paste(&console, "one\r\ntwo\tthree\x03\033[A\033");
    assert_true(console_shows(&console, "newlines became spaces"));
    assert_true(console_shows(&console, "one two three\\x03\\x1B"));
    leave(&console);
}

static void
a_paste_without_an_end_ends_by_silence(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "\033[200~lost end");
    assert_true(console_shows(&console, "pasted 8"));
    console_send(&console, "!");
    assert_true(console_shows(&console, "[lost end!"));
    leave(&console);
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
    start(&console);
    console_paste(&console, text);
    assert_true(console_shows(&console, "cut to 1048576"));
    free(text);
    leave(&console);
}

static void
a_resize_lays_out_again(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "abc");
    assert_true(console_shows(&console, "[abc"));
    console_resize(&console, 12, 40);
    assert_true(console_shows(&console, "Widgets"));
    assert_string_equal(
        console_row(&console, 11), "Enter next field  Esc back  ^G help");
    console_resize(&console, 4, 20);
    assert_true(console_shows(&console, "20x4, needs 40x12"));
    assert_string_equal(console_row(&console, 1), "s save and leave");
    console_resize(&console, 50, 200);
    assert_true(console_shows(&console, "Every widget"));
    assert_true(console_shows(&console, "[abc"));
    leave(&console);
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
    start(&console);
    console_listen(&console, 200);
    const long before = switches(console.pid);
    assert_int_equal(console_listen(&console, 2000), 0);
    assert_int_equal(switches(console.pid), before);
    leave(&console);
}

static void
timers_and_children_are_heard(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "\x19");
    assert_true(console_shows(&console, "tick of timer 1"));
    console_send(&console, "\x0F");
    assert_true(console_shows(&console, "answered 3 out err"));
    leave(&console);
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
    start(&console);
    console_send(&console, "\x12");
    const int pid = number_after(&console, "started ");
    assert_int_equal(kill(pid, 0), 0);
    console_send(&console, "\x0F");
    assert_true(console_shows(&console, "answered 3 out err"));
    assert_true(is_gone(pid));
    leave(&console);
}

static void
children_end_with_the_program(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "\x12");
    const int pid = number_after(&console, "started ");
    leave(&console);
    assert_true(is_gone(pid));
}

static void
a_program_in_front_has_the_terminal(void **state)
{
    struct console console;

    (void)state;
    start(&console);
    console_send(&console, "\x14");
    assert_true(console_shows(&console, "in front: 1"));
    assert_true(console_restored(&console));
    console_send(&console, "\r");
    assert_true(console_shows(&console, "ended with 7"));
    assert_true(console.alternate);
    console_send(&console, "\x14");
    assert_true(console_shows(&console, "in front: 2"));
    console_send(&console, "\x03");
    assert_true(console_shows(&console, "ended with -1"));
    console_send(&console, "abc");
    assert_true(console_shows(&console, "[abc"));
    leave(&console);
}

/* A shell with job control starts a job of two, a script and the program, sees
 * both stop, and goes on. */
static void
a_stopped_program_comes_back_whole(void **state)
{
    static const char script[] =
        "sh -c '$DEMO; exit $?'; echo stopped with $?; read line; "
        "fg >/dev/null; echo ended $?";
    const char *const argv[] = {"sh", "-mc", script, NULL};
    struct console console;

    (void)state;
    console_open(&console, 24, 80, argv, nothing);
    assert_true(console_shows(&console, "draft saved"));
    console_send(&console, "abc\x1A");
    assert_true(console_shows(&console, "stopped with 148"));
    assert_true(console_restored(&console));
    console_resize(&console, 20, 90);
    console_send(&console, "\r");
    assert_true(console_shows(&console, "draft saved"));
    assert_true(console_shows(&console, "[abc"));
    assert_true(console.alternate);
    assert_string_equal(console_row(&console, 19),
        " Enter next field  ^N next step  ^V preview  ^_ undo  ^S save"
        "  Esc back  ^G help");
    console_send(&console, "d\x03");
    assert_true(console_shows(&console, "ended 0"));
    assert_int_equal(console_end(&console), 0);
    assert_true(console_restored(&console));
    console_close(&console);
}

/* SIGSTOP cannot be answered; the shell then changes the modes. */
static void
a_frozen_program_takes_its_modes_again(void **state)
{
    struct console console;
    struct termios modes;

    (void)state;
    start(&console);
    kill(console.pid, SIGSTOP);
    tcgetattr(console.slave, &modes);
    modes.c_lflag |= ICANON | ECHO | ISIG;
    tcsetattr(console.slave, TCSANOW, &modes);
    kill(console.pid, SIGCONT);
    assert_true(console_next_frame(&console));
    console_send(&console, "x");
    assert_true(console_shows(&console, "[x "));
    leave(&console);
}

static void
read_draft(const char *path, char *text, size_t size)
{
    FILE *in = fopen(path, "re");

    *text = '\0';
    if (in && !fgets(text, (int)size, in))
        *text = '\0';
    if (in)
        fclose(in);
}

/* Each ends the program by the same signal, after it has saved. */
static void
a_deadly_signal_saves_restores_and_kills(void **state)
{
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT, SIGQUIT};
    char path[] = "/tmp/fallback-draft-XXXXXX", env[64], text[64];
    const int fd = mkstemp(path);

    (void)state;
    snprintf(env, sizeof(env), "DEMO_DRAFT=%s", path);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        struct console console;

        start_sized(&console, 24, 80, (const char *const[]){env, NULL});
        console_send(&console, "half a ti");
        assert_true(console_shows(&console, "[half a ti"));
        kill(console.pid, signals[i]);
        const int status = console_end(&console);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
        assert_true(console_restored(&console));
        read_draft(path, text, sizeof(text));
        assert_string_equal(text, "half a ti\n");
        assert_int_equal(truncate(path, 0), 0);
        console_close(&console);
    }
    close(fd);
    unlink(path);
}

static void
a_closed_window_saves_and_ends(void **state)
{
    char path[] = "/tmp/fallback-draft-XXXXXX", env[64], text[64];
    const int fd = mkstemp(path);
    struct console console;

    (void)state;
    snprintf(env, sizeof(env), "DEMO_DRAFT=%s", path);
    start_sized(&console, 24, 80, (const char *const[]){env, NULL});
    console_send(&console, "abc");
    assert_true(console_shows(&console, "[abc"));
    console_hang_up(&console);
    const int status = console_end(&console);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGHUP);
    read_draft(path, text, sizeof(text));
    assert_string_equal(text, "abc\n");
    console_close(&console);
    close(fd);
    unlink(path);
}

static void
a_crash_leaves_the_terminal_usable(void **state)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        struct console console;

        start(&console);
        kill(console.pid, signals[i]);
        const int status = console_end(&console);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
        assert_true(console_restored(&console));
        assert_true(console_shows(&console, "the draft is safe"));
        console_close(&console);
    }
}

static void
where_no_full_screen_is_possible_it_says_why(void **state)
{
    static const struct {
        const char *env, *words;
    } cases[] = {
        {"TERM=dumb", "the terminal 'dumb' (TERM) cannot move its cursor"},
        {"TERM=nonsense-7", "the terminal 'nonsense-7' (TERM) is not known"},
        {"TERM=", "TERM is not set"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const argv[] = {getenv("DEMO"), NULL};
        struct console console;

        console_open(
            &console, 24, 80, argv, (const char *const[]){cases[i].env, NULL});
        assert_true(console_shows(&console, cases[i].words));
        assert_int_equal(WEXITSTATUS(console_end(&console)), 2);
        assert_false(console.alternate);
        console_close(&console);
    }
}

/* Random keys and sizes from a seed: it lives, and shows the way out. ^C, which
 * leaves, ^T and ':', which wait for an Enter, are not among them. */
static void
a_monkey_finds_no_crash(void **state)
{
    struct console console;
    unsigned seed = 1;

    (void)state;
    start(&console);
    for (int round = 0; round < 60; round++) {
        char keys[65];
        size_t len = 0;

        while (len < sizeof(keys) - 1) {
            seed = seed * 1103515245 + 12345;
            keys[len] = (char)(1 + (seed >> 16) % 255);
            len += !strchr("\x03\x14:", keys[len]);
        }
        keys[len] = '\0';
        console_send(&console, keys);
        assert_true(console_next_frame(&console));
        console_resize(
            &console, 12 + (int)(seed >> 8) % 40, 40 + (int)(seed >> 4) % 99);
        assert_true(console_next_frame(&console));
        assert_true(console_shows(&console, "^G help"));
    }
    leave(&console);
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

        start_sized(
            &console, 24, 80, (const char *const[]){settings[i][0], NULL});
        assert_true(console_shows(&console, settings[i][1]));
        console_send(&console, "\x03");
        assert_int_equal(console_end(&console), 0);
        assert_true(console_shows(&console, "left in peace"));
        console_close(&console);
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
        cmocka_unit_test(a_program_in_front_has_the_terminal),
        cmocka_unit_test(a_stopped_program_comes_back_whole),
        cmocka_unit_test(a_frozen_program_takes_its_modes_again),
        cmocka_unit_test(a_deadly_signal_saves_restores_and_kills),
        cmocka_unit_test(a_closed_window_saves_and_ends),
        cmocka_unit_test(a_crash_leaves_the_terminal_usable),
        cmocka_unit_test(a_monkey_finds_no_crash),
        cmocka_unit_test(where_no_full_screen_is_possible_it_says_why),
        cmocka_unit_test(other_terminals_and_locales_show_the_same_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
