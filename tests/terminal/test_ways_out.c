/* The terminal is given back on every way out, and taken again. */
#include "play.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void
a_program_in_front_has_the_terminal(void **state)
{
    struct console console;

    (void)state;
    play_start(&console);
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
    play_leave(&console);
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
    console_open(&console, 24, 80, argv, play_nothing);
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
        " Enter next field  ^N/^P step  ^V preview  ^S save  ^_ undo"
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
    play_start(&console);
    kill(console.pid, SIGSTOP);
    tcgetattr(console.slave, &modes);
    modes.c_lflag |= ICANON | ECHO | ISIG;
    tcsetattr(console.slave, TCSANOW, &modes);
    kill(console.pid, SIGCONT);
    assert_true(console_next_frame(&console));
    console_send(&console, "x");
    assert_true(console_shows(&console, "[x "));
    play_leave(&console);
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

        play_sized(&console, 24, 80, (const char *const[]){env, NULL});
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
    play_sized(&console, 24, 80, (const char *const[]){env, NULL});
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

        play_start(&console);
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
    play_start(&console);
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
    play_leave(&console);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_in_front_has_the_terminal),
        cmocka_unit_test(a_stopped_program_comes_back_whole),
        cmocka_unit_test(a_frozen_program_takes_its_modes_again),
        cmocka_unit_test(a_deadly_signal_saves_restores_and_kills),
        cmocka_unit_test(a_closed_window_saves_and_ends),
        cmocka_unit_test(a_crash_leaves_the_terminal_usable),
        cmocka_unit_test(a_monkey_finds_no_crash),
        cmocka_unit_test(where_no_full_screen_is_possible_it_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
