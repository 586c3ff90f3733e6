/* Answers that leave while their requests still come. */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "intake.h"

struct stream *
stream_new(struct intake *intake, int fd, int writable, bool expects)
{
    struct stream *stream = calloc(1, sizeof(*stream));

    if (!stream)
        abort();
    stream->intake = intake;
    stream->fd = fd;
    stream->writable = writable;
    stream->speaks = !expects;
    return stream;
}

static void
watch(struct stream *stream, bool wanted)
{
    struct epoll_event event = {.events = EPOLLOUT, .data.fd = stream->fd};

    if (wanted != stream->watched)
        (void)epoll_ctl(stream->writable,
            wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, stream->fd, &event);
    stream->watched = wanted;
}

void
stream_free(struct stream *stream)
{
    if (!stream)
        return;
    watch(stream, false);
    text_done(&stream->fresh);
    text_done(&stream->out);
    free(stream);
}

static struct stream *
stream_of(struct front_request *request)
{
    return ((struct intake *)request)->stream;
}

static void
add_head(struct stream *stream, unsigned status, const char *content_type)
{
    text_addf(&stream->out, "HTTP/1.1 %u %s\r\nConnection: close\r\n", status,
        front_reason(status));
    if (content_type)
        text_addf(&stream->out, "Content-Type: %s\r\n", content_type);
}

void
stream_refuse(struct stream *stream, const struct front_answer *answer)
{
    add_head(stream, answer->status, answer->content_type);
    for (const char *const *h = answer->headers; h && *h; h += 2)
        text_addf(&stream->out, "%s: %s\r\n", h[0], h[1]);
    text_addf(&stream->out, "Content-Length: %zu\r\n\r\n", answer->len);
    text_add_bytes(&stream->out, answer->body, answer->len);
    stream->closed = true;
}

void
stream_open(struct front_request *request, const struct stream_handler *handler,
    void *data, const char *content_type)
{
    struct stream *stream = stream_of(request);

    stream->opened = true;
    stream->handler = handler;
    stream->data = data;
    add_head(stream, 200, content_type);
    text_add(&stream->out, "Transfer-Encoding: chunked\r\n\r\n");
}

void
stream_write(struct front_request *request, const char *bytes, size_t len)
{
    text_add_bytes(&stream_of(request)->fresh, bytes, len);
    stream_of(request)->moved = true;
}

void
stream_pause(struct front_request *request, bool pause)
{
    stream_of(request)->paused = pause;
}

/* All that is fresh becomes one chunk. */
static void
frame(struct stream *stream)
{
    struct text *fresh = &stream->fresh;

    if (!fresh->len)
        return;
    text_addf(&stream->out, "%zx\r\n", fresh->len);
    text_add_bytes(&stream->out, fresh->bytes, fresh->len);
    text_add(&stream->out, "\r\n");
    text_clear(fresh);
}

void
stream_close(struct front_request *request, bool whole)
{
    struct stream *stream = stream_of(request);

    frame(stream);
    if (whole)
        text_add(&stream->out, "0\r\n\r\n");
    stream->closed = true;
}

void
stream_take(struct stream *stream, const char *bytes, size_t len)
{
    stream->speaks = true;
    if (!stream->closed)
        stream->handler->part(&stream->intake->shown, bytes, len, stream->data);
}

static void
tell_end(struct stream *stream, bool whole)
{
    if (!stream->opened || stream->ended || stream->closed)
        return;
    stream->ended = true;
    stream->handler->end(&stream->intake->shown, whole, stream->data);
}

void
stream_take_end(struct stream *stream)
{
    stream->speaks = true;
    tell_end(stream, true);
}

void
stream_lose(struct stream *stream)
{
    tell_end(stream, false);
    stream->closed = stream->broken = true;
}

void
stream_send(struct stream *stream)
{
    struct text *out = &stream->out;

    if (!stream->speaks || stream->broken)
        return;
    frame(stream);
    while (stream->sent < out->len) {
        const ssize_t n = send(stream->fd, out->bytes + stream->sent,
            out->len - stream->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN)
            stream->broken = true;
        if (n < 0)
            break;
        stream->sent += (size_t)n;
    }
    stream->blocked = stream->sent < out->len && !stream->broken;
    if (!stream->blocked) {
        text_clear(out);
        stream->sent = 0;
    }
    watch(stream, stream->blocked);
}

bool
stream_waits(const struct stream *stream)
{
    if (!stream->opened && !stream->closed)
        return true;
    return (stream->paused && !stream->closed) || stream->blocked ||
        (stream->ended && !stream_done(stream));
}

bool
stream_done(const struct stream *stream)
{
    return stream->closed && (stream->broken || !stream->out.len);
}
