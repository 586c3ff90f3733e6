/* The screen copied to curses: with terminal.c the only file that sees it. */
#pragma once

#include "screen.h"

/* After curses began: how roles look, with colours or without. */
void paint_start(bool color);

/* Copies every cell and the cursor; curses finds what has changed. */
void paint_screen(const struct screen *screen);
