/*
 * What the front's two files share: front.c opens, runs and closes it,
 * front_request.c takes requests from libmicrohttpd and gives it answers.
 */
#pragma once

#include <microhttpd.h>

#include "intake.h"
#include "listener.h"
#include "stream.h"

/*
 * A connection's memory: request line and headers, each field with a record of
 * libmicrohttpd's, then the answer's headers. An answer that finds no room is
 * lost after the handler has acted: so what a request may take leaves room.
 */
#define MEMORY ((size_t)6 * 1024)
#define ANSWER_ROOM ((size_t)1024)
#define FIELD_RECORD ((size_t)64)

enum { TCP, LOCAL, DAEMONS };

struct front {
    struct front_options options;
    struct MHD_Daemon *daemons[DAEMONS]; /* NULL: none */
    char listens_on[LISTENER_TEXT];
    char *socket; /* path to remove at the end */
    struct peers peers;
    struct intakes intakes;
    struct intake *waiting; /* suspended */
    size_t handed;          /* requests given to the handler, ever */
    size_t closed;          /* connections, ever */
    struct stream *streams;
    int writable; /* an epoll of streams that wait to be read */
    bool resumed; /* what libmicrohttpd hears of only when it is run */
    bool quiet;
};

/* What libmicrohttpd calls; the data is the front. */
enum MHD_Result front_take(void *data, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version,
    const char *upload, size_t *size, void **slot);
void front_connection(void *data, struct MHD_Connection *connection,
    void **slot, enum MHD_ConnectionNotificationCode what);
void *front_first_line(
    void *data, const char *uri, struct MHD_Connection *connection);
void front_ended(void *data, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode why);

/* Streams send, wait and go on, as they are to. */
void front_turn_streams(struct front *front);

/* The connection is libmicrohttpd's again. */
void front_resume(struct intake *intake);
