/*
 * A server that says what it was told to: to its n-th request the n-th reply,
 * raw. It keeps what it was asked. One connection at a time, loopback or a
 * UNIX socket.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>

#define SCRIPTED_MAX 12

struct scripted {
    int fd, port;
    const char *const *replies; /* NULL-ended; "": closes without a word */
    char asked[SCRIPTED_MAX][4096];
    _Atomic size_t nasked;
    pthread_t thread;
};

/* `path` of a UNIX socket, or NULL for a port that the kernel chooses. */
void scripted_start(
    struct scripted *server, const char *path, const char *const *replies);

/* Once its clients have gone. */
void scripted_stop(struct scripted *server);

/* A reply with a body of JSON: SCRIPTED_JSON("200 OK", "{}"). */
#define SCRIPTED_JSON(status, body) SCRIPTED_WITH(status, "", body)
#define SCRIPTED_WITH(status, headers, body)                            \
    "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n" headers \
    "Connection: close\r\n\r\n" body
