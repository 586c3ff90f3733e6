/* A pseudo-terminal, libvterm and patience. */
#include "console.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "clock.h"
#include "utf8.h"

static int
note_property(VTermProp property, VTermValue *value, void *data)
{
    struct console *console = data;

    if (property == VTERM_PROP_ALTSCREEN)
        console->alternate = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE)
        console->cursor = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = note_property};

#define INSIDE "FALLBACK_TEST_CONSOLE"

/* What the terminal sends to the program: keys, answers. */
static void
send_bytes(const char *bytes, size_t len, void *data)
{
    const struct console *console = data;

    while (len) {
        const ssize_t n = write(console->master, bytes, len);

        if (n <= 0)
            return; /* it has hung up: the test will see it */
        bytes += n;
        len -= (size_t)n;
    }
}

static void
run_program(int slave, const char *const argv[], const char *const env[])
{
    (void)login_tty(slave);
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    (void)setenv(INSIDE, "1", 1);
    for (size_t i = 0; env[i]; i++)
        (void)putenv((char *)env[i]);
    (void)execvp(argv[0], (char *const *)argv);
    _exit(127);
}

void
console_open(struct console *console, int rows, int cols,
    const char *const argv[], const char *const env[])
{
    const struct winsize size = {
        .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    if (getenv(INSIDE)) /* a test that runs itself would never end */
        abort();
    *console = (struct console){.rows = rows, .cols = cols, .cursor = true};
    if (openpty(&console->master, &console->slave, NULL, NULL, &size) < 0)
        abort();
    (void)fcntl(console->master, F_SETFD, FD_CLOEXEC);
    console->pid = fork();
    if (console->pid == 0)
        run_program(console->slave, argv, env);
    console->vterm = vterm_new(rows, cols);
    vterm_set_utf8(console->vterm, 1);
    vterm_output_set_callback(console->vterm, send_bytes, console);
    console->screen = vterm_obtain_screen(console->vterm);
    vterm_screen_set_callbacks(console->screen, &callbacks, console);
    vterm_screen_enable_altscreen(console->screen, 1);
    vterm_screen_reset(console->screen, 1);
}

void
console_close(struct console *console)
{
    if (console->pid > 0) {
        (void)kill(console->pid, SIGKILL);
        (void)waitpid(console->pid, NULL, 0);
    }
    if (console->master >= 0)
        (void)close(console->master);
    (void)close(console->slave);
    vterm_free(console->vterm);
}

/*
 * "-", ESC [ 78 b: the letter 78 times more. libvterm 0.1.4 then breaks the
 * row a column early, so it gets the letters. The letter comes back; 0 when
 * the tail is no such thing.
 */
static char
repeated(const struct console *console, unsigned *times)
{
    const char *tail = console->tail;
    size_t at = sizeof(console->tail) - 1;

    if (tail[at] != 'b')
        return '\0';
    while (at > 2 && isdigit((unsigned char)tail[at - 1]))
        at--;
    if (at < 3 || tail[at - 1] != '[' || tail[at - 2] != '\033' ||
        at == sizeof(console->tail) - 1)
        return '\0';
    *times = (unsigned)strtoul(tail + at, NULL, 10);
    return tail[at - 3];
}

#define CANCEL "\x18" /* the sequence that libvterm is in the middle of */

static void
show_byte(struct console *console, char byte)
{
    unsigned times;
    const char letter = repeated(console, &times);

    if (!letter) {
        (void)vterm_input_write(console->vterm, &byte, 1);
        return;
    }
    (void)vterm_input_write(console->vterm, CANCEL, 1);
    while (times--)
        (void)vterm_input_write(console->vterm, &letter, 1);
}

static void
take_byte(struct console *console, char byte)
{
    memmove(console->tail, console->tail + 1, sizeof(console->tail) - 1);
    console->tail[sizeof(console->tail) - 1] = byte;
    show_byte(console, byte);
    console->bytes++;
    if (!memcmp(console->tail, "\033[?2026h", sizeof(console->tail)))
        console->in_frame = true;
    if (!memcmp(console->tail, "\033[?2026l", sizeof(console->tail))) {
        console->frames += console->in_frame;
        console->in_frame = false;
    }
}

/* Takes a byte within the time. One at a time: the frame after next is left. */
static bool
take_next(struct console *console, int64_t deadline)
{
    const int64_t left = deadline - clock_monotonic();
    struct pollfd fd = {console->master, POLLIN, 0};
    char byte;

    if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
        return false;
    if (read(console->master, &byte, 1) != 1)
        return false;
    take_byte(console, byte);
    return true;
}

static int64_t
patience(void)
{
    return clock_monotonic() + CONSOLE_PATIENCE_MS;
}

void
console_send(struct console *console, const char *bytes)
{
    send_bytes(bytes, strlen(bytes), console);
}

void
console_key(struct console *console, VTermKey key)
{
    vterm_keyboard_key(console->vterm, key, VTERM_MOD_NONE);
}

/* Pasting more than the terminal buffers needs a reader on our side too. */
void
console_paste(struct console *console, const char *text)
{
    vterm_keyboard_start_paste(console->vterm);
    for (size_t len = strlen(text); len;) {
        const size_t n = len < 512 ? len : 512;

        send_bytes(text, n, console);
        text += n;
        len -= n;
    }
    vterm_keyboard_end_paste(console->vterm);
}

void
console_resize(struct console *console, int rows, int cols)
{
    const struct winsize size = {
        .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    console->rows = rows;
    console->cols = cols;
    vterm_set_size(console->vterm, rows, cols);
    (void)ioctl(console->master, TIOCSWINSZ, &size);
}

void
console_hang_up(struct console *console)
{
    (void)close(console->master);
    console->master = -1;
}

const char *
console_row(struct console *console, int row)
{
    VTermScreenCell cell = {0};
    size_t len = 0;

    for (int col = 0; col < console->cols; col += cell.width ? cell.width : 1) {
        (void)vterm_screen_get_cell(
            console->screen, (VTermPos){row, col}, &cell);
        if (!cell.chars[0])
            memcpy(cell.chars, (uint32_t[2]){' '}, 2 * sizeof(uint32_t));
        for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
            if (len + 5 < sizeof(console->row))
                len += utf8_encode((int32_t)cell.chars[i], console->row + len);
    }
    while (len && console->row[len - 1] == ' ')
        len--;
    console->row[len] = '\0';
    return console->row;
}

static bool
is_seen(struct console *console, const char *text)
{
    for (int row = 0; row < console->rows && !console->in_frame; row++)
        if (strstr(console_row(console, row), text))
            return true;
    return false;
}

static void
print_screen(struct console *console, const char *missed)
{
    (void)fprintf(stderr, "# never seen: %s\n", missed);
    for (int row = 0; row < console->rows; row++)
        (void)fprintf(stderr, "# %s\n", console_row(console, row));
}

/* Looks after each frame, and when the program rests outside of one. */
bool
console_shows(struct console *console, const char *text)
{
    const int64_t deadline = patience();
    unsigned frames;

    while (!is_seen(console, text)) {
        struct pollfd fd = {console->master, POLLIN, 0};

        frames = console->frames;
        do {
            if (!take_next(console, deadline)) {
                print_screen(console, text);
                return false;
            }
        } while (console->frames == frames &&
            (console->in_frame || poll(&fd, 1, 0) > 0));
    }
    return true;
}

bool
console_next_frame(struct console *console)
{
    const int64_t deadline = patience();
    const unsigned frames = console->frames;

    while (console->frames == frames)
        if (!take_next(console, deadline))
            return false;
    return true;
}

/* The output is read meanwhile, else a program may wait for us for ever. */
int
console_end(struct console *console)
{
    const int64_t deadline = patience();
    int status;

    while (clock_monotonic() < deadline) {
        (void)console_listen(console, 5);
        if (waitpid(console->pid, &status, WNOHANG) == console->pid) {
            (void)console_listen(console, 1);
            console->pid = 0;
            return status;
        }
    }
    return -1;
}

size_t
console_listen(struct console *console, int ms)
{
    const int64_t deadline = clock_monotonic() + ms;
    const size_t before = console->bytes;

    while (console->master >= 0 && take_next(console, deadline))
        continue;
    if (console->master < 0)
        (void)poll(NULL, 0, ms);
    return console->bytes - before;
}

VTermPos
console_cursor(struct console *console)
{
    VTermPos position;

    vterm_state_get_cursorpos(vterm_obtain_state(console->vterm), &position);
    return position;
}

static char sent[64];
static size_t sent_len;

static void
catch_bytes(const char *bytes, size_t len, void *data)
{
    (void)data;
    if (sent_len + len < sizeof(sent))
        memcpy(sent + sent_len, bytes, len);
    sent_len += len;
}

/* Asks the terminal what it would send for Up and for a paste. */
static bool
keys_are_plain(struct console *console)
{
    sent_len = 0;
    memset(sent, 0, sizeof(sent));
    vterm_output_set_callback(console->vterm, catch_bytes, console);
    vterm_keyboard_key(console->vterm, VTERM_KEY_UP, VTERM_MOD_NONE);
    vterm_keyboard_start_paste(console->vterm);
    vterm_output_set_callback(console->vterm, send_bytes, console);
    return !strcmp(sent, "\033[A");
}

bool
console_restored(struct console *console)
{
    struct termios modes;

    if (tcgetattr(console->slave, &modes) < 0)
        return false;
    const bool cooked =
        (modes.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG) &&
        (modes.c_iflag & (ICRNL | IXON)) == (ICRNL | IXON) &&
        (modes.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR);
    const bool plain = keys_are_plain(console);
    if (!cooked || console->alternate || !console->cursor || !plain)
        (void)fprintf(stderr, "# cooked %d alternate %d cursor %d plain %d\n",
            cooked, console->alternate, console->cursor, plain);
    return cooked && !console->alternate && console->cursor && plain;
}
