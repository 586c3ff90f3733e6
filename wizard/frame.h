/*
 * What stands around every page: title and state, the rail of steps, help,
 * message, keys. It knows the three layouts and the notice for a window that
 * is too small.
 */
#pragma once

#include "keymap.h"
#include "screen.h"

#define FRAME_ROWS_MIN 12
#define FRAME_COLS_MIN 40

enum layout {
    LAYOUT_NOTICE, /* too small for a page */
    LAYOUT_NARROW, /* one column, no rail */
    LAYOUT_PANES,  /* from 76x20: form and preview */
    LAYOUT_WIDE,   /* from 120x30: a third pane */
};

enum layout frame_layout(int rows, int cols);

enum rail_mark {
    RAIL_NONE,
    RAIL_OK,
    RAIL_PROBLEM,
};

struct rail_step {
    const char *title; /* "1 Basics" */
    enum rail_mark mark;
};

/* Texts are borrowed and cleaned; NULL where there is none. */
struct frame {
    const char *title;       /* "Login OTP: step 2 of 5, first channel" */
    const char *title_short; /* "Login OTP 2/5 channel", when narrow */
    const char *workspace;   /* "acme-prod" */
    bool production;         /* says PRODUCTION after it */
    const char *state;       /* "draft saved 14:02:31" */
    const char *state_short; /* "saved" */
    const struct rail_step *steps;
    size_t step_count, step; /* the one in work */
    const char *second;      /* the second row where there is no rail */
    const char *rule;        /* on the rule below: "-- SMS --- Channel > ..." */
    const char *help;        /* for the focused field: what is allowed */
    const char *message;
    enum role message_role;
    struct key_place place; /* for the key line */
};

/* Draws all of it; returns the area of the page, of 0 rows when the window is
 * too small and the notice stands there. */
struct area frame_draw(const struct frame *frame, struct screen *screen);
