/* The scripted server. */
#include "scripted.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A request is whole with its headers and as many bytes as they promise. */
static int
is_whole(const char *text, size_t len)
{
    const char *end = strstr(text, "\r\n\r\n");
    const char *length = strcasestr(text, "\r\ncontent-length:");

    if (!end)
        return 0;
    const size_t body = length ? strtoul(length + 17, NULL, 10) : 0;
    return len >= (size_t)(end + 4 - text) + body;
}

static int
read_request(int fd, char *text, size_t room)
{
    size_t len = 0;

    text[0] = '\0';
    while (!is_whole(text, len) && len < room - 1) {
        const ssize_t n = read(fd, text + len, room - 1 - len);

        if (n <= 0)
            return 0;
        len += (size_t)n;
        text[len] = '\0';
    }
    return 1;
}

static void
serve_one(struct scripted *server, int fd)
{
    const size_t n = server->nasked;

    if (n == SCRIPTED_MAX || !server->replies[n] ||
        !read_request(fd, server->asked[n], sizeof(server->asked[n])))
        return;
    server->nasked++;
    const char *reply = server->replies[n];
    (void)!write(fd, reply, strlen(reply));
}

static void *
serve_all(void *data)
{
    struct scripted *server = data;
    int fd;

    while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
        serve_one(server, fd);
        shutdown(fd, SHUT_WR);
        close(fd);
    }
    return NULL;
}

static int
listen_tcp(int *port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t len = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) || listen(fd, 8) ||
        getsockname(fd, (struct sockaddr *)&address, &len))
        abort();
    *port = ntohs(address.sin_port);
    return fd;
}

static int
listen_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
        listen(fd, 8))
        abort();
    return fd;
}

void
scripted_start(
    struct scripted *server, const char *path, const char *const *replies)
{
    *server = (struct scripted){.replies = replies};
    server->fd = path ? listen_unix(path) : listen_tcp(&server->port);
    if (pthread_create(&server->thread, NULL, serve_all, server))
        abort();
}

void
scripted_stop(struct scripted *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
}
