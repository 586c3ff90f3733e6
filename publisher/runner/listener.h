/* Listening sockets: TCP by "address:port", and a UNIX socket beside a file. */
#pragma once

#include "failure.h"

#define LISTENER_TEXT 64

/*
 * A listening TCP socket for "127.0.0.1:8080", "[::1]:0" or "localhost:80",
 * or -1. `text` gets the numeric address with the real port.
 */
int listener_tcp(
    const char *listen_on, char text[LISTENER_TEXT], struct failure *failure);

/*
 * A listening UNIX socket of mode 0600 at `path`, or -1. The socket of a dead
 * process is replaced; a live one is STATUS_CONFLICT. Between two processes
 * that start at the same moment the lock of the file beside it decides: the
 * caller holds that.
 */
int listener_unix(const char *path, struct failure *failure);

/* Removes the socket file. */
void listener_forget(const char *path);
