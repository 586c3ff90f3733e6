/*
 * The columns of a list, with their titles. A column has its least and its
 * most width; where not all fit, those of the highest rank leave. Which one the
 * rows are sorted by is marked behind its title.
 */
#pragma once

#include "screen.h"

#define TABLE_COLUMNS 8

struct table_column {
    const char *title;
    int least, most;
    int rank; /* 0: never leaves */
    int want; /* given before others grow; 0: no more than the least */
};

struct table {
    const struct table_column *columns; /* borrowed */
    size_t n;
    int widths[TABLE_COLUMNS]; /* 0: there is no room for it */
    size_t sorted;             /* the column; TABLE_UNSORTED: none */
    bool falling;              /* the largest first */
    const void *data;          /* of the rows */
};

#define TABLE_UNSORTED ((size_t)-1)

/* Shares `cols` columns of the screen out. */
void table_fit(struct table *table, int cols);

/* The line of titles; `line` is that of a row, without its mark. */
void table_draw_titles(
    const struct table *table, struct screen *screen, struct area line);

/* Writes a cell, cut to its column; nothing where that has no room. */
void table_put(const struct table *table, size_t column, struct screen *screen,
    struct area line, enum role role, const char *text);
