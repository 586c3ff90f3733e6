/*
 * Programs that the wizard runs. In the background: output and errors are
 * collected through pipes and nothing waits. In the foreground: it has the
 * terminal, and we wait.
 */
#pragma once

#include <sys/types.h>

#include "failure.h"
#include "text.h"

#define CHILD_OUTPUT_MAX \
    (8u << 20) /* bytes; a child that says more is killed */

enum child_pipe {
    CHILD_OUTPUT,
    CHILD_ERRORS,
    CHILD_PIPES,
};

struct child {
    pid_t pid; /* 0: none */
    bool exited, too_long;
    int status;                     /* of waitpid */
    int fds[CHILD_PIPES];           /* -1: at its end */
    struct text texts[CHILD_PIPES]; /* what came so far */
};

#define CHILD_NONE ((struct child){.fds = {-1, -1}})

/* Starts it in a process group of its own, with empty input. `argv` ends with
 * NULL; its first is looked for in PATH. */
bool child_start(
    struct child *child, const char *const argv[], struct failure *failure);

/* Takes what is waiting in the pipe; at its end the descriptor is closed. */
void child_read(struct child *child, enum child_pipe pipe);

/* Asks, without waiting, whether it has ended. */
void child_reap(struct child *child);

/* It has ended and all that it said is here. */
bool child_done(const struct child *child);

/* Its exit status, -1 when a signal ended it. */
int child_status(const struct child *child);

/* Ends it and forgets what it said; child_reap has to find its end. */
void child_kill(struct child *child);

/* Forgets it; one that still runs is left to itself. */
void child_clear(struct child *child);

/* Runs a program in the foreground and waits for it. ^C and ^\ are for it
 * alone: the caller has INT and QUIT blocked, as terminal_open() leaves them. */
bool child_run(const char *const argv[], int *status, struct failure *failure);
