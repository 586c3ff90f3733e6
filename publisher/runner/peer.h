/*
 * Peers: the connections of the front, and how long each may take for what it
 * is doing. The limits are absolute: a client that sends a byte now and then
 * gains nothing by it. Times are monotonic ms.
 */
#pragma once

#include "base.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum peer_stage {
    PEER_HEADERS, /* of its first request, from the connection's start */
    PEER_BODY,
    PEER_WAITING, /* for our own answer: no limit */
    PEER_ANSWERING,
    PEER_IDLE,      /* until the first line of a next request */
    PEER_STREAMING, /* from one answered part of a stream to the next */
    PEER_LINGERING, /* all is answered, and the client still sends */
    PEER_STAGES,
};

struct peer {
    struct peer *before, *after;
    int fd;
    enum peer_stage stage;
    int64_t until;
    bool local; /* by the UNIX socket */
    char address[INET6_ADDRSTRLEN];
};

struct peers {
    struct peer *first;
    int64_t limits[PEER_STAGES]; /* ms; that of PEER_WAITING is not used */
    int64_t next_sweep;          /* no limit ends before */
};

struct peer *peer_open(
    struct peers *peers, int fd, const struct sockaddr *address);
void peer_close(struct peers *peers, struct peer *peer);
void peer_enter(struct peers *peers, struct peer *peer, enum peer_stage stage);

/* Shuts the sockets of peers that took too long; their owner will see the end
 * of the stream and close them. Cheap while nothing can be due. */
void peers_sweep(struct peers *peers, int64_t now);
