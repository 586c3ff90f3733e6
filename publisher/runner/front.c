/* The HTTP server by libmicrohttpd, driven by the loop's epoll. */
#include "front.h"

#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "intake.h"
#include "listener.h"
#include "peer.h"
#include "problem.h"
#include "strict.h"
#include "text.h"

/*
 * A connection's memory: request line and headers, each field with a record of
 * libmicrohttpd's, then the answer's headers. An answer that finds no room is
 * lost after the handler has acted: so what a request may take leaves room.
 */
#define MEMORY ((size_t)6 * 1024)
#define ANSWER_ROOM ((size_t)1024)
#define FIELD_RECORD ((size_t)64)

enum { TCP, LOCAL };

struct front {
    struct front_options options;
    struct MHD_Daemon *daemons[FRONT_FDS]; /* TCP, LOCAL; NULL: none */
    char listens_on[LISTENER_TEXT];
    char *socket; /* path to remove at the end */
    struct peers peers;
    struct intakes intakes;
    struct intake *waiting; /* suspended */
    size_t handed;          /* requests given to the handler, ever */
    size_t closed;          /* connections, ever */
    bool quiet;
};

static struct peer *
peer_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
        ->socket_context;
}

static void
connection_changed(void *data, struct MHD_Connection *connection, void **slot,
    enum MHD_ConnectionNotificationCode what)
{
    struct front *front = data;

    switch (what) {
    case MHD_CONNECTION_NOTIFY_STARTED:
        *slot = peer_open(&front->peers,
            MHD_get_connection_info(
                connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                ->connect_fd,
            MHD_get_connection_info(
                connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
                ->client_addr);
        break;
    case MHD_CONNECTION_NOTIFY_CLOSED:
        peer_close(&front->peers, *slot);
        *slot = NULL;
        front->closed++;
        break;
    }
}

/* The first line of a request was read: its context is asked for. */
static void *
request_line_came(
    void *data, const char *uri, struct MHD_Connection *connection)
{
    struct front *front = data;
    struct intake *in = intake_new(&front->intakes);

    in->front = front;
    in->peer = peer_of(connection);
    in->connection = connection;
    text_add(&in->target, uri ? uri : "");
    if (in->peer->stage == PEER_IDLE)
        peer_enter(&front->peers, in->peer, PEER_HEADERS);
    return in;
}

static void
request_ended(void *data, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode why)
{
    struct front *front = data;
    struct intake *in = *slot;

    (void)connection;
    (void)why;
    if (!in)
        return;
    peer_enter(&front->peers, in->peer, PEER_IDLE);
    intake_free(&front->intakes, in);
    *slot = NULL;
}

static enum MHD_Result
check_header(
    void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    strict_header(data, name, value);
    return MHD_YES;
}

/* Answers before the body is read; libmicrohttpd then reads no further. */
static void
refuse(struct intake *in, unsigned status, const char *code, const char *why)
{
    const struct problem problem = {
        .status = status, .code = code, .detail = why, .close = true};

    in->refused = true;
    problem_answer(&in->shown, &problem);
}

static void
refuse_large(struct intake *in)
{
    auto_(text) struct text why = {0};

    text_addf(
        &why, "the body may have %zu bytes here; send it in parts", in->cap);
    refuse(in, 413, "body-too-large", text_str(&why));
}

static bool
fits(const struct intake *in, const struct strict *strict)
{
    const size_t records = strict->fields + in->npairs;

    return in->target.len + strict->bytes + records * FIELD_RECORD <=
        MEMORY - ANSWER_ROOM;
}

/* The headers are read: the first call for a request. */
static void
begin_request(struct intake *in, const char *method)
{
    const struct front_options *options = &in->front->options;
    struct strict strict = {0};

    in->begun = true;
    in->shown.method = method;
    in->shown.peer = in->peer->address;
    in->shown.local = in->peer->local;
    const bool target = intake_read_target(in);
    (void)MHD_get_connection_values(
        in->connection, MHD_HEADER_KIND, check_header, &strict);
    in->cap = options->cap ? options->cap(method, in->shown.path, options->data)
                           : FRONT_CAP;
    if (strict_fault(&strict))
        refuse(in, 400, "bad-request", strict_fault(&strict));
    else if (!target)
        refuse(in, 400, "bad-target", "the target cannot be decoded");
    else if (!fits(in, &strict))
        refuse(in, 431, "headers-too-large", NULL);
    else if (strict.length > in->cap)
        refuse_large(in);
    else
        peer_enter(&in->front->peers, in->peer, PEER_BODY);
}

static void
suspend(struct intake *in)
{
    MHD_suspend_connection(in->connection);
    in->suspended = true;
    in->next = in->front->waiting;
    if (in->next)
        in->next->previous = in;
    in->front->waiting = in;
}

static void
resume(struct intake *in)
{
    if (in->previous)
        in->previous->next = in->next;
    else
        in->front->waiting = in->next;
    if (in->next)
        in->next->previous = in->previous;
    in->next = in->previous = NULL;
    in->suspended = false;
    MHD_resume_connection(in->connection);
}

static void
finish_request(struct intake *in)
{
    const struct front_options *options = &in->front->options;

    in->shown.body = text_str(&in->body);
    in->shown.len = in->body.len;
    peer_enter(&in->front->peers, in->peer, PEER_WAITING);
    if (in->over) {
        refuse_large(in);
        return;
    }
    if (in->crowded) {
        refuse(in, 503, "busy", "too many large bodies come in at once");
        return;
    }
    in->front->handed++;
    options->handler(&in->shown, options->data);
    if (!in->answered)
        suspend(in);
}

static enum MHD_Result
take_request(void *data, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload, size_t *size,
    void **slot)
{
    struct intake *in = *slot;

    (void)data;
    (void)connection;
    (void)url;
    (void)version;
    if (in->refused)
        return MHD_NO; /* answered already: nothing more is wanted of it */
    if (!in->begun) {
        begin_request(in, method);
    } else if (*size) {
        intake_add_body(&in->front->intakes, in, upload, *size);
        *size = 0;
    } else {
        finish_request(in);
    }
    return MHD_YES;
}

const char *
front_reason(unsigned status)
{
    return MHD_get_reason_phrase_for(status);
}

static struct MHD_Response *
make_response(const struct front_answer *answer, bool close_it)
{
    union { /* libmicrohttpd's pointer is not const, but it copies */
        const void *given;
        void *wanted;
    } body = {.given = answer->body};
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->len, body.wanted, MHD_RESPMEM_MUST_COPY);

    if (!response)
        abort();
    if (answer->content_type)
        (void)MHD_add_response_header(
            response, "Content-Type", answer->content_type);
    for (const char *const *h = answer->headers; h && *h; h += 2)
        (void)MHD_add_response_header(response, h[0], h[1]);
    if (close_it)
        (void)MHD_add_response_header(response, "Connection", "close");
    return response;
}

void
front_answer(struct front_request *request, const struct front_answer *answer)
{
    struct intake *in = (struct intake *)request;
    struct MHD_Response *response =
        make_response(answer, answer->close || in->front->quiet);

    in->answered = true;
    peer_enter(&in->front->peers, in->peer, PEER_ANSWERING);
    /* Where it fails the connection is lost, and going on ends it. */
    (void)MHD_queue_response(in->connection, answer->status, response);
    MHD_destroy_response(response);
    if (in->suspended)
        resume(in);
}

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
        NULL, take_request, front, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY, MHD_OPTION_CONNECTION_LIMIT,
        count_or(o->connections, 1000), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        each, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        connection_changed, front, MHD_OPTION_NOTIFY_COMPLETED, request_ended,
        front, MHD_OPTION_URI_LOG_CALLBACK, request_line_came, front,
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
    front->peers = (struct peers){
        .limits =
            {
                [PEER_HEADERS] = span_or(options->header_ms, 10000),
                [PEER_BODY] = span_or(options->body_ms, 30000),
                [PEER_ANSWERING] = span_or(options->answer_ms, 60000),
                [PEER_IDLE] = span_or(options->idle_ms, 75000),
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

    for (size_t i = 0; i < FRONT_FDS; i++)
        if (front->daemons[i])
            fds[n++] =
                MHD_get_daemon_info(front->daemons[i], MHD_DAEMON_INFO_EPOLL_FD)
                    ->epoll_fd;
    return n;
}

int64_t
front_timeout(struct front *front)
{
    int64_t wait = INT64_MAX;
    MHD_UNSIGNED_LONG_LONG ms;

    if (front->peers.next_sweep != INT64_MAX)
        wait = front->peers.next_sweep - clock_monotonic();
    for (size_t i = 0; i < FRONT_FDS; i++)
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
    for (size_t i = 0; i < FRONT_FDS; i++)
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
    return front->handed - handed;
}

static void
stop_listening(struct front *front)
{
    for (size_t i = 0; i < FRONT_FDS; i++) {
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

void
front_close(struct front *front)
{
    if (!front)
        return;
    front_quiesce(front);
    while (front->waiting) {
        const struct problem problem = {.status = 503, .code = "stopping"};

        problem_answer(&front->waiting->shown, &problem);
    }
    (void)front_run(front);
    for (size_t i = 0; i < FRONT_FDS; i++)
        if (front->daemons[i])
            MHD_stop_daemon(front->daemons[i]);
    intakes_done(&front->intakes);
    free(front);
}
