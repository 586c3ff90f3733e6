/* A request of the front, from its first line to its answer. */
#include "front_parts.h"

#include <string.h>

#include "problem.h"
#include "strict.h"

static struct peer *
peer_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
        ->socket_context;
}

void
front_connection(void *data, struct MHD_Connection *connection, void **slot,
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
void *
front_first_line(void *data, const char *uri, struct MHD_Connection *connection)
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
forget_stream(struct intake *in)
{
    struct stream **at = &in->front->streams;

    stream_lose(in->stream);
    while (*at != in->stream)
        at = &(*at)->next;
    *at = in->stream->next;
    stream_free(in->stream);
    in->stream = NULL;
}

void
front_ended(void *data, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode why)
{
    struct front *front = data;
    struct intake *in = *slot;

    (void)connection;
    (void)why;
    if (!in)
        return;
    if (in->stream)
        forget_stream(in);
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

void
front_resume(struct intake *in)
{
    if (in->previous)
        in->previous->next = in->next;
    else
        in->front->waiting = in->next;
    if (in->next)
        in->next->previous = in->previous;
    in->next = in->previous = NULL;
    in->suspended = false;
    in->front->resumed = true;
    MHD_resume_connection(in->connection);
}

/* The handler is called before the body: it may refuse it. */
static void
begin_stream(struct intake *in)
{
    struct front *front = in->front;
    const bool expects = front_header(&in->shown, "Expect") != NULL;

    in->stream = stream_new(in, in->peer->fd, front->writable, expects);
    in->stream->next = front->streams;
    front->streams = in->stream;
    in->shown.body = "";
    peer_enter(&front->peers, in->peer, PEER_WAITING);
    front->handed++;
    front->options.handler(&in->shown, front->options.data);
    in->stream->begins = stream_waits(in->stream);
    if (in->stream->begins)
        suspend(in);
}

/* Of what came in one run all is taken, also where the handler paused it: it
 * is a connection's memory at the most. */
static enum MHD_Result
take_stream(struct intake *in, const char *upload, size_t *size)
{
    struct stream *stream = in->stream;

    if (stream->begins) { /* the first call again, since it was suspended */
        stream->begins = false;
        return MHD_YES;
    }
    if (stream_done(stream) && (stream->broken || !*size))
        return MHD_NO; /* all is said: the connection ends */
    in->front->handed++;
    if (*size)
        stream_take(stream, upload, *size);
    else
        stream_take_end(stream);
    *size = 0;
    if (stream->ended && !in->suspended)
        suspend(in);
    return MHD_YES;
}

static enum peer_stage
stage_of(const struct stream *stream)
{
    if (stream->blocked)
        return PEER_ANSWERING;
    if (stream->closed)
        return PEER_LINGERING;
    return stream_waits(stream) ? PEER_WAITING : PEER_STREAMING;
}

static void
turn_stream(struct front *front, struct stream *stream)
{
    struct intake *in = stream->intake;
    const enum peer_stage before = in->peer->stage;

    stream_send(stream);
    if (stream->broken && !stream->ended)
        stream_lose(stream);
    const enum peer_stage stage = stage_of(stream);
    if (stage != before || (stream->moved && stage == PEER_STREAMING))
        peer_enter(&front->peers, in->peer, stage);
    stream->moved = false;
    if (stream_waits(stream) && !in->suspended)
        suspend(in);
    else if (!stream_waits(stream) && in->suspended)
        front_resume(in);
}

void
front_turn_streams(struct front *front)
{
    for (struct stream *s = front->streams; s; s = s->next)
        turn_stream(front, s);
}

/* The headers are read: the first call for a request. */
static void
begin_request(struct intake *in, const char *method, const char *version)
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
    const bool streams = in->cap == FRONT_ENDLESS;
    if (strict_fault(&strict))
        refuse(in, 400, "bad-request", strict_fault(&strict));
    else if (!target)
        refuse(in, 400, "bad-target", "the target cannot be decoded");
    else if (!fits(in, &strict))
        refuse(in, 431, "headers-too-large", NULL);
    else if (strict.length > in->cap)
        refuse_large(in);
    else if (streams && strcmp(version, MHD_HTTP_VERSION_1_1) != 0)
        refuse(in, 400, "bad-request", "this is answered over HTTP/1.1 only");
    else if (streams)
        begin_stream(in);
    else
        peer_enter(&in->front->peers, in->peer, PEER_BODY);
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

enum MHD_Result
front_take(void *data, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload, size_t *size,
    void **slot)
{
    struct intake *in = *slot;

    (void)data;
    (void)connection;
    (void)url;
    if (in->refused)
        return MHD_NO; /* answered already: nothing more is wanted of it */
    if (in->stream)
        return take_stream(in, upload, size);
    if (!in->begun) {
        begin_request(in, method, version);
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

    in->answered = true;
    if (in->stream) {
        stream_refuse(in->stream, answer);
        return;
    }
    struct MHD_Response *response =
        make_response(answer, answer->close || in->front->quiet);
    peer_enter(&in->front->peers, in->peer, PEER_ANSWERING);
    /* Where it fails the connection is lost, and going on ends it. */
    (void)MHD_queue_response(in->connection, answer->status, response);
    MHD_destroy_response(response);
    if (in->suspended)
        front_resume(in);
}
