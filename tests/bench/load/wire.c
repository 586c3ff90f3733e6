/*
 * The epoll loop and its connections.
 */
#include "wire.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base.h"

#define EVENTS 256

static int epoll = -1, listener = -1;
static const struct wire_side *served;

static int
on_url(http_parser *parser, const char *at, size_t len)
{
    struct wire *wire = parser->data;

    text_add_bytes(&wire->path, at, len);
    return 0;
}

static int
on_body(http_parser *parser, const char *at, size_t len)
{
    struct wire *wire = parser->data;

    text_add_bytes(&wire->body, at, len);
    return 0;
}

static int
on_complete(http_parser *parser)
{
    struct wire *wire = parser->data;
    const struct wire_message message = {
        .method = http_method_str((enum http_method)parser->method),
        .path = text_str(&wire->path),
        .status = parser->status_code,
        .body = text_str(&wire->body),
        .len = wire->body.len,
    };

    wire->side->message(wire, &message);
    text_clear(&wire->path);
    text_clear(&wire->body);
    return 0;
}

static const http_parser_settings settings = {
    .on_url = on_url,
    .on_body = on_body,
    .on_message_complete = on_complete,
};

static struct wire *
wire_new(const struct wire_side *side, int fd)
{
    struct wire *wire = calloc(1, sizeof(*wire));
    struct epoll_event event = {.events = EPOLLIN};
    const int on = 1;

    if (!wire)
        err(1, "no memory");
    event.data.ptr = wire;
    wire->side = side;
    wire->fd = fd;
    http_parser_init(&wire->parser, side->reads);
    wire->parser.data = wire;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
        err(1, "epoll");
    return wire;
}

void
wire_close(struct wire *wire)
{
    close(wire->fd);
    text_done(&wire->path);
    text_done(&wire->body);
    text_done(&wire->out);
    free(wire);
}

static void
break_off(struct wire *wire)
{
    wire->side->broken(wire);
    wire_close(wire);
}

static void
watch(struct wire *wire, bool writing)
{
    struct epoll_event event = {
        .events = writing ? EPOLLIN | EPOLLOUT : EPOLLIN,
        .data.ptr = wire,
    };

    if (wire->writing != writing)
        epoll_ctl(epoll, EPOLL_CTL_MOD, wire->fd, &event);
    wire->writing = writing;
}

void
wire_flush(struct wire *wire)
{
    while (wire->written < wire->out.len) {
        ssize_t n = send(wire->fd, wire->out.bytes + wire->written,
            wire->out.len - wire->written, MSG_NOSIGNAL);

        if (n < 0) { /* reading tells when it is broken */
            watch(wire, errno == EAGAIN);
            return;
        }
        wire->written += (size_t)n;
    }
    text_clear(&wire->out);
    wire->written = 0;
    watch(wire, false);
}

static struct sockaddr_in
loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

struct wire *
wire_connect(const struct wire_side *side, uint16_t port)
{
    const struct sockaddr_in to = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        err(1, "socket");
    if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) &&
        errno != EINPROGRESS) {
        close(fd);
        return NULL;
    }
    return wire_new(side, fd);
}

void
wire_listen(const struct wire_side *side, uint16_t port)
{
    const struct sockaddr_in at = loopback(port);
    struct epoll_event event = {.events = EPOLLIN};
    const int on = 1;

    served = side;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    (void)setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (listener < 0 ||
        bind(listener, (const struct sockaddr *)&at, sizeof(at)) ||
        listen(listener, 1024) ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event))
        err(1, "port %u", port);
}

static void
accept_all(void)
{
    int fd;

    while (
        (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
        (void)wire_new(served, fd);
}

/* False when the connection is over. */
static bool
take_in(struct wire *wire)
{
    char bytes[16384];
    ssize_t n = recv(wire->fd, bytes, sizeof(bytes), 0);

    if (n < 0)
        return errno == EAGAIN;
    if (n == 0)
        return false;
    return http_parser_execute(&wire->parser, &settings, bytes, (size_t)n) ==
        (size_t)n;
}

static void
handle(struct epoll_event event)
{
    struct wire *wire = event.data.ptr;

    if (!wire) {
        accept_all();
        return;
    }
    if (event.events & ~(uint32_t)EPOLLOUT && !take_in(wire)) {
        break_off(wire);
        return;
    }
    if (wire->written < wire->out.len)
        wire_flush(wire);
}

void
wire_begin(void)
{
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        err(1, "epoll");
}

void
wire_turn(int timeout_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, timeout_ms);

    for (int i = 0; i < n; i++)
        handle(events[i]);
}
