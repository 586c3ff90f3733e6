/*
 * The sender: a thread that makes the runner's outgoing HTTP requests. A job
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

#define SENDER_CAP 65536 /* default of a job's `cap` */

enum sender_result {
    SENDER_ANSWERED,        /* a whole answer, whatever its status */
    SENDER_NOT_SENT,        /* surely: no byte of the request has left */
    SENDER_UNKNOWN,         /* some of it may have left, no whole answer came */
    SENDER_REFUSED_ADDRESS, /* surely not sent: the guard refused */
};

/*
 * One request and what became of it. Made by sender_job_new(), freed by
 * sender_job_free(); between submit and result it is the sender's alone. The
 * caller's texts are borrowed: they live at least as long, best in `arena`.
 */
struct sender_job {
    const char *method;         /* "POST"; NULL is GET */
    const char *url;            /* http or https */
    const char *const *headers; /* "Name: value" */
    size_t nheaders;
    const char *content_type; /* NULL: none */
    const void *body;         /* NULL: none */
    size_t len;
    int64_t timeout_ms; /* from submit to the whole answer; 0 is 30 s */
    int64_t connect_ms; /* name, connection and TLS; 0 is 10 s */
    size_t cap;         /* bytes of an answer's body kept; 0: SENDER_CAP */
    bool guard_addresses;
    void *data; /* the caller's */
    struct arena arena;
    struct { /* filled by the sender; texts live in `arena` */
        enum sender_result result;
        long status;      /* HTTP status; 0 where none was read */
        const char *body; /* never NULL, NUL-terminated */
        size_t len;
        bool cut;                 /* the body was over the cap */
        const char *retry_after;  /* that header's text, or NULL */
        const char *content_type; /* or NULL */
        const char *words; /* for logs: why it was not answered; "" if it was */
        int64_t took_ms;   /* since submit */
    } answer;
    struct sender_job *next; /* the sender's */
    void *transfer;          /* the sender's */
    int64_t submitted;       /* the sender's; monotonic ms */
};

struct sender_job *sender_job_new(void);
void sender_job_free(struct sender_job *job);
DEFINE_AUTO(sender_job, struct sender_job *, sender_job_free);

struct sender_options {
    const struct guard *guard; /* borrowed and constant; NULL: none allowed */
    const char *ca_file;       /* NULL: the system's */
    const char *agent;         /* User-Agent; NULL: "fallback/VERSION" */
    size_t in_flight; /* most requests at once, the rest wait; 0 is 512 */
};

struct sender;

/* Starts the thread, all its signals blocked. STATUS_UNREACHABLE on failure. */
struct sender *sender_open(
    const struct sender_options *options, struct failure *failure);

/* Hands the job over; its result comes later, also for a job that is refused
 * on sight. After sender_stop() the result is SENDER_NOT_SENT. */
void sender_submit(struct sender *sender, struct sender_job *job);

/* Readable when there may be results. */
int sender_fd(const struct sender *sender);

/* The next result, or NULL; call until NULL once sender_fd() was readable. The
 * caller owns the job again. */
struct sender_job *sender_next_result(struct sender *sender);

/* Jobs submitted and not yet taken back. */
size_t sender_busy(const struct sender *sender);

/* Begins the end: waiting jobs come back NOT_SENT, what is in flight goes on
 * for at most wait_ms and then comes back as well. Returns at once; the end is
 * reached when sender_busy() is 0. */
void sender_stop(struct sender *sender, int64_t wait_ms);

/* Ends the thread, cutting what is in flight, and frees jobs not taken. */
void sender_close(struct sender *sender);
DEFINE_AUTO(sender, struct sender *, sender_close);
