/*
 * The front: the runner's HTTP server, on TCP and on a UNIX socket. It gathers
 * whole requests, hands each to one handler, and takes the answer now or
 * later. It keeps clients to their limits and knows nothing of what they ask.
 */
#pragma once

#include "failure.h"

#include <stdint.h>

#define FRONT_FDS 3
#define FRONT_CAP 65536        /* default of a request's body */
#define FRONT_ENDLESS SIZE_MAX /* as a cap: it is a stream (stream.h) */

/*
 * A request, valid from the handler's call until it is answered, even where
 * the client is gone by then: so every request must be answered, once.
 */
struct front_request {
    const char *method; /* "POST" */
    const char *target; /* path and query, as they were sent */
    const char *path;   /* target without its query, still percent-encoded */
    const char *body;   /* never NULL, NUL-terminated */
    size_t len;
    const char *peer; /* numeric address; "unix" by the UNIX socket */
    bool local;       /* came by the UNIX socket: the file's owner (or root) */
    void *data;       /* the handler's */
};

/* A header's value or NULL; where a header was repeated, its first. */
const char *front_header(const struct front_request *request, const char *name);

/* The same, but NULL where it was repeated: a proof must not have two
 * meanings. */
const char *front_header_once(
    const struct front_request *request, const char *name);

/* The i-th pair of the query, decoded once ('+' is a blank); false after the
 * last. An undecodable query was answered with 400 before. */
bool front_query_at(const struct front_request *request, size_t i,
    const char **name, const char **value);

/* The first value of that name, or NULL. */
const char *front_query(const struct front_request *request, const char *name);

/* The headers of an answer find room for about 700 bytes. */
struct front_answer {
    unsigned status;
    const char *content_type; /* NULL: none */
    const char *const
        *headers;     /* name, value, name, value, ..., NULL; or NULL */
    const void *body; /* copied; may be NULL */
    size_t len;
    bool close; /* and no further request on this connection */
};

/* Answers and forgets the request. May be called in the handler or at any
 * later time in the same thread. It leaves with the next front_run(). */
void front_answer(
    struct front_request *request, const struct front_answer *answer);

/* "Not Found" for 404. */
const char *front_reason(unsigned status);

typedef void front_handler_fn(struct front_request *request, void *data);

/* The most bytes of body for this method and path; over it the answer is 413
 * without a call of the handler. FRONT_ENDLESS makes the request a stream. */
typedef size_t front_cap_fn(const char *method, const char *path, void *data);

struct front_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:0"; NULL: no TCP */
    const char *socket; /* path of the UNIX socket; NULL: none */
    front_handler_fn *handler;
    front_cap_fn *cap; /* NULL: FRONT_CAP for all */
    void *data;
    unsigned connections;             /* most on TCP; 0 is 1000 */
    unsigned connections_per_address; /* 0 is 600, proxies being one address */
    int64_t header_ms; /* first byte to end of headers; 0 is 10 s */
    int64_t body_ms;   /* end of headers to end of body; 0 is 30 s */
    int64_t idle_ms;   /* between two requests; 0 is 75 s */
    int64_t answer_ms; /* for a client to take its answer; 0 is 60 s */
};

struct front;

/*
 * STATUS_UNREACHABLE when the address cannot be had; STATUS_CONFLICT when a
 * live process has the UNIX socket. A dead one's socket is replaced.
 */
struct front *front_open(
    const struct front_options *options, struct failure *failure);

/* Answers what waits with 503, closes all and removes the UNIX socket. */
void front_close(struct front *front);
DEFINE_AUTO(front, struct front *, front_close);

/* "127.0.0.1:41123" with the real port, or NULL without TCP. */
const char *front_listens_on(const struct front *front);

/* Descriptors for a level-triggered epoll (EPOLLIN); returns how many. */
size_t front_fds(const struct front *front, int fds[FRONT_FDS]);

/* Milliseconds until front_run() must be called anyway, -1: no need. */
int64_t front_timeout(struct front *front);

/* Reads, calls the handler, writes, enforces the deadlines. Never blocks.
 * Returns how many requests the handler was given. */
size_t front_run(struct front *front);

/* Takes no new connection and closes each after its answer. */
void front_quiesce(struct front *front);

/* Requests that are being read, wait for an answer or are being answered. */
size_t front_busy(const struct front *front);
