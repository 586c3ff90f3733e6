/* libcurl's sockets and timers on one epoll. */
#include "pump.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base.h"
#include "clock.h"

#define EVENTS 256
#define NO_TIMER INT64_MAX

/*
 * What epoll knows of a descriptor. libcurl forgets a connection between two
 * requests; epoll keeps it, since its next request comes soon, until it tells
 * of the other side's end. What libcurl opens and closes by itself (for its
 * resolver) is not kept, for we would not hear of the closing.
 */
struct watch {
    uint32_t events; /* 0: epoll does not know it */
    bool kept;       /* a connection: opened and closed by our callbacks */
    bool idle;       /* libcurl does not want to hear of it */
};

struct pump {
    CURLM *multi;
    int epoll, wake;
    int64_t timer; /* monotonic ms */
    struct watch *watches;
    size_t nwatches; /* by descriptor */
};

static struct watch *
watch_of(struct pump *p, curl_socket_t fd)
{
    const size_t at = (size_t)fd;

    if (at >= p->nwatches) {
        const size_t n = at + 64;

        p->watches = reallocarray(p->watches, n, sizeof(*p->watches));
        if (!p->watches)
            abort();
        memset(p->watches + p->nwatches, 0,
            (n - p->nwatches) * sizeof(*p->watches));
        p->nwatches = n;
    }
    return &p->watches[at];
}

static void
tell_epoll(struct pump *p, curl_socket_t fd, uint32_t events)
{
    struct watch *watch = watch_of(p, fd);
    struct epoll_event event = {.events = events, .data.fd = fd};
    const int how = !events ? EPOLL_CTL_DEL
        : watch->events     ? EPOLL_CTL_MOD
                            : EPOLL_CTL_ADD;

    if (watch->events == events)
        return;
    watch->events = events;
    if (epoll_ctl(p->epoll, how, fd, &event) && events)
        abort(); /* no memory, or a fault of ours */
}

static int
socket_changed(
    CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
    struct pump *p = data;
    const uint32_t events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
        (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);

    (void)easy;
    (void)socket_data;
    watch_of(p, fd)->idle = what == CURL_POLL_REMOVE;
    if (what != CURL_POLL_REMOVE || !watch_of(p, fd)->kept)
        tell_epoll(p, fd, events);
    return 0;
}

static int
timer_changed(CURLM *multi, long wait_ms, void *data)
{
    struct pump *p = data;

    (void)multi;
    p->timer = wait_ms < 0 ? NO_TIMER : clock_monotonic() + wait_ms;
    return 0;
}

void
pump_opened(struct pump *p, curl_socket_t fd)
{
    *watch_of(p, fd) = (struct watch){.kept = true};
}

int
pump_close_socket(void *data, curl_socket_t fd)
{
    struct pump *p = data;

    *watch_of(p, fd) = (struct watch){0}; /* closing takes it out of epoll */
    return close(fd);
}

struct pump *
pump_open(void)
{
    struct pump *p = calloc(1, sizeof(*p));
    struct epoll_event event = {.events = EPOLLIN};

    if (!p)
        abort();
    p->timer = NO_TIMER;
    p->multi = curl_multi_init();
    p->epoll = epoll_create1(EPOLL_CLOEXEC);
    p->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    event.data.fd = p->wake;
    if (!p->multi || p->epoll < 0 || p->wake < 0 ||
        epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->wake, &event)) {
        pump_close(p);
        return NULL;
    }
    curl_multi_setopt(p->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    curl_multi_setopt(p->multi, CURLMOPT_SOCKETDATA, p);
    curl_multi_setopt(p->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    curl_multi_setopt(p->multi, CURLMOPT_TIMERDATA, p);
    return p;
}

void
pump_close(struct pump *p)
{
    const int error = errno;

    if (p->multi)
        curl_multi_cleanup(p->multi);
    if (p->epoll >= 0)
        close(p->epoll);
    if (p->wake >= 0)
        close(p->wake);
    free(p->watches);
    free(p);
    errno = error;
}

CURLM *
pump_multi(const struct pump *p)
{
    return p->multi;
}

void
pump_wake(struct pump *p)
{
    (void)eventfd_write(p->wake, 1); /* full only where it is readable */
}

static void
socket_ready(struct pump *p, const struct epoll_event *event)
{
    const curl_socket_t fd = event->data.fd;
    const uint32_t got = event->events;
    const int what = (got & (uint32_t)EPOLLIN ? CURL_CSELECT_IN : 0) |
        (got & (uint32_t)EPOLLOUT ? CURL_CSELECT_OUT : 0) |
        (got & (uint32_t)(EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    int running;

    if (watch_of(p, fd)->idle) /* its end: libcurl sees that at the next use */
        tell_epoll(p, fd, 0);
    else
        (void)curl_multi_socket_action(p->multi, fd, what, &running);
}

/* Rounded up: both clocks count whole milliseconds that are past. */
static int
time_to_wait(const struct pump *p, int64_t wait_ms)
{
    const int64_t timer =
        p->timer == NO_TIMER ? wait_ms : p->timer - clock_monotonic();
    const int64_t wait = timer < wait_ms ? timer : wait_ms;

    return wait < 0 ? 0 : (int)wait;
}

void
pump_run(struct pump *p, int64_t wait_ms)
{
    struct epoll_event events[EVENTS];
    const int n =
        epoll_wait(p->epoll, events, EVENTS, time_to_wait(p, wait_ms));
    eventfd_t count;
    int running;

    for (int i = 0; i < n; i++)
        if (events[i].data.fd == p->wake)
            (void)eventfd_read(p->wake, &count);
        else
            socket_ready(p, &events[i]);
    if (p->timer != NO_TIMER && p->timer <= clock_monotonic()) {
        p->timer = NO_TIMER; /* libcurl sets the next one */
        (void)curl_multi_socket_action(
            p->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}
