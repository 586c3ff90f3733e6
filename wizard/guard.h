/*
 * The way back to a sane terminal when the program crashes: handlers for
 * SEGV, BUS, FPE, ILL and ABRT on a stack of their own write what was prepared
 * here and let the signal kill. They call neither curses nor malloc and save
 * nothing: what matters is on disk before.
 */
#pragma once

#include <termios.h>

/* `restore` is sent to the terminal (standard output) as it is; `modes` are
 * those of the time before. Both are copied. */
void guard_arm(const char *restore, const struct termios *modes);

/* What to say on standard error after a crash: where the draft is. Copied, cut
 * at 200 bytes; "" says nothing. */
void guard_note(const char *text);

void guard_disarm(void);
