/* Curses and signals: taking the terminal and giving it back. */
#include "terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base.h"
#include "child.h"
#include "guard.h"
#include "paint.h"
#include "text.h"

#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END "\033[?2026l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define ESCAPE_MS 50    /* slow links keep their arrow keys; felt as at once */
#define OWN_KEYS 0x1000 /* curses keeps key codes in 16 bits */

struct terminal {
    SCREEN *curses;
    struct termios modes; /* of the time before */
    sigset_t mask;        /* the same */
    int signals;
    struct press_reader reader;
    struct press waiting[2];
    size_t wait_count;
};

static const int signals[] = {
    SIGWINCH, SIGCHLD, SIGCONT, SIGTSTP, SIGHUP, SIGTERM, SIGINT, SIGQUIT};

/* Keys that terminfo names. */
static const struct {
    int key;
    int32_t press;
} named_keys[] = {
    {KEY_UP, PRESS_UP},
    {KEY_DOWN, PRESS_DOWN},
    {KEY_LEFT, PRESS_LEFT},
    {KEY_RIGHT, PRESS_RIGHT},
    {KEY_HOME, PRESS_HOME},
    {KEY_END, PRESS_END},
    {KEY_PPAGE, PRESS_PAGE_UP},
    {KEY_NPAGE, PRESS_PAGE_DOWN},
    {KEY_DC, PRESS_DELETE},
    {KEY_BTAB, PRESS_BACK_TAB},
    {KEY_F(1), PRESS_F1},
    {KEY_F(3), PRESS_F3},
    {KEY_BACKSPACE, PRESS_BACKSPACE},
    {KEY_ENTER, PRESS_ENTER},
};

/* What terminals send whatever terminfo says: both modes of the cursor keys,
 * and the spellings of xterm, rxvt and the Linux console. */
static const struct {
    const char *bytes;
    int32_t press;
} spelled_keys[] = {
    {"\033[A", PRESS_UP},
    {"\033OA", PRESS_UP},
    {"\033[B", PRESS_DOWN},
    {"\033OB", PRESS_DOWN},
    {"\033[C", PRESS_RIGHT},
    {"\033OC", PRESS_RIGHT},
    {"\033[D", PRESS_LEFT},
    {"\033OD", PRESS_LEFT},
    {"\033[H", PRESS_HOME},
    {"\033OH", PRESS_HOME},
    {"\033[1~", PRESS_HOME},
    {"\033[7~", PRESS_HOME},
    {"\033[F", PRESS_END},
    {"\033OF", PRESS_END},
    {"\033[4~", PRESS_END},
    {"\033[8~", PRESS_END},
    {"\033[5~", PRESS_PAGE_UP},
    {"\033[6~", PRESS_PAGE_DOWN},
    {"\033[3~", PRESS_DELETE},
    {"\033[Z", PRESS_BACK_TAB},
    {"\033[1;5D", PRESS_WORD_LEFT},
    {"\033Od", PRESS_WORD_LEFT},
    {"\033[1;5C", PRESS_WORD_RIGHT},
    {"\033Oc", PRESS_WORD_RIGHT},
    {"\033OP", PRESS_F1},
    {"\033[11~", PRESS_F1},
    {"\033[[A", PRESS_F1},
    {"\033OR", PRESS_F3},
    {"\033[13~", PRESS_F3},
    {"\033[[C", PRESS_F3},
    {"\033[200~", PRESS_PASTE_BEGIN},
    {"\033[201~", PRESS_PASTE_END},
};

static void
emit(const char *bytes)
{
    size_t len = strlen(bytes);

    while (len) {
        const ssize_t n = write(STDOUT_FILENO, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* the terminal is gone: SIGHUP tells the loop */
        bytes += n;
        len -= (size_t)n;
    }
}

bool
terminal_able(struct failure *why)
{
    const char *name = getenv("TERM");
    int error;

    if (!isatty(STDIN_FILENO))
        return failure_set(why, STATUS_USAGE, "standard input is no terminal");
    if (!isatty(STDOUT_FILENO))
        return failure_set(why, STATUS_USAGE, "standard output is no terminal");
    if (!name || !*name)
        return failure_set(why, STATUS_USAGE, "TERM is not set");
    if (setupterm(name, STDOUT_FILENO, &error) != OK)
        return failure_set(
            why, STATUS_USAGE, "the terminal '%s' (TERM) is not known", name);
    const bool moves = cursor_address;
    (void)del_curterm(cur_term);
    if (!moves)
        return failure_set(why, STATUS_USAGE,
            "the terminal '%s' (TERM) cannot move its cursor", name);
    return true;
}

/* A string of terminfo without its "$<5>" pauses, which only curses serves. */
static void
add_capability(struct text *out, const char *capability)
{
    while (capability && *capability) {
        const size_t len = strcspn(capability, "$");

        text_add_bytes(out, capability, len);
        capability += len;
        const char *end =
            !strncmp(capability, "$<", 2) ? strchr(capability, '>') : NULL;
        if (end)
            capability = end + 1;
        else if (*capability)
            text_add_char(out, *capability++);
    }
}

static void
arm_guard(const struct terminal *terminal)
{
    auto_(text) struct text restore = {0};

    text_add(&restore, FRAME_END PASTE_OFF);
    add_capability(&restore, keypad_local);
    add_capability(&restore, exit_attribute_mode);
    add_capability(&restore, cursor_normal);
    add_capability(&restore, exit_ca_mode);
    text_add(&restore, "\r\n");
    guard_arm(text_str(&restore), &terminal->modes);
}

static void
define_keys(void)
{
    for (size_t i = 0; i < ARRAY_LEN(spelled_keys); i++)
        (void)define_key(spelled_keys[i].bytes,
            OWN_KEYS + (spelled_keys[i].press - PRESS_UP));
}

static void
set_modes(void)
{
    (void)raw(); /* ^S, ^Q, ^Z, ^C, ^V and ^O are ours, and all 8 bits */
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)intrflush(stdscr, FALSE);
    if (!getenv("ESCDELAY"))
        (void)set_escdelay(ESCAPE_MS);
}

static int
open_signals(struct terminal *terminal)
{
    sigset_t set;

    (void)sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        (void)sigaddset(&set, signals[i]);
    (void)sigprocmask(SIG_BLOCK, &set, &terminal->mask);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* curses has put handlers of its own on some of them. */
static void
close_signals(struct terminal *terminal)
{
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        (void)signal(signals[i], SIG_DFL);
    if (terminal->signals >= 0)
        (void)close(terminal->signals);
    (void)sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
}

struct terminal *
terminal_open(bool color, struct failure *failure)
{
    struct terminal *terminal = calloc(1, sizeof(*terminal));

    if (!terminal)
        abort();
    terminal->signals =
        open_signals(terminal); /* before curses sets its handlers */
    (void)tcgetattr(STDIN_FILENO, &terminal->modes);
    terminal->curses = newterm(NULL, stdout, stdin);
    if (!terminal->curses || terminal->signals < 0) {
        (void)failure_errno(
            failure, STATUS_USAGE, "the terminal could not be taken");
        terminal_close(terminal);
        return NULL;
    }
    set_modes();
    define_keys();
    paint_start(color);
    arm_guard(terminal);
    emit(PASTE_ON);
    return terminal;
}

static void
leave(void)
{
    emit(FRAME_END PASTE_OFF);
    (void)endwin();
}

void
terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    if (terminal->curses) {
        leave();
        delscreen(terminal->curses);
    }
    guard_disarm();
    close_signals(terminal);
    free(terminal);
}

_Noreturn void
terminal_die(int number)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, number);
    (void)signal(number, SIG_DFL);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)raise(number);
    _exit(128 + number); /* not reached: each of them kills */
}

bool
terminal_unicode(const struct terminal *terminal)
{
    (void)terminal;
    return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* "linux", "linux-16color" ...: 256 or 512 glyphs, of which none is a tick. */
bool
terminal_sparse(const struct terminal *terminal)
{
    const char *name = getenv("TERM");

    (void)terminal;
    return name && !strncmp(name, "linux", strlen("linux"));
}

int
terminal_signals(const struct terminal *terminal)
{
    return terminal->signals;
}

void
terminal_size(const struct terminal *terminal, int *rows, int *cols)
{
    (void)terminal;
    getmaxyx(stdscr, *rows, *cols);
}

/* Keys without a meaning to us are -1. */
static int32_t
press_of(int key)
{
    if (key < KEY_MIN)
        return key;
    if (key >= OWN_KEYS)
        return PRESS_UP + (key - OWN_KEYS);
    for (size_t i = 0; i < ARRAY_LEN(named_keys); i++)
        if (named_keys[i].key == key)
            return named_keys[i].press;
    return -1;
}

bool
terminal_read(struct terminal *terminal, struct press *press)
{
    while (!terminal->wait_count) {
        const int key = wgetch(stdscr);

        if (key == ERR)
            return press_rest(&terminal->reader, press);
        const int32_t raw = press_of(key);
        if (raw >= 0)
            terminal->wait_count =
                press_read(&terminal->reader, raw, terminal->waiting);
    }
    *press = terminal->waiting[0];
    terminal->waiting[0] = terminal->waiting[1];
    terminal->wait_count--;
    return true;
}

void
terminal_show(struct terminal *terminal, const struct screen *screen)
{
    (void)terminal;
    emit(FRAME_BEGIN);
    paint_screen(screen);
    (void)wnoutrefresh(stdscr);
    (void)doupdate();
    emit(FRAME_END);
}

/* Also sets the modes: after a stop they are what the shell left. */
void
terminal_redraw(struct terminal *terminal)
{
    struct winsize size;

    (void)terminal;
    (void)reset_prog_mode();
    emit(PASTE_ON);
    if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row &&
        size.ws_col)
        (void)resizeterm(size.ws_row, size.ws_col);
    (void)clearok(curscr, TRUE);
}

void
terminal_suspend(struct terminal *terminal)
{
    sigset_t stop;

    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTSTP);
    leave();
    (void)signal(SIGTSTP, SIG_DFL);
    (void)sigprocmask(SIG_UNBLOCK, &stop, NULL);
    (void)kill(0, SIGTSTP); /* the whole job, so that its shell sees it */
    (void)sigprocmask(SIG_BLOCK, &stop, NULL);
    terminal_redraw(terminal);
}

bool
terminal_run(struct terminal *terminal, const char *const argv[], int *status,
    struct failure *failure)
{
    leave();
    const bool ran = child_run(argv, status, failure);
    terminal_redraw(terminal);
    return ran;
}
