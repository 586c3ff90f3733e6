/*
 * The courier: a thread that makes the runner's outgoing HTTP requests. A job
 * is handed in from the loop's thread and comes back with its result there;
 * it puts its request on the wire once or not at all, and the result says
 * which. It follows no redirect, reads no proxy from the environment, and
 * refuses what is not http or https.
 */
#pragma once

#include "arena.h"
#include "failure.h"
#include "guard.h"

#include <stdint.h>

#define COURIER_CAP 65536 /* default of a job's `cap` */

enum courier_result {
    COURIER_ANSWERED, /* a whole answer, whatever its status */
    COURIER_NOT_SENT, /* surely: no byte of the request has left */
    COURIER_UNKNOWN,  /* some of it may have left, no whole answer came */
    COURIER_REFUSED_ADDRESS, /* surely not sent: the guard refused */
};

/*
 * One request and what became of it. Made by courier_job_new(), freed by
 * courier_job_free(); between submit and result it is the courier's alone. The
 * caller's texts are borrowed: they live at least as long, best in `arena`.
 */
struct courier_job {
    const char *method;         /* "POST"; NULL is GET */
    const char *url;            /* http or https */
    const char *const *headers; /* "Name: value" */
    size_t nheaders;
    const char *content_type; /* NULL: none */
    const void *body;         /* NULL: none */
    size_t len;
    int64_t timeout_ms; /* from submit to the whole answer; 0 is 30 s */
    int64_t connect_ms; /* name, connection and TLS; 0 is 10 s */
    size_t cap;         /* bytes of an answer's body kept; 0: COURIER_CAP */
    bool guard_addresses;
    void *data;                /* the caller's */
    const char *const *hidden; /* the caller's: texts that no log may show */
    size_t nhidden;
    struct arena arena;
    struct { /* filled by the courier; texts live in `arena` */
        enum courier_result result;
        long status;      /* HTTP status; 0 where none was read */
        const char *body; /* never NULL, NUL-terminated */
        size_t len;
        bool cut;                 /* the body was over the cap */
        const char *retry_after;  /* that header's text, or NULL */
        const char *content_type; /* or NULL */
        const char *words; /* for logs: why it was not answered; "" if it was */
        int64_t took_ms;   /* since submit */
    } answer;
    struct courier_job *next; /* the courier's */
    struct lane *lane;        /* the courier's */
    int64_t submitted;        /* the courier's; monotonic ms */
};

struct courier_job *courier_job_new(void);
void courier_job_free(struct courier_job *job);
DEFINE_AUTO(courier_job, struct courier_job *, courier_job_free);

struct courier_options {
    const struct guard *guard; /* borrowed and constant; NULL: none allowed */
    const char *ca_file;       /* NULL: the system's */
    const char *agent;         /* User-Agent; NULL: "fallback/VERSION" */
    /* Most requests at once, the rest wait: to one host and port (0 is 256),
     * so that one that hangs does not hold up the others, and to all of them
     * (0 is 1024). Each is a descriptor. */
    size_t in_flight_each, in_flight;
};

struct courier;

/* Starts the thread, all its signals blocked. STATUS_UNREACHABLE on failure. */
struct courier *courier_open(
    const struct courier_options *options, struct failure *failure);

/* Hands the job over; its result comes later, also for a job that is refused
 * on sight. After courier_stop() the result is COURIER_NOT_SENT. */
void courier_submit(struct courier *courier, struct courier_job *job);

/* Readable when there may be results. */
int courier_fd(const struct courier *courier);

/* The next result, or NULL; call until NULL once courier_fd() was readable. The
 * caller owns the job again. */
struct courier_job *courier_next_result(struct courier *courier);

/* Jobs submitted and not yet taken back. */
size_t courier_busy(const struct courier *courier);

/* Begins the end: waiting jobs come back NOT_SENT, what is in flight goes on
 * for at most wait_ms and then comes back as well. Returns at once; the end is
 * reached when courier_busy() is 0. */
void courier_stop(struct courier *courier, int64_t wait_ms);

/* Ends the thread, cutting what is in flight, and frees jobs not taken. */
void courier_close(struct courier *courier);
DEFINE_AUTO(courier, struct courier *, courier_close);
