/*
 * A terminal without a window, for tests: a program runs in it, keys go in,
 * rows come out (libvterm, a pseudo-terminal). Nothing here sleeps. A wait is
 * for something to be seen or to end, and gives up after CONSOLE_PATIENCE; a
 * screen is only looked at when the last frame is complete (ESC [?2026l).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <vterm.h>

#define CONSOLE_PATIENCE_MS 20000

struct console {
    VTerm *vterm;
    VTermScreen *screen;
    int master, slave;
    pid_t pid;
    int rows, cols;
    char tail[8];           /* the last bytes that came, to find the marks */
    bool in_frame;          /* after a beginning mark */
    bool alternate, cursor; /* the alternate screen is on, the cursor seen */
    unsigned frames;        /* complete ones */
    size_t bytes;           /* all that came */
    char row[1024];         /* the last answer of console_row() */
};

/* Starts the program with this as its controlling terminal. `env` are
 * additions, "K=V"; both lists end with NULL. TERM is xterm-256color, the
 * locale C.UTF-8. */
void console_open(struct console *console, int rows, int cols,
    const char *const argv[], const char *const env[]);

/* Ends the program if it still runs. */
void console_close(struct console *console);

void console_send(struct console *console, const char *bytes);
void console_key(struct console *console, VTermKey key); /* in today's mode */
void console_paste(struct console *console, const char *text);
void console_resize(struct console *console, int rows, int cols);
void console_hang_up(struct console *console); /* the window is closed */

/* The row's text without the spaces at its end; borrowed until the next one. */
const char *console_row(struct console *console, int row);

/* True when a complete frame shows the text in some row; false, after printing
 * the screen, when patience ended. */
bool console_shows(struct console *console, const char *text);

/* One frame more, whatever it shows. */
bool console_next_frame(struct console *console);

/* The status of waitpid() when the program has ended; -1 if it does not. */
int console_end(struct console *console);

/* Takes what comes within the time; returns the bytes. */
size_t console_listen(struct console *console, int ms);

VTermPos console_cursor(struct console *console);

/* Whether the terminal stands as the program found it: cooked modes, main
 * screen, cursor seen, no bracketed paste, plain cursor keys. */
bool console_restored(struct console *console);
