/*
 * An answer over the page: what a child is asked about one flow, that it is
 * waited for, what it said, and what can be done next. The screen never waits;
 * leaving ends the child, but for one that publishes: its end is said below.
 */
#pragma once

#include "edit.h"
#include "tell.h"

struct subject {      /* the flow that it is about */
    const char *file; /* relative to the root; NULL: only in the store */
    const char *title, *workflow_id;
};

struct told_page {
    enum told told;
    struct text file, title, workflow_id; /* "": none */
    struct text words;
    struct tell tell;
    int status;   /* of the program */
    bool waiting; /* for the answer */
    bool slow;    /* so long that it is said */
    bool open;    /* it is on the screen, or under a question of its own */
    bool overwrite;
    char at[16]; /* when the answer came: "14:02:31" */
};

void told_done(struct told_page *page);
