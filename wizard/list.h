/*
 * A list of rows that scrolls. It holds positions, no rows: a row is drawn by
 * a callback, and only while it is visible, so a list may have any length.
 */
#pragma once

#include "keymap.h"
#include "screen.h"

#define LIST_MARK_COLS 2 /* "> ", left of a row's area */

struct list {
    size_t count, selected;
    size_t top; /* the first row that is visible */
    int rows;   /* of the area it is drawn in */
};

/* Draws the row into its area, in the role: ROLE_FOCUS for the selected one. */
typedef void list_row_fn(const void *data, size_t item, struct screen *screen,
    struct area area, enum role role);

/* Tells the list its length and height: after a load, a filter, a resize. */
void list_fit(struct list *list, size_t count, int rows);

/* True if the key was one of the list. Up on the first row is not, so that the
 * page can leave the list. */
bool list_key(struct list *list, struct key key);

/* Draws marks, rows and, if not all are visible, "1-6 of 14" in the last row.
 * With the focus it places the cursor. */
void list_draw(const struct list *list, struct screen *screen, struct area area,
    list_row_fn *draw, const void *data, bool focused);
