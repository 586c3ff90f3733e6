/* The raw-socket server of the courier's tests. */
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

struct connection {
    struct server *server;
    int fd, nth;          /* of its requests */
    gnutls_session_t tls; /* NULL: plain text */
};

static ssize_t
take_bytes(const struct connection *c, void *bytes, size_t room)
{
    return c->tls ? gnutls_record_recv(c->tls, bytes, room)
                  : recv(c->fd, bytes, room, 0);
}

static ssize_t
give_bytes(const struct connection *c, const void *bytes, size_t len)
{
    return c->tls ? gnutls_record_send(c->tls, bytes, len)
                  : send(c->fd, bytes, len, MSG_NOSIGNAL);
}

/* Waits for input in small steps, so that server_stop() is heard. */
static bool
wait_readable(const struct connection *c)
{
    struct pollfd pfd = {.fd = c->fd, .events = POLLIN};

    if (c->tls && gnutls_record_check_pending(c->tls))
        return true;
    while (!c->server->stop)
        if (poll(&pfd, 1, 20) > 0)
            return true;
    return false;
}

/* Reads up to the end of a request: headers and Content-Length bytes. */
static bool
read_request(struct connection *c, char *text, size_t room)
{
    size_t len = 0, want = 0;

    while (wait_readable(c)) {
        const ssize_t n = take_bytes(c, text + len, room - 1 - len);

        if (n <= 0)
            return false;
        len += (size_t)n;
        text[len] = '\0';
        const char *end = strstr(text, "\r\n\r\n");
        const char *length = strstr(text, "Content-Length: ");
        if (end && !want)
            want = (size_t)(end + 4 - text) +
                (length ? strtoul(length + 16, NULL, 10) : 0);
        if (want && len >= want)
            return true;
    }
    return false;
}

static bool
say(const struct connection *c, const char *text, size_t len)
{
    while (len) {
        const ssize_t n = give_bytes(c, text, len);

        if (n <= 0)
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

static bool
say_text(const struct connection *c, const char *text)
{
    return say(c, text, strlen(text));
}

/* Reads and drops until the other side has gone or the test is over. */
static void
hang(const struct connection *c)
{
    char bytes[4096];

    while (wait_readable(c))
        if (take_bytes(c, bytes, sizeof(bytes)) <= 0)
            return;
}

static void
say_without_end(const struct connection *c, const char *piece, unsigned pause)
{
    while (!c->server->stop && say_text(c, piece))
        if (pause)
            usleep(pause); /* the pace of the drip, nobody waits for it */
}

static bool
say_huge(const struct connection *c)
{
    static const char block[10000];
    bool going =
        say_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");

    for (int i = 0; i < 100 && going; i++)
        going = say(c, block, sizeof(block));
    return going;
}

static bool
answer_together(const struct connection *c)
{
    struct server *s = c->server;

    pthread_mutex_lock(&s->lock);
    pthread_cond_broadcast(&s->changed);
    while (s->requests < s->together && !s->stop)
        pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
    return say_text(c, OK_ANSWER);
}

static void
reset(const struct connection *c)
{
    const struct linger hard = {.l_onoff = 1};

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
}

/* What a connection does at its second request; the first is answered. */
static bool
end_second(const struct connection *c, enum manner manner)
{
    if (c->nth == 1)
        return answer_together(c);
    if (manner == RESET_SECOND)
        reset(c);
    if (manner == HALF_SECOND) {
        shutdown(c->fd, SHUT_WR);
        hang(c);
    }
    return false;
}

/* Answers one request in the server's manner. False: close. */
static bool
behave(const struct connection *c)
{
    const enum manner manner = c->server->manner;

    switch (manner) {
    case ANSWER:
        return say_text(c, OK_ANSWER);
    case END_IDLE:
        (void)say_text(c, OK_ANSWER);
        return false;
    case ANSWER_SLOWLY:
        return answer_together(c);
    case END_SECOND:
    case RESET_SECOND:
    case HALF_SECOND:
        return end_second(c, manner);
    case END_FIRST:
    case NOT_TLS:
        return false;
    case HANG:
        hang(c);
        return false;
    case HUGE_BODY:
        return say_huge(c);
    case ENDLESS_HEADERS:
        (void)say_text(c, "HTTP/1.1 200 OK\r\n");
        say_without_end(
            c, "X-Filler: nothing but a line of some length\r\n", 0);
        return false;
    case DRIP:
        (void)say_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n");
        say_without_end(c, "x", 20000);
        return false;
    case CUT_SHORT:
        (void)say_text(c,
            "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n0123456789");
        return false;
    case BUSY:
        return say_text(c,
            "HTTP/1.1 429 Too Many Requests\r\nretry-after:  17 \r\n"
            "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nslow");
    case REDIRECT:
        return say_text(c,
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
            "Content-Length: 0\r\n\r\n");
    }
    return false;
}

/* True in plain text too. */
static bool
shake_hands(struct connection *c)
{
    const struct server *s = c->server;

    if (!s->credentials)
        return true;
    if (gnutls_init(&c->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL) ||
        gnutls_priority_set_direct(
            c->tls, s->versions ? s->versions : "NORMAL", NULL) ||
        gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, s->credentials))
        abort();
    gnutls_transport_set_int(c->tls, c->fd);
    gnutls_handshake_set_timeout(c->tls, 5000);
    return gnutls_handshake(c->tls) == GNUTLS_E_SUCCESS;
}

static void *
serve_connection(void *data)
{
    struct connection *c = data;
    static const size_t room = 300000;
    char *text = malloc(room);

    if (c->server->manner == NOT_TLS)
        (void)say_text(c, "220 this is no TLS\r\n");
    const bool ready = shake_hands(c);
    while (ready && text && read_request(c, text, room)) {
        c->nth++;
        if (!c->server->together)
            snprintf(c->server->last, sizeof(c->server->last), "%s", text);
        pthread_mutex_lock(&c->server->lock);
        c->server->requests++;
        pthread_mutex_unlock(&c->server->lock);
        if (!behave(c))
            break;
    }
    if (c->tls)
        gnutls_deinit(c->tls);
    close(c->fd);
    free(text);
    free(c);
    return NULL;
}

static void *
accept_all(void *data)
{
    struct server *s = data;
    struct pollfd pfd = {.fd = s->fd, .events = POLLIN};

    while (!s->stop) {
        if (poll(&pfd, 1, 20) <= 0)
            continue;
        struct connection *c = calloc(1, sizeof(*c));
        if (!c || s->nserved == sizeof(s->served) / sizeof(s->served[0]))
            abort();
        c->server = s;
        c->fd = accept(s->fd, NULL, NULL);
        s->connections++;
        if (pthread_create(&s->served[s->nserved++], NULL, serve_connection, c))
            abort();
    }
    return NULL;
}

void
server_make(struct server *s, enum manner manner)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);

    *s = (struct server){.manner = manner};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&address, len) ||
        listen(s->fd, 512) ||
        getsockname(s->fd, (struct sockaddr *)&address, &len))
        abort();
    s->port = ntohs(address.sin_port);
}

void
server_run(struct server *s)
{
    if (pthread_create(&s->thread, NULL, accept_all, s))
        abort();
}

void
server_start(struct server *s, enum manner manner)
{
    server_make(s, manner);
    server_run(s);
}

void
server_stop(struct server *s)
{
    s->stop = 1;
    pthread_mutex_lock(&s->lock);
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    for (size_t i = 0; i < s->nserved; i++)
        pthread_join(s->served[i], NULL);
    close(s->fd);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
}
