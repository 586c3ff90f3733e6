/*
 * The one place where the wizard waits: presses, signals, timers and the
 * pipes of children, in one poll(). Every event calls a hook and is followed
 * by one frame; without an event nothing happens at all.
 */
#pragma once

#include "child.h"
#include "press.h"
#include "screen.h"
#include "terminal.h"

#define LOOP_TIMERS 4             /* for the program, by number from 0 */
#define LOOP_CHILDREN 8           /* at a time */
#define LOOP_PASTE_MAX (1u << 20) /* bytes; what is longer is cut */

/* What a child said. Borrowed for the call; uncleaned. */
struct answer {
    unsigned id;   /* what loop_spawn() returned */
    int status;    /* its exit status; -1: killed by a signal, or too long */
    bool too_long; /* it said more than CHILD_OUTPUT_MAX */
    const char *output, *errors;
    size_t output_len, errors_len;
};

struct loop_hooks {
    void (*press)(void *data, struct press press);
    void (*paste)(void *data, const char *text, bool cut); /* uncleaned */
    void (*tick)(void *data, unsigned timer);
    void (*answer)(void *data, const struct answer *answer);
    void (*draw)(void *data, struct screen *screen); /* a blank one */

    /* A piece of work that nobody waits for; false when all is done. `draw` if
     * it is to be seen. NULL: there is none. */
    bool (*work)(void *data, bool *draw);
};

struct loop_child {
    struct child child;
    unsigned id; /* 0: nobody waits for the answer */
};

struct loop {
    struct terminal *terminal;
    const struct loop_hooks *hooks;
    void *data;
    struct loop_child children[LOOP_CHILDREN];
    unsigned last_id;
    int64_t deadlines[LOOP_TIMERS + 1]; /* monotonic ms, 0: none; last: paste */
    int timer;                          /* a timerfd */
    struct screen screen;
    struct text paste;
    bool pasting, paste_cut;
    bool dirty, stopped;
    bool working; /* there is more work: nothing is waited for */
    int signal;   /* HUP, TERM, INT or QUIT */
};

bool loop_open(struct loop *loop, struct terminal *terminal,
    const struct loop_hooks *hooks, void *data, struct failure *failure);

/* Ends the children and gives everything back but the terminal. */
void loop_close(struct loop *loop);

/* Runs until loop_stop(): returns 0; or until HUP, TERM, INT or QUIT: returns
 * the signal, by which the caller dies after it has saved and closed. */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* There is work: it is done between the events, after the next frame. */
void loop_work(struct loop *loop);

/* Calls tick once after `ms`; 0 disarms it. */
void loop_timer(struct loop *loop, unsigned timer, int64_t ms);

/* Starts a child; returns its id, never the same twice, 0 on failure. */
unsigned loop_spawn(
    struct loop *loop, const char *const argv[], struct failure *failure);

/* Ends the child; its answer never comes. An id that is over is no mistake. */
void loop_drop(struct loop *loop, unsigned id);
