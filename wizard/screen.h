/*
 * The screen as a grid of cells: what drawing code writes into and tests
 * read. It knows no terminal; paint.c copies it to one. Everything is clipped
 * at the edges, so that drawing code needs no checks. Rows and columns count
 * from 0 and may lie outside the grid.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base.h"
#include "width.h"

/* What a piece of text is for; paint.c knows how each one looks. */
enum role {
    ROLE_TEXT,
    ROLE_TITLE, /* a title, the step in work */
    ROLE_FOCUS, /* the row or button with the focus */
    ROLE_FIELD, /* where text can be typed */
    ROLE_HELP,
    ROLE_OK,
    ROLE_WARNING,
    ROLE_ERROR,
    ROLE_UNUSABLE, /* listed, but not to be chosen */
    ROLE_PRODUCTION,
    ROLE_SERIES_1, /* of a chart */
    ROLE_SERIES_2,
    ROLE_SERIES_3,
    ROLE_COUNT,
};

struct area {
    int row, col, rows, cols;
};

struct cell {
    struct glyph glyph; /* columns 0: the right half of the cell before it */
    enum role role;
};

struct screen {
    int rows, cols;
    bool unicode;               /* false: only ASCII is written */
    bool sparse;                /* true: no symbols beside text and lines */
    int cursor_row, cursor_col; /* -1: no cursor */
    struct cell *cells;         /* rows * cols, row by row */
};

/* Makes a blank screen; screen_done gives its memory back. */
void screen_init(struct screen *screen, int rows, int cols, bool unicode);
void screen_done(struct screen *screen);

void screen_clear(struct screen *screen);

/* Writes the text; returns the column after it, inside the screen or not. */
int screen_put(
    struct screen *screen, int row, int col, enum role role, const char *text);
int screen_putf(struct screen *screen, int row, int col, enum role role,
    const char *format, ...) PRINTF_LIKE(5, 6);

/* The same in at most `cols` columns; text that is longer ends in "..". */
int screen_put_in(struct screen *screen, int row, int col, int cols,
    enum role role, const char *text);

/* The first `len` bytes of the text. */
int screen_put_bytes(struct screen *screen, int row, int col, enum role role,
    const char *text, size_t len);

/* Ends at the last of `cols` columns; cut like screen_put_in. */
void screen_put_right(struct screen *screen, int row, int col, int cols,
    enum role role, const char *text);

/* Blanks the area, each cell in the role. */
void screen_fill(struct screen *screen, struct area area, enum role role);

/* Changes the role of what is there. */
void screen_tint(struct screen *screen, struct area area, enum role role);

/* Lines and frames: real ones in Unicode, else "-", "|", "+". A box is the
 * edge of its area, at least 2 by 2; what is inside stays. */
void screen_rule(struct screen *screen, int row, int col, int cols);
void screen_wall(struct screen *screen, int row, int col, int rows);
void screen_box(struct screen *screen, struct area area);

void screen_cursor(struct screen *screen, int row, int col);

/* The text of all rows, without the spaces at their ends. */
void screen_dump(const struct screen *screen, FILE *out);
