/* The HTTP server by libmicrohttpd, driven by the loop's epoll. */
#include "front_parts.h"

#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "listener.h"
#include "problem.h"

#define LINGER_MS 2000 /* for a client that still sends what nobody wants */

static unsigned
count_or(unsigned given, unsigned otherwise)
{
    return given ? given : otherwise;
}

static int64_t
span_or(int64_t given, int64_t otherwise)
{
    return given ? given : otherwise;
}

static struct MHD_Daemon *
start_daemon(struct front *front, int fd, bool tcp)
{
    const struct front_options *o = &front->options;
    const unsigned each = tcp ? count_or(o->connections_per_address, 600) : 0;

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
        NULL, front_take, front, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY, MHD_OPTION_CONNECTION_LIMIT,
        count_or(o->connections, 1000), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        each, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        front_connection, front, MHD_OPTION_NOTIFY_COMPLETED, front_ended,
        front, MHD_OPTION_URI_LOG_CALLBACK, front_first_line, front,
        MHD_OPTION_END);
}

static bool
serve_on(struct front *front, int fd, bool tcp, struct failure *failure)
{
    struct MHD_Daemon **daemon = &front->daemons[tcp ? TCP : LOCAL];

    if (fd < 0)
        return false;
    *daemon = start_daemon(front, fd, tcp);
    if (*daemon)
        return true;
    close(fd);
    return failure_set(
        failure, STATUS_UNREACHABLE, "cannot start the HTTP server");
}

static bool
serve_local(struct front *front, const char *path, struct failure *failure)
{
    const int fd = listener_unix(path, failure);

    if (fd < 0)
        return false;
    front->socket = strdup(path);
    if (!front->socket)
        abort();
    return serve_on(front, fd, false, failure);
}

struct front *
front_open(const struct front_options *options, struct failure *failure)
{
    auto_(front) struct front *front = calloc(1, sizeof(*front));

    if (!front)
        abort();
    front->options = *options;
    front->writable = epoll_create1(EPOLL_CLOEXEC);
    if (front->writable < 0) {
        (void)failure_errno(
            failure, STATUS_UNREACHABLE, "no descriptor for the HTTP server");
        return NULL;
    }
    front->peers = (struct peers){
        .limits =
            {
                [PEER_HEADERS] = span_or(options->header_ms, 10000),
                [PEER_BODY] = span_or(options->body_ms, 30000),
                [PEER_ANSWERING] = span_or(options->answer_ms, 60000),
                [PEER_IDLE] = span_or(options->idle_ms, 75000),
                [PEER_STREAMING] = span_or(options->idle_ms, 75000),
                [PEER_LINGERING] = LINGER_MS,
            },
        .next_sweep = INT64_MAX,
    };
    if (options->listen &&
        !serve_on(front,
            listener_tcp(options->listen, front->listens_on, failure), true,
            failure))
        return NULL;
    if (options->socket && !serve_local(front, options->socket, failure))
        return NULL;
    return take(front);
}

const char *
front_listens_on(const struct front *front)
{
    return front->daemons[TCP] ? front->listens_on : NULL;
}

size_t
front_fds(const struct front *front, int fds[FRONT_FDS])
{
    size_t n = 0;

    for (size_t i = 0; i < DAEMONS; i++)
        if (front->daemons[i])
            fds[n++] =
                MHD_get_daemon_info(front->daemons[i], MHD_DAEMON_INFO_EPOLL_FD)
                    ->epoll_fd;
    fds[n++] = front->writable;
    return n;
}

int64_t
front_timeout(struct front *front)
{
    int64_t wait = INT64_MAX;
    MHD_UNSIGNED_LONG_LONG ms;

    if (front->resumed)
        return 0;
    if (front->peers.next_sweep != INT64_MAX)
        wait = front->peers.next_sweep - clock_monotonic();
    for (size_t i = 0; i < DAEMONS; i++)
        if (front->daemons[i] &&
            MHD_get_timeout(front->daemons[i], &ms) == MHD_YES &&
            (int64_t)ms < wait)
            wait = (int64_t)ms;
    if (wait == INT64_MAX)
        return -1;
    return wait < 0 ? 0 : wait;
}

static void
run_daemons(struct front *front)
{
    front->resumed = false;
    for (size_t i = 0; i < DAEMONS; i++)
        if (front->daemons[i])
            (void)MHD_run(front->daemons[i]);
}

size_t
front_run(struct front *front)
{
    const size_t handed = front->handed, closed = front->closed;

    peers_sweep(&front->peers, clock_monotonic());
    run_daemons(front);
    /* A full server listens again only in the run after a place is free. */
    if (front->closed != closed)
        run_daemons(front);
    front_turn_streams(front);
    return front->handed - handed;
}

static void
stop_listening(struct front *front)
{
    for (size_t i = 0; i < DAEMONS; i++) {
        const int fd = front->daemons[i] ? MHD_quiesce_daemon(front->daemons[i])
                                         : MHD_INVALID_SOCKET;

        if (fd != MHD_INVALID_SOCKET)
            close(fd);
    }
    if (front->socket)
        listener_forget(front->socket);
    free(front->socket);
    front->socket = NULL;
}

void
front_quiesce(struct front *front)
{
    if (front->quiet)
        return;
    front->quiet = true;
    stop_listening(front);
}

size_t
front_busy(const struct front *front)
{
    return front->intakes.busy;
}

/* What waits hears that nothing comes any more. */
static void
leave(struct intake *in)
{
    const struct problem problem = {.status = 503, .code = "stopping"};

    if (in->stream && in->stream->opened)
        stream_lose(in->stream);
    else
        problem_answer(&in->shown, &problem);
    if (in->suspended)
        front_resume(in);
}

void
front_close(struct front *front)
{
    if (!front)
        return;
    front_quiesce(front);
    while (front->waiting)
        leave(front->waiting);
    (void)front_run(front);
    for (size_t i = 0; i < DAEMONS; i++)
        if (front->daemons[i])
            MHD_stop_daemon(front->daemons[i]);
    intakes_done(&front->intakes);
    if (front->writable >= 0)
        close(front->writable);
    free(front);
}
