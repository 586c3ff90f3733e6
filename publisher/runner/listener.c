/* Listening sockets. */
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "text.h"

DEFINE_AUTO(addrinfo, struct addrinfo *, freeaddrinfo);

/* Splits "[::1]:80" or "127.0.0.1:80" in place. */
static bool
split_address(char *text, const char **host, const char **port)
{
    char *colon = strrchr(text, ':');

    if (!colon || colon == text || !colon[1])
        return false;
    *colon = '\0';
    *port = colon + 1;
    *host = text;
    if (text[0] != '[')
        return !strchr(text, ':');
    if (colon[-1] != ']')
        return false;
    colon[-1] = '\0';
    *host = text + 1;
    return true;
}

static struct addrinfo *
look_up(const char *listen_on, struct failure *failure)
{
    const struct addrinfo hints = {
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
    };
    auto_(heap) char *copy = strdup(listen_on);
    const char *host, *port;
    struct addrinfo *found = NULL;

    if (!copy)
        abort();
    if (!split_address(copy, &host, &port)) {
        (void)failure_set(failure, STATUS_USAGE,
            "'%s' is not an address and a port, like 127.0.0.1:8080",
            listen_on);
        return NULL;
    }
    const int error = getaddrinfo(host, port, &hints, &found);
    if (!error)
        return found;
    (void)failure_set(failure, STATUS_USAGE, "cannot listen on '%s': %s",
        listen_on, gai_strerror(error));
    return NULL;
}

static void
write_address(int fd, char text[LISTENER_TEXT])
{
    struct sockaddr_storage address;
    socklen_t len = sizeof(address);
    char host[INET6_ADDRSTRLEN] = "", port[8] = "";

    (void)getsockname(fd, (struct sockaddr *)&address, &len);
    (void)getnameinfo((struct sockaddr *)&address, len, host, sizeof(host),
        port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(text, LISTENER_TEXT, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host,
        port);
}

int
listener_tcp(
    const char *listen_on, char text[LISTENER_TEXT], struct failure *failure)
{
    auto_(addrinfo) struct addrinfo *at = look_up(listen_on, failure);
    const int on = 1;

    if (!at)
        return -1;
    const int fd =
        socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) &&
        !bind(fd, at->ai_addr, at->ai_addrlen) && !listen(fd, SOMAXCONN)) {
        write_address(fd, text);
        return fd;
    }
    (void)failure_errno(
        failure, STATUS_UNREACHABLE, "cannot listen on '%s'", listen_on);
    if (fd >= 0)
        close(fd);
    return -1;
}

/*
 * The address of a path. One over the 107 bytes that fit is named by its
 * folder's descriptor, which the caller closes when it is not -1.
 */
static bool
unix_address(const char *path, struct sockaddr_un *address, int *folder)
{
    const char *slash = strrchr(path, '/');
    auto_(heap) char *parent =
        slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");

    if (!parent)
        abort();
    *folder = -1;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) < sizeof(address->sun_path)) {
        memcpy(address->sun_path, path, strlen(path));
        return true;
    }
    *folder = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0)
        return false;
    const int len = snprintf(address->sun_path, sizeof(address->sun_path),
        "/proc/self/fd/%d/%s", *folder, slash ? slash + 1 : path);
    if (len < (int)sizeof(address->sun_path))
        return true;
    errno = ENAMETOOLONG;
    return false;
}

/* bind() or connect() of a new UNIX socket to the path; -1 with errno. */
static int
unix_socket(const char *path, int type,
    int (*attach)(int, const struct sockaddr *, socklen_t))
{
    struct sockaddr_un address;
    int folder, fd = -1;

    if (unix_address(path, &address, &folder))
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | type, 0);
    if (fd >= 0 &&
        attach(fd, (const struct sockaddr *)&address, sizeof(address))) {
        const int error = errno;

        close(fd);
        fd = -1;
        errno = error;
    }
    if (folder >= 0) {
        const int error = errno;

        close(folder);
        errno = error;
    }
    return fd;
}

/* Clears the way for a bind: removes the socket of a dead process. */
static bool
clear_path(const char *path, struct failure *failure)
{
    struct stat st;

    if (lstat(path, &st))
        return errno == ENOENT ||
            failure_errno(failure, STATUS_UNREACHABLE, "cannot see '%s'", path);
    if (!S_ISSOCK(st.st_mode))
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' is in the way: it is not a socket", path);
    /* Not to block: the queue of a live but busy process may be full. */
    const int fd = unix_socket(path, SOCK_NONBLOCK, connect);
    const bool dead = fd < 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    if (!dead)
        return failure_set(
            failure, STATUS_CONFLICT, "another process listens on '%s'", path);
    return !unlink(path) || errno == ENOENT ||
        failure_errno(failure, STATUS_UNREACHABLE, "cannot remove '%s'", path);
}

int
listener_unix(const char *path, struct failure *failure)
{
    if (!clear_path(path, failure))
        return -1;
    /* By umask, so that it has its mode from the first moment. */
    const mode_t before = umask(0177);
    const int fd = unix_socket(path, SOCK_NONBLOCK, bind);
    const int error = errno;
    (void)umask(before);
    errno = error;
    if (fd >= 0 && !listen(fd, SOMAXCONN))
        return fd;
    (void)failure_errno(
        failure, STATUS_UNREACHABLE, "cannot listen on '%s'", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

void
listener_forget(const char *path)
{
    (void)unlink(path); /* a later start removes what stays */
}
