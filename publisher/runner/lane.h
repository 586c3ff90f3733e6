/*
 * Lanes: jobs that wait for their turn, in one lane for each host and port
 * they go to, so that a provider that hangs holds up nobody but itself. The
 * lanes take turns. One thread's.
 */
#pragma once

#include "courier.h"

struct job_list { /* first in, first out; by job->next */
    struct courier_job *first, *last;
};

void job_list_add(struct job_list *list, struct courier_job *job);
struct courier_job *job_list_take(struct job_list *list); /* NULL: empty */
void job_list_move(struct job_list *to, struct job_list *from);

struct lane;

struct lanes { /* zero-initialised */
    struct lane *first, *last;
    size_t nlanes, nwaiting;
    int64_t until; /* no waiting job's time is over before; INT64_MAX: none */
};

/* Lets the job wait in the lane of its URL. */
void lanes_add(struct lanes *lanes, struct courier_job *job);

/* Takes the next waiting job whose lane has fewer than `each` under way, and
 * counts it as under way until lanes_leave(). NULL: there is none. */
struct courier_job *lanes_next(struct lanes *lanes, size_t each);
void lanes_leave(struct lanes *lanes, struct courier_job *job);

/* Moves the waiting jobs whose time is over at `now` to the list; INT64_MAX
 * moves them all. */
void lanes_give_up(struct lanes *lanes, int64_t now, struct job_list *over);

/* Frees the lanes; no job is in them any more. */
void lanes_done(struct lanes *lanes);
