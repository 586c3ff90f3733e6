/*
 * The loop: the runner's one wait and the order of a turn. Each turn: the
 * front reads and calls its handler, results of the courier come in, `decide`,
 * `commit`, and then the answers leave. It blocks TERM, INT and HUP in the
 * calling thread and reads them as input; it never sleeps past `due`, nor
 * past a change of the wall clock.
 */
#pragma once

#include "courier.h"
#include "front.h"

#include <stdint.h>

#define LOOP_NEVER INT64_MAX

struct loop_parts {
    struct front *front;     /* borrowed; NULL: none */
    struct courier *courier; /* borrowed; NULL: none */
    int store_fd;            /* wakes the loop when readable; -1: none */

    void (*result)(struct courier_job *job, void *data); /* owns the job now */
    void (*signalled)(int signo, void *data);            /* TERM, INT, HUP */
    void (*decide)(int64_t now, void *data); /* all input of the turn is in */
    bool (*commit)(
        void *data); /* makes the turn durable; false ends the loop */
    void (*answered)(void *data); /* after the commit; may be NULL */
    int64_t (*due)(void *data);   /* next instant to decide at, or LOOP_NEVER */
    int64_t (*now)(void *data);   /* by which clock; NULL: the wall's */
    void *data;
};

struct loop;

/* STATUS_DISK when the kernel gives no descriptor. */
struct loop *loop_open(const struct loop_parts *parts, struct failure *failure);
void loop_close(struct loop *loop);
DEFINE_AUTO(loop, struct loop *, loop_close);

/* One turn: waits at most until something is due. False when commit failed. */
bool loop_turn(struct loop *loop);

/* Turns until loop_stop(); false when commit failed. */
bool loop_run(struct loop *loop);
void loop_stop(struct loop *loop); /* the present turn is finished first */

/* The store may get another descriptor when it connects again. */
bool loop_store_fd(struct loop *loop, int fd, struct failure *failure);

/* The next turn comes at once: something was left to do. */
void loop_again(struct loop *loop);
