/*
 * A server on raw sockets for the courier's tests: it reads whole requests,
 * counts them, and answers or misbehaves in one manner. One thread for each
 * connection; loopback, port chosen by the kernel.
 */
#pragma once

#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum manner {
    ANSWER,        /* 200 with the body "hello" */
    ANSWER_SLOWLY, /* the same once `together` connections have asked */
    END_SECOND,    /* answers a connection's first request; reads its second
                      and closes */
    RESET_SECOND,  /* the same with a reset */
    END_IDLE,      /* answers one request of a connection and closes */
    HALF_SECOND,   /* the same with a shutdown of its own side */
    END_FIRST,     /* reads the first request and closes */
    HANG,          /* reads and says nothing */
    HUGE_BODY,     /* 200 with a body of a megabyte */
    ENDLESS_HEADERS,
    DRIP,      /* a byte of answer each 20 ms, without end */
    CUT_SHORT, /* promises 100 bytes of body, sends 10, closes */
    BUSY,      /* 429 with Retry-After: 17 */
    REDIRECT,  /* 302 to /elsewhere */
    NOT_TLS,   /* says a line of text before it was asked */
};

struct server {
    enum manner manner;
    int fd, port;
    int together;
    /* NULL: plain text. Else what it shows who it is with, and what versions
     * of TLS it speaks. Set between server_make() and server_run(). */
    gnutls_certificate_credentials_t credentials;
    const char *versions;
    _Atomic int requests, connections;
    _Atomic int stop;
    char last[2048]; /* the last request, NUL-terminated; one connection only */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t served[512];
    size_t nserved;
};

/* server_start() is server_make() and server_run(). */
void server_make(struct server *server, enum manner manner);
void server_run(struct server *server);
void server_start(struct server *server, enum manner manner);
void server_stop(struct server *server);
