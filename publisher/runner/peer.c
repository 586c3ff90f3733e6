/* The connections of the front and their deadlines. */
#include "peer.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"

#define SWEEP_MS 100 /* sweeps are at least this far apart */

static void
name_peer(struct peer *peer, const struct sockaddr *address)
{
    const void *bytes = address->sa_family == AF_INET6
        ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
        : (const void *)&((const struct sockaddr_in *)address)->sin_addr;

    peer->local = address->sa_family == AF_UNIX;
    if (peer->local ||
        !inet_ntop(
            address->sa_family, bytes, peer->address, sizeof(peer->address)))
        memcpy(peer->address, "unix", sizeof("unix"));
}

struct peer *
peer_open(struct peers *peers, int fd, const struct sockaddr *address)
{
    struct peer *peer = calloc(1, sizeof(*peer));

    if (!peer)
        abort();
    peer->fd = fd;
    name_peer(peer, address);
    peer->after = peers->first;
    if (peers->first)
        peers->first->before = peer;
    peers->first = peer;
    peer_enter(peers, peer, PEER_HEADERS);
    return peer;
}

void
peer_close(struct peers *peers, struct peer *peer)
{
    if (peer->before)
        peer->before->after = peer->after;
    else
        peers->first = peer->after;
    if (peer->after)
        peer->after->before = peer->before;
    free(peer);
}

void
peer_enter(struct peers *peers, struct peer *peer, enum peer_stage stage)
{
    peer->stage = stage;
    peer->until = stage == PEER_WAITING
        ? INT64_MAX
        : clock_monotonic() + peers->limits[stage];
    if (peer->until < peers->next_sweep)
        peers->next_sweep = peer->until;
}

void
peers_sweep(struct peers *peers, int64_t now)
{
    int64_t next = INT64_MAX;

    if (now < peers->next_sweep)
        return;
    for (struct peer *peer = peers->first; peer; peer = peer->after) {
        if (peer->until <= now) {
            (void)shutdown(peer->fd, SHUT_RDWR); /* it may be gone already */
            peer->until = INT64_MAX;
        }
        if (peer->until < next)
            next = peer->until;
    }
    if (next < now + SWEEP_MS)
        next = now + SWEEP_MS;
    peers->next_sweep = next;
}
