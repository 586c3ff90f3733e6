/* A text to read: wrapped to the width, scrolled by lines. */
#pragma once

#include "keymap.h"
#include "screen.h"

struct view {
    const char *text; /* borrowed, cleaned */
    int top;          /* the first visible line */
    int lines, rows;  /* of the wrapped text, of the area: by view_fit */
};

/* Wraps to the size of the area: after a new text and after a resize. */
void view_fit(struct view *view, int rows, int cols, bool unicode);

/* True if the key was one of the view. */
bool view_key(struct view *view, struct key key);

/* Draws the lines and, if not all fit, "1-17 of 40" in the last row. With the
 * focus the cursor stands on its first cell. */
void view_draw(const struct view *view, struct screen *screen, struct area area,
    bool focused);
