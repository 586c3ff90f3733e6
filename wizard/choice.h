/*
 * One of several: a radio list, or a drop-down that opens in place. What
 * cannot be chosen is listed with the reason.
 */
#pragma once

#include "keymap.h"
#include "list.h"
#include "screen.h"

struct choice_item {
    const char *label;
    const char *note;   /* after the label; NULL: none */
    const char *reason; /* why it cannot be chosen; NULL: it can */
};

struct choice {
    const struct choice_item *items; /* borrowed */
    size_t chosen;                   /* CHOICE_NONE: none yet */
    struct list list;                /* the row with the cursor, the length */
    bool drop_down;
    bool open; /* of a drop-down */
};

#define CHOICE_NONE ((size_t)-1)
#define CHOICE_MENU_ROWS 8 /* of an open drop-down, without its frame */

enum choice_result {
    CHOICE_IGNORED, /* not a key of it: the page goes on with it */
    CHOICE_MOVED,   /* also: opened, closed */
    CHOICE_CHOSEN,
    CHOICE_REFUSED, /* the item cannot be chosen: say its reason */
};

void choice_set(struct choice *choice, const struct choice_item *items,
    size_t count, size_t chosen);

/* The item with the cursor. */
const struct choice_item *choice_at(const struct choice *choice);

enum choice_result choice_key(struct choice *choice, struct key key);

/* A radio list takes a row for each item, a drop-down one row. */
void choice_draw(const struct choice *choice, struct screen *screen,
    struct area area, bool focused);

/* The open list of a drop-down, over what is below (or above) its row: drawn
 * after all else, with the same area. Nothing if it is closed. */
void choice_draw_menu(
    const struct choice *choice, struct screen *screen, struct area area);
