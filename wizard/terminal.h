/*
 * The terminal: curses started and ended, presses in, screens out. One at a
 * time. It is given back on every way out: the end, a signal, a crash, a stop,
 * another program in the foreground. The caller has called setlocale().
 * Facts: terminfo(5), console_codes(4); frames are marked by the private mode
 * 2026 (https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036).
 */
#pragma once

#include "failure.h"
#include "press.h"
#include "screen.h"

struct terminal;

/* Whether a full screen is possible; if not, `why` says it in words. */
bool terminal_able(struct failure *why);

/* Takes the terminal. From now on WINCH, CHLD, CONT, TSTP, HUP, TERM, INT and
 * QUIT are blocked and arrive on terminal_signals(). NULL on failure. */
struct terminal *terminal_open(bool color, struct failure *failure);

/* Gives it back. NULL is allowed. */
void terminal_close(struct terminal *terminal);

/* After terminal_close: ends the process by the signal that asked for it. */
_Noreturn void terminal_die(int number);

bool terminal_unicode(const struct terminal *terminal);

/* Whether its font has little beside letters and lines: the Linux console. */
bool terminal_sparse(const struct terminal *terminal);
int terminal_signals(const struct terminal *terminal); /* a signalfd */
void terminal_size(const struct terminal *terminal, int *rows, int *cols);

/* The next press; false when no more is waiting. */
bool terminal_read(struct terminal *terminal, struct press *press);

/* Shows the screen as one frame. */
void terminal_show(struct terminal *terminal, const struct screen *screen);

/* The next frame is sent whole, in the size that the window has now; modes
 * that somebody else has changed are set again. */
void terminal_redraw(struct terminal *terminal);

/* Stops the process group, as ^Z does; returns when it goes on. */
void terminal_suspend(struct terminal *terminal);

/* Runs a program ($EDITOR) in the foreground and waits for it. `argv` ends
 * with NULL; `status` is its exit status, -1 when a signal ended it. */
bool terminal_run(struct terminal *terminal, const char *const argv[],
    int *status, struct failure *failure);
