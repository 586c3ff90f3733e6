/*
 * What terminals show, cell by cell: each TERM below, with and without
 * NO_COLOR, in both alphabets, at three sizes. looks/PAGE-COLSxROWS-GLYPHS.txt
 * has the characters, looks/PAGE-WAY-GLYPHS.txt how the cells stand out: one letter
 * each, see letter_of(). UPDATE=1 writes those files; `git diff` is the review.
 */
#include "play.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "workspace_case.h"

#define NAME_MAX_LEN 64

struct look {
    const char *term;
    const char *glyphs; /* of its font, where the locale has them */
    const char *way;    /* "color" or "mono" */
};

static const struct look looks[] = {
    {"xterm-256color", "utf-8", "color"},
    {"tmux-256color", "utf-8", "color"},
    {"screen", "utf-8", "color"},
    {"screen-256color", "utf-8", "color"},
    {"putty", "utf-8", "color"},
    {"linux", "sparse", "color"},
    {"vt100", "utf-8", "mono"},
};

static const int sizes[][2] = {{24, 80}, {12, 40}, {60, 200}};

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

/* The list tells when a file was changed. */
static void
age(const struct workspace_case *place, const char *name)
{
    static const struct timespec then[2] = {{1700000000, 0}, {1700000000, 0}};
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/flows/%s", place->root, name);
    assert_int_equal(utimensat(AT_FDCWD, path.bytes, then, 0), 0);
}

static FILE *
open_look(const char *name, const char *mode)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/%s.txt", getenv("FALLBACK_LOOKS"), name);
    FILE *file = fopen(path.bytes, mode);
    if (!file)
        fail_msg("no file %s", path.bytes);
    return file;
}

static void
compare(const char *name, const struct look *look, const struct text *got)
{
    static char want[65536];

    if (getenv("UPDATE")) {
        FILE *out = open_look(name, "w");

        fputs(got->bytes, out);
        fclose(out);
    }
    FILE *in = open_look(name, "r");
    const size_t len = fread(want, 1, sizeof(want) - 1, in);
    fclose(in);
    want[len] = '\0';
    if (strcmp(got->bytes, want) != 0)
        print_error("# TERM=%s, %s shows:\n%s# wanted:\n%s", look->term, name,
            got->bytes, want);
    assert_string_equal(got->bytes, want);
}

/* The folder of the workspace has a random name, which the title shows. */
static void
add_row(struct text *out, const char *row)
{
    const char *random = strstr(row, "fallback-test-");

    if (!random) {
        text_addf(out, "%s\n", row);
        return;
    }
    random += strlen("fallback-test-");
    text_add_bytes(out, row, (size_t)(random - row));
    text_addf(out, "......%s\n", random + strcspn(random, " "));
}

static void
drop_empty_rows(struct text *out)
{
    while (out->len > 1 && out->bytes[out->len - 2] == '\n')
        out->bytes[--out->len] = '\0';
}

/* One way of looking at the pages. */
struct visit {
    const struct look *look;
    int rows, cols;
    bool ascii, no_color;
};

static void
see_characters(
    struct console *console, const struct visit *visit, const char *page)
{
    auto_(text) struct text got = {0};
    char name[NAME_MAX_LEN];

    for (int row = 0; row < console->rows; row++)
        add_row(&got, console_row(console, row));
    drop_empty_rows(&got);
    snprintf(name, sizeof(name), "%s-%dx%d-%s", page, visit->cols, visit->rows,
        visit->ascii ? "ascii" : visit->look->glyphs);
    compare(name, visit->look, &got);
}

/* One letter for how a cell looks: capitals are bold. */
static char
letter_of(const VTermScreenCell *cell)
{
    static const char colors[] = "kRGYBMCW";
    const bool colored = VTERM_COLOR_IS_INDEXED(&cell->fg) &&
        !VTERM_COLOR_IS_DEFAULT_FG(&cell->fg);

    if (!VTERM_COLOR_IS_DEFAULT_BG(&cell->bg))
        return '?'; /* the background is always the terminal's own */
    if (colored)
        return (char)(colors[cell->fg.indexed.idx % 8] |
            (cell->attrs.bold ? 0 : 'a' - 'A'));
    if (cell->attrs.reverse)
        return cell->attrs.bold ? '!' : '#';
    if (cell->attrs.underline)
        return '_';
    return cell->attrs.bold ? '*' : '.';
}

static void
add_marks(struct console *console, int row, struct text *out)
{
    for (int col = 0; col < console->cols; col++) {
        VTermScreenCell cell = {0};

        (void)vterm_screen_get_cell(
            console->screen, (VTermPos){row, col}, &cell);
        text_add_char(out, letter_of(&cell));
    }
    while (out->len && out->bytes[out->len - 1] == '.')
        out->bytes[--out->len] = '\0';
    text_add_char(out, '\n');
}

static void
see_marks(struct console *console, const struct visit *visit, const char *page)
{
    auto_(text) struct text got = {0};
    char name[NAME_MAX_LEN];

    for (int row = 0; row < console->rows; row++)
        add_marks(console, row, &got);
    drop_empty_rows(&got);
    snprintf(name, sizeof(name), "%s-%s-%s", page,
        visit->no_color ? "mono" : visit->look->way, visit->look->glyphs);
    compare(name, visit->look, &got);
}

static void
see(struct console *console, const struct visit *visit, const char *page)
{
    see_characters(console, visit, page);
    if (visit->cols == 80 && !visit->ascii)
        see_marks(console, visit, page);
}

/* To a page by keys; it is there when it shows the words. */
static void
go(struct console *console, const char *keys, const char *words)
{
    console_send(console, keys);
    assert_true(console_shows(console, words));
}

static void
walk(struct console *console, const struct visit *visit)
{
    assert_true(console_shows(console, "not published"));
    see(console, visit, "home");
    go(console, "\033[B\r", "0 errors");
    see(console, visit, "preview");
    go(console, "\0332", "> 1 whatsapp");
    go(console, "\r", "Send on");
    see(console, visit, "channel");
    go(console, "\x0E", "Find");
    see(console, visit, "picker");
    console_send(console, "\x03");
    assert_int_equal(console_end(console), 0);
    assert_true(console_restored(console));
}

static void
see_pages(const struct workspace_case *place, const struct visit *visit)
{
    char program[512], term[NAME_MAX_LEN];
    struct console console;

    snprintf(
        program, sizeof(program), "%s/fallback-wizard", getenv("FALLBACK_BIN"));
    snprintf(term, sizeof(term), "TERM=%s", visit->look->term);
    const char *const argv[] = {program, "-C", place->root, NULL};
    const char *const env[] = {term,
        visit->ascii ? "LC_ALL=C" : "LC_ALL=C.UTF-8", "TZ=UTC",
        visit->no_color ? "NO_COLOR=1" : "FALLBACK=1", NULL};
    console_open(&console, visit->rows, visit->cols, argv, env);
    walk(&console, visit);
    console_close(&console);
}

static void
see_all(const struct workspace_case *place, const struct look *look)
{
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct visit visit = {look, sizes[i][0], sizes[i][1], false, false};

        see_pages(place, &visit);
        visit.ascii = true;
        see_pages(place, &visit);
        visit.ascii = false;
        visit.no_color = true;
        see_pages(place, &visit);
    }
}

/* Whether the machine knows this terminal at all. */
static bool
is_known(const char *term)
{
    auto_(text) struct text command = {0};

    text_addf(&command, "infocmp %s >/dev/null 2>&1", term);
    return system(command.bytes) == 0;
}

static void
every_terminal_shows_the_same_words(void **state)
{
    const struct workspace_case *place = *state;

    age(place, "appointment.yaml");
    age(place, "login-otp.yaml");
    for (size_t i = 0; i < ARRAY_LEN(looks); i++)
        if (is_known(looks[i].term))
            see_all(place, &looks[i]);
        else
            print_message("# TERM=%s is not known here\n", looks[i].term);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            every_terminal_shows_the_same_words, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
