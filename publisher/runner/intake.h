/*
 * Intake: one request of the front while it is gathered, handled and answered,
 * with what the handler does not see. Used ones are kept with their buffers.
 */
#pragma once

#include "front.h"
#include "peer.h"
#include "text.h"

struct stream;

struct intake {
    struct front_request shown;     /* first: what the handler sees */
    struct intake *next, *previous; /* kept ones, or suspended ones */
    struct front *front;
    struct peer *peer;
    void *connection;      /* libmicrohttpd's */
    struct stream *stream; /* NULL: it is none */
    struct text target, path, body;
    struct text query; /* name NUL value NUL ..., decoded */
    size_t npairs, cap;
    bool begun;     /* the headers were looked at */
    bool over;      /* the body is over the cap */
    bool crowded;   /* all bodies together are over INTAKES_BYTES */
    bool refused;   /* answered before the body was read */
    bool suspended; /* the handler will answer later */
    bool answered;
};

/* All bodies that are in memory at once: a few of the largest. */
#define INTAKES_BYTES ((size_t)256 * 1000 * 1000)

struct intakes { /* zero-initialised */
    struct intake *kept;
    size_t nkept, busy;
    size_t held; /* bytes of bodies */
};

struct intake *intake_new(struct intakes *intakes);
void intake_free(struct intakes *intakes, struct intake *intake);
void intakes_done(struct intakes *intakes);

/* Splits the target into path and query. False: it cannot be decoded, or is
 * no path. */
bool intake_read_target(struct intake *intake);

/* Adds to the body. Over the cap it is dropped: the client is heard to its
 * end, within the deadline, so that it can read the answer. */
void intake_add_body(struct intakes *intakes, struct intake *intake,
    const char *bytes, size_t len);
