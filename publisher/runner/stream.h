/*
 * Streams: requests of the front whose body is taken, and whose answer leaves,
 * in parts, both at once, so that neither is ever in memory as a whole. The
 * handler is called when the headers are there; it answers with front_answer(),
 * or opens the stream. The answer is 200, in chunks, and ends the connection.
 * Who does not read is not read from: what waits to leave holds up the body.
 */
#pragma once

#include "front.h"
#include "text.h"

struct stream_handler {
    /* Some bytes of the body, as they came. */
    void (*part)(struct front_request *request, const char *bytes, size_t len,
        void *data);
    /* Nothing more comes, once. `whole`: the body ended, and the stream is to
     * be closed, now or later; else the client is gone, and so is the
     * request. */
    void (*end)(struct front_request *request, bool whole, void *data);
};

void stream_open(struct front_request *request,
    const struct stream_handler *handler, void *data, const char *content_type);

/* Adds to the answer; it leaves with the next front_run(). */
void stream_write(struct front_request *request, const char *bytes, size_t len);

/* No part comes while it is paused, but those that were read already. */
void stream_pause(struct front_request *request, bool pause);

/* Ends the answer: with its last chunk where it is `whole`. The request is
 * gone; what comes of the body after that is passed over. */
void stream_close(struct front_request *request, bool whole);

/* The front's, of a request that is one; freed with its intake. */
struct stream {
    struct stream *next;
    struct intake *intake;
    const struct stream_handler *handler;
    void *data;
    int fd, writable;       /* the connection; an epoll that wakes the front */
    struct text fresh, out; /* answered; and framed, to be sent */
    size_t sent;            /* of out */
    bool begins;            /* the handler has not decided yet */
    bool opened, ended, closed; /* end: of the body */
    bool speaks; /* no '100 Continue' can come between any more */
    bool paused, blocked, watched;
    bool broken; /* nobody reads it */
    bool moved;  /* something was answered since the front looked */
};

struct stream *stream_new(
    struct intake *intake, int fd, int writable, bool expects);
void stream_free(struct stream *stream);

/* The answer of a handler that refuses the request. */
void stream_refuse(struct stream *stream, const struct front_answer *answer);

/* The front read some of the body, or its end. */
void stream_take(struct stream *stream, const char *bytes, size_t len);
void stream_take_end(struct stream *stream);

/* The client is gone. */
void stream_lose(struct stream *stream);

/* Sends what it can. */
void stream_send(struct stream *stream);

/* True while nothing more of the body is to be read. */
bool stream_waits(const struct stream *stream);

/* True when all is said that will be. */
bool stream_done(const struct stream *stream);
