/* The runner's one wait. */
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clock.h"

#define WAIT_MS 60000 /* longest sleep */
#define EVENTS 8

/* An instant that a clock will not reach: the timer is armed for it only to
 * hear of changes of the wall clock (the year 2100). */
#define NEVER_SECONDS 4102444800

struct loop {
    struct loop_parts parts;
    int epoll, signals, clock, store; /* descriptors; -1: none */
    bool stop, again;
};

static bool
watch(struct loop *loop, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    return fd >= 0 && !epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
}

static int
open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Readable when the wall clock was set. */
static bool
arm_clock(int fd)
{
    const struct itimerspec far = {.it_value.tv_sec = NEVER_SECONDS};

    return !timerfd_settime(
        fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

static bool
watch_parts(struct loop *loop)
{
    const struct loop_parts *parts = &loop->parts;
    int fds[FRONT_FDS];
    const size_t n = parts->front ? front_fds(parts->front, fds) : 0;

    for (size_t i = 0; i < n; i++)
        if (!watch(loop, fds[i]))
            return false;
    if (parts->courier && !watch(loop, courier_fd(parts->courier)))
        return false;
    if (loop->store >= 0 && !watch(loop, loop->store))
        return false;
    return watch(loop, loop->signals) && watch(loop, loop->clock) &&
        arm_clock(loop->clock);
}

struct loop *
loop_open(const struct loop_parts *parts, struct failure *failure)
{
    auto_(loop) struct loop *loop = calloc(1, sizeof(*loop));

    if (!loop)
        abort();
    loop->parts = *parts;
    loop->store = parts->store_fd;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->signals = open_signals();
    loop->clock = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (!watch_parts(loop)) {
        (void)failure_errno(
            failure, STATUS_DISK, "cannot wait for input and time");
        return NULL;
    }
    return take(loop);
}

void
loop_close(struct loop *loop)
{
    if (!loop)
        return;
    if (loop->epoll >= 0)
        close(loop->epoll);
    if (loop->signals >= 0)
        close(loop->signals);
    if (loop->clock >= 0)
        close(loop->clock);
    free(loop);
}

static void
shorten(int64_t *wait, int64_t by)
{
    if (by < *wait)
        *wait = by < 0 ? 0 : by;
}

static int64_t
now(const struct loop *loop)
{
    const struct loop_parts *parts = &loop->parts;

    return parts->now ? parts->now(parts->data) : clock_now();
}

/*
 * Whole milliseconds. The clock is read in whole ones that are past, so
 * the wait ends at the due instant or up to one after it, never before.
 */
static int
time_to_wait(const struct loop *loop)
{
    const struct loop_parts *parts = &loop->parts;
    const int64_t due = parts->due ? parts->due(parts->data) : LOOP_NEVER;
    int64_t wait = loop->again ? 0 : WAIT_MS;

    if (due != LOOP_NEVER)
        shorten(&wait, due - now(loop));
    if (parts->front) {
        const int64_t front = front_timeout(parts->front);

        if (front >= 0)
            shorten(&wait, front);
    }
    return (int)wait;
}

static void
take_signals(struct loop *loop)
{
    struct signalfd_siginfo info;

    while (read(loop->signals, &info, sizeof(info)) == sizeof(info))
        if (loop->parts.signalled)
            loop->parts.signalled((int)info.ssi_signo, loop->parts.data);
}

/* ECANCELED says that the clock was set, and keeps the timer armed or not
 * depending on the kernel: it is armed anew. */
static void
hear_clock(struct loop *loop)
{
    uint64_t times;

    (void)!read(loop->clock, &times, sizeof(times));
    (void)arm_clock(loop->clock); /* else WAIT_MS still bounds the sleep */
}

static void
take_results(struct loop *loop)
{
    struct courier_job *job;

    if (!loop->parts.courier)
        return;
    while ((job = courier_next_result(loop->parts.courier)))
        loop->parts.result(job, loop->parts.data);
}

static void
wait_for_input(struct loop *loop)
{
    struct epoll_event events[EVENTS];
    const int n = epoll_wait(loop->epoll, events, EVENTS, time_to_wait(loop));

    loop->again = false;
    for (int i = 0; i < n; i++) {
        if (events[i].data.fd == loop->signals)
            take_signals(loop);
        if (events[i].data.fd == loop->clock)
            hear_clock(loop);
    }
}

bool
loop_turn(struct loop *loop)
{
    const struct loop_parts *parts = &loop->parts;

    wait_for_input(loop);
    if (parts->front)
        (void)front_run(parts->front);
    take_results(loop);
    parts->decide(now(loop), parts->data);
    if (!parts->commit(parts->data))
        return false;
    if (parts->answered)
        parts->answered(parts->data);
    /* What came in while the answers left belongs to the next turn. */
    if (parts->front && front_run(parts->front))
        loop->again = true;
    return true;
}

bool
loop_run(struct loop *loop)
{
    while (!loop->stop)
        if (!loop_turn(loop))
            return false;
    return true;
}

void
loop_stop(struct loop *loop)
{
    loop->stop = true;
}

bool
loop_store_fd(struct loop *loop, int fd, struct failure *failure)
{
    /* The old one may be closed already, which took it out. */
    if (loop->store >= 0)
        (void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->store, NULL);
    loop->store = fd;
    if (fd < 0 || watch(loop, fd))
        return true;
    return failure_errno(failure, STATUS_DISK, "cannot wait for the store");
}

void
loop_again(struct loop *loop)
{
    loop->again = true;
}
