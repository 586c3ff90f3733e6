/* The real wizard on a console: every page at three sizes, in two alphabets,
 * with and without colours; and a monkey at its keys. */
#include "play.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workspace_case.h"

#define ROUND_KEYS 40

static int
begin(void **state)
{
    struct workspace_case *place = calloc(1, sizeof(*place));

    workspace_case_open(place);
    *state = place;
    return 0;
}

static int
end(void **state)
{
    workspace_case_close(*state);
    free(*state);
    return 0;
}

static const char *
program(void)
{
    static char path[512];

    snprintf(path, sizeof(path), "%s/fallback-wizard", getenv("FALLBACK_BIN"));
    return path;
}

static void
open_wizard(struct console *console, const struct workspace_case *place,
    int rows, int cols, const char *flow, const char *env)
{
    const char *const argv[] = {program(), "-C", place->root, flow, NULL};

    /* An editor would keep the keys that are meant for the wizard. */
    console_open(console, rows, cols, argv,
        (const char *const[]){env, "VISUAL=true", NULL});
    assert_true(console_shows(console, "^G help"));
}

static void
send_and_see(struct console *console, const char *keys, const char *text)
{
    console_send(console, keys);
    assert_true(console_shows(console, text));
}

/* What holds on every page: the way out and help are on the last row, the
 * cursor is seen and inside, nothing but ASCII where that is the alphabet. */
static void
assert_page(struct console *console, bool ascii)
{
    const char *keys = console_row(console, console->rows - 1);

    if (!strstr(keys, "Esc back") || !strstr(keys, "^G help"))
        fail_msg("no way out: %s", keys);
    for (int row = 0; !console->cursor && row < console->rows; row++)
        print_error("# %s\n", console_row(console, row));
    assert_true(console->cursor);
    assert_in_range(console_cursor(console).row, 0, console->rows - 1);
    assert_in_range(console_cursor(console).col, 0, console->cols - 1);
    for (int row = 0; ascii && row < console->rows; row++)
        for (const char *c = console_row(console, row); *c; c++)
            if ((unsigned char)*c >= 0x7F || (unsigned char)*c < ' ')
                fail_msg("row %d: %s", row, console_row(console, row));
}

/* Colours, and whether something stands out without them. */
static void
look_at_cells(struct console *console, bool *colored, bool *reverse)
{
    VTermScreenCell first, cell;

    (void)vterm_screen_get_cell(
        console->screen, (VTermPos){console->rows - 2, 0}, &first);
    *colored = *reverse = false;
    for (int row = 0; row < console->rows; row++)
        for (int col = 0; col < console->cols; col++) {
            (void)vterm_screen_get_cell(
                console->screen, (VTermPos){row, col}, &cell);
            *colored = *colored || !vterm_color_is_equal(&cell.fg, &first.fg);
            *reverse = *reverse || cell.attrs.reverse;
        }
}

/* From page to page by ^N; each is looked at. */
static void
walk(const struct workspace_case *place, int rows, int cols, const char *env)
{
    static const char *const names[] = {"asics", "hannel", "emplate",
        "arameters", "elay", "hannel", "emplate", "arameters", "elay", "chain",
        "imits", "review"};
    const bool ascii = !strcmp(env, "LC_ALL=C");
    struct console console;

    open_wizard(&console, place, rows, cols, "Login OTP", env);
    send_and_see(&console, "\0331", rows < 20 ? "1/4 basics" : "step 1 of 4");
    assert_page(&console, ascii);
    for (size_t i = 1; i < ARRAY_LEN(names); i++) {
        send_and_see(&console, "\x0E", names[i]);
        assert_page(&console, ascii);
    }
    send_and_see(&console, "\x07", "What this page is for");
    assert_page(&console, ascii);
    send_and_see(&console, "\033", "0 errors");
    send_and_see(&console, "\x14", " Do [");
    assert_page(&console, ascii);
    send_and_see(&console, "\033", "0 errors");
    console_send(&console, "\x03");
    assert_int_equal(console_end(&console), 0); /* nothing was changed */
    assert_true(console_restored(&console));
    console_close(&console);
}

static void
every_page_shows_the_way_out_at_every_size(void **state)
{
    static const int sizes[][2] = {{24, 80}, {12, 40}, {60, 200}};

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        walk(*state, sizes[i][0], sizes[i][1], "LC_ALL=C.UTF-8");
        walk(*state, sizes[i][0], sizes[i][1], "LC_ALL=C");
    }
}

static void
colours_come_and_go_and_words_stay(void **state)
{
    static const struct {
        const char *env;
        bool colored;
    } cases[] = {
        {"LC_ALL=C.UTF-8", true},
        {"NO_COLOR=1", false},
        {"TERM=vt100", false},
    };
    bool colored, reverse;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct console console;

        open_wizard(&console, *state, 24, 80, NULL, cases[i].env);
        assert_true(console_shows(&console, "whatsapp > sms"));
        look_at_cells(&console, &colored, &reverse);
        assert_int_equal(colored, cases[i].colored);
        assert_true(reverse); /* the row with the cursor */
        console_send(&console, "\x03");
        assert_int_equal(console_end(&console), 0);
        console_close(&console);
    }
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/*
 * A key that stays inside: not ^C ^X ^Z q and a lone Esc, which leave, nor what
 * starts other programs (d p P r), nor the palette, which can do all of these.
 * The pages alone are played with all keys in tests/unit/test_pages.c.
 */
static void
add_key(struct text *keys, uint32_t random)
{
    static const char *const keys_of_curses[] = {"\033OA", "\033OB", "\033OC",
        "\033OD", "\033[5~", "\033[6~", "\033OH", "\033OF", "\033[3~", "\033[Z",
        "\0331", "\0332", "\0333", "\033b", "\033_",
        "\033[200~pasted\nlines \xE2\x80\x99 \xF0\x9F\x98\x80\033[201~"};
    static const char letters[] =
        "abcefghijklmnostuvwxyzABCDEKJLU0123456789 +{}[]/?.,-\"\r\r\r\r\t\t"
        "\x0E\x0E\x10\x13\x16\x1F\x1F\x19\x0F\x07\x15\x17\x0B\x12\x0C";

    if (random % 4)
        text_add_char(keys, letters[random / 4 % (sizeof(letters) - 1)]);
    else
        text_add(keys, keys_of_curses[random / 4 % ARRAY_LEN(keys_of_curses)]);
}

/* The last row names the way out and help, and the cursor is seen. */
static bool
is_whole(struct console *console)
{
    const char *keys = console_row(console, console->rows - 1);

    return !console->in_frame && console->cursor && strstr(keys, "Esc back") &&
        strstr(keys, "^G help");
}

/* Frames for keys and for sizes come as they come: the last one is waited for,
 * until it shows what every page has to show. */
static void
await_frame(struct console *console)
{
    int how = 0;

    if (console_next_frame(console))
        return;
    for (int row = 0; row < console->rows; row++)
        print_error("# %s\n", console_row(console, row));
    if (waitpid(console->pid, &how, WNOHANG) == console->pid)
        fail_msg("the wizard has ended: %x", (unsigned)how);
    fail_msg("nothing is drawn");
}

static void
settle(struct console *console)
{
    while (!is_whole(console))
        await_frame(console);
}

static void
play_round(struct console *console, uint32_t *seed)
{
    auto_(text) struct text keys = {0};

    for (int i = 0; i < ROUND_KEYS; i++)
        add_key(&keys, next_random(seed));
    console_send(console, keys.bytes);
    console_resize(console, 4 + (int)(next_random(seed) % 12),
        20 + (int)(next_random(seed) % 30));
    await_frame(console);
    console_resize(console, 12 + (int)(next_random(seed) % 50),
        40 + (int)(next_random(seed) % 140));
    settle(console);
    assert_page(console, false);
}

/* Every draft that is there can be taken up again. */
static void
assert_drafts_load(const struct workspace_case *place)
{
    auto_(text) struct text folder = {0};

    text_addf(&folder, "%s/.fallback/drafts", place->root);
    DIR *drafts = opendir(folder.bytes);
    struct dirent *entry;
    while (drafts && (entry = readdir(drafts))) {
        auto_(text) struct text command = {0};

        if (!strstr(entry->d_name, ".yaml"))
            continue;
        text_addf(&command,
            "'%s' -C '%s' --plain --resume '%s/%s' </dev/null >/dev/null",
            program(), place->root, folder.bytes, entry->d_name);
        const int status = system(command.bytes);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1); /* the input has ended */
    }
    if (drafts)
        closedir(drafts);
}

static void
a_monkey_at_the_keys_breaks_nothing(void **state)
{
    const char *seeds = getenv("MONKEY_SEEDS"), *keys = getenv("MONKEY_KEYS");
    const long rounds = (keys ? strtol(keys, NULL, 10) : 1200) / ROUND_KEYS;
    const long last = seeds ? strtol(seeds, NULL, 10) : 1;

    for (long i = 1; i <= last; i++) {
        struct console console;
        uint32_t seed = (uint32_t)i;

        print_message("# seed %ld\n", i);
        open_wizard(&console, *state, 24, 80, "Login OTP", "LC_ALL=C.UTF-8");
        for (long round = 0; round < rounds; round++)
            play_round(&console, &seed);
        kill(console.pid, SIGHUP);
        const int status = console_end(&console);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGHUP);
        assert_true(console_restored(&console));
        console_close(&console);
        assert_drafts_load(*state);
    }
}

static void
nothing_moves_while_nobody_types(void **state)
{
    static const char *const pages[] = {"\0331", "\x0E", "\x0E", "\x07"};
    struct console console;

    open_wizard(&console, *state, 24, 80, "Login OTP", "LC_ALL=C.UTF-8");
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        console_send(&console, pages[i]);
        assert_true(console_next_frame(&console));
        (void)console_listen(&console, 50);
        assert_int_equal(console_listen(&console, 300), 0);
    }
    kill(console.pid, SIGTERM);
    (void)console_end(&console);
    console_close(&console);
}

/* A lease on the file: whoever opens it waits until it is given back. */
static int
lease(const struct workspace_case *place, const char *name)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/%s", place->root, name);
    const int fd = open(path.bytes, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    if (fcntl(fd, F_SETLEASE, F_WRLCK)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void
the_first_frame_waits_for_no_file(void **state)
{
    static const char *const files[] = {"templates/otp.yaml",
        "templates/appointments.yaml", "flows/login-otp.yaml",
        "flows/appointment.yaml"};
    struct console console;
    int fds[ARRAY_LEN(files)];

    (void)signal(SIGIO, SIG_IGN); /* somebody wants the file */
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if ((fds[i] = lease(*state, files[i])) < 0)
            skip(); /* not on this kind of disk */
    open_wizard(&console, *state, 24, 80, NULL, "LC_ALL=C.UTF-8");
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        (void)close(fds[i]);
    assert_true(console_shows(&console, "whatsapp > sms"));
    console_send(&console, "\x03");
    assert_int_equal(console_end(&console), 0);
    console_close(&console);
    open_wizard(&console, *state, 24, 80, "Login OTP", "LC_ALL=C.UTF-8");
    assert_true(console_shows(&console, "step 3 of 4, Preview"));
    console_send(&console, "\x03");
    assert_int_equal(console_end(&console), 0);
    console_close(&console);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_page_shows_the_way_out_at_every_size),
        TEST(colours_come_and_go_and_words_stay),
        TEST(nothing_moves_while_nobody_types),
        TEST(the_first_frame_waits_for_no_file),
        TEST(a_monkey_at_the_keys_breaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
