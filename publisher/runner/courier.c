/* The courier's thread, and the two queues that join it to the loop. */
#include "courier.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "clock.h"
#include "crash.h"
#include "lane.h"
#include "pump.h"
#include "transfer.h"

#define IN_FLIGHT 1024
#define IN_FLIGHT_EACH 256
#define TIMEOUT_MS 30000
#define CONNECT_MS 10000
#define WAIT_MS 60000 /* longest sleep; anything new wakes the thread */

struct courier {
    struct courier_options options;
    pthread_t thread;
    struct pump *pump;
    int fd; /* eventfd: results are there */

    /* The loop's. */
    struct job_list ready; /* results taken out of `done` */
    size_t busy;

    /* Both threads', under the lock. */
    pthread_mutex_t lock;
    struct job_list submitted, done;
    bool stopping, closing;
    int64_t stop_at;

    /* The thread's. */
    struct lanes lanes; /* what waits for its turn */
    struct job_list finished;
    struct transfer *active, *idle;
    size_t nactive;
};

struct courier_job *
courier_job_new(void)
{
    struct courier_job *job = calloc(1, sizeof(*job));

    if (!job)
        abort();
    return job;
}

void
courier_job_free(struct courier_job *job)
{
    if (!job)
        return;
    arena_free(&job->arena);
    free(job);
}

static void
activate(struct courier *c, struct transfer *t)
{
    t->before = NULL;
    t->after = c->active;
    if (c->active)
        c->active->before = t;
    c->active = t;
    c->nactive++;
}

static void
deactivate(struct courier *c, struct transfer *t)
{
    if (t->before)
        t->before->after = t->after;
    else
        c->active = t->after;
    if (t->after)
        t->after->before = t->before;
    t->before = NULL;
    t->after = c->idle;
    c->idle = t;
    c->nactive--;
}

static struct transfer *
idle_transfer(struct courier *c)
{
    struct transfer *t = c->idle;

    if (!t)
        return transfer_new(&c->options, c->pump);
    c->idle = t->after;
    return t;
}

static void
start_job(struct courier *c, struct courier_job *job, int64_t now)
{
    struct transfer *t = idle_transfer(c);

    if (!transfer_begin(t, job, now)) {
        t->after = c->idle;
        c->idle = t;
        lanes_leave(&c->lanes, job);
        job_list_add(&c->finished, job);
        return;
    }
    CRASH_POINT("courier.after_intent");
    activate(c, t);
    if (curl_multi_add_handle(pump_multi(c->pump), t->easy) != CURLM_OK)
        abort(); /* no memory, or a fault of ours */
}

static void
start_jobs(struct courier *c, int64_t now)
{
    const struct courier_options *o = &c->options;
    const size_t most = o->in_flight ? o->in_flight : IN_FLIGHT;
    const size_t each = o->in_flight_each ? o->in_flight_each : IN_FLIGHT_EACH;
    struct courier_job *job;

    while (c->nactive < most && (job = lanes_next(&c->lanes, each)))
        start_job(c, job, now);
}

/* Ends a transfer that libcurl has done with (`words` NULL) or not yet. */
static void
end_transfer(struct courier *c, struct transfer *t, CURLcode code,
    const char *words, int64_t now)
{
    struct courier_job *job = t->job;

    (void)curl_multi_remove_handle(pump_multi(c->pump), t->easy);
    if (words)
        transfer_cut(t, words, now);
    else
        transfer_end(t, code, now);
    deactivate(c, t);
    lanes_leave(&c->lanes, job);
    job_list_add(&c->finished, job);
}

static void
collect(struct courier *c, int64_t now)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(pump_multi(c->pump), &left))) {
        struct transfer *t = NULL;
        const CURLcode code = message->data.result;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
        if (code == CURLE_OK)
            CRASH_POINT("courier.after_accept");
        end_transfer(c, t, code, NULL, now);
    }
}

/* Gives up waiting jobs whose time is over at `until`. */
static void
give_up_waiting(
    struct courier *c, const char *words, int64_t until, int64_t now)
{
    struct job_list over = {0};
    struct courier_job *job;

    lanes_give_up(&c->lanes, until, &over);
    while ((job = job_list_take(&over))) {
        transfer_refuse(job, words, now);
        job_list_add(&c->finished, job);
    }
}

/* What the loop wants of the thread, copied under the lock. */
struct orders {
    bool stopping, closing;
    int64_t stop_at;
};

static struct orders
take_orders(struct courier *c)
{
    struct job_list fresh = {0};
    struct courier_job *job;

    pthread_mutex_lock(&c->lock);
    job_list_move(&fresh, &c->submitted);
    const struct orders orders = {c->stopping, c->closing, c->stop_at};
    pthread_mutex_unlock(&c->lock);
    while ((job = job_list_take(&fresh)))
        lanes_add(&c->lanes, job);
    return orders;
}

static void
stop_as_ordered(struct courier *c, struct orders orders, int64_t now)
{
    if (orders.stopping || orders.closing)
        give_up_waiting(c, "the courier is stopping", INT64_MAX, now);
    if (!orders.closing && (!orders.stopping || now < orders.stop_at))
        return;
    while (c->active)
        end_transfer(c, c->active, CURLE_OK, "cut: the courier stopped", now);
}

static void
hand_back(struct courier *c)
{
    if (!c->finished.first)
        return;
    pthread_mutex_lock(&c->lock);
    job_list_move(&c->done, &c->finished);
    pthread_mutex_unlock(&c->lock);
    (void)eventfd_write(c->fd, 1); /* it cannot overflow: each read clears it */
}

static int
time_to_wait(const struct courier *c, struct orders orders, int64_t now)
{
    int64_t wait = WAIT_MS;

    if (c->lanes.nwaiting && c->lanes.until - now < wait)
        wait = c->lanes.until - now;
    if (orders.stopping && c->active && orders.stop_at - now < wait)
        wait = orders.stop_at - now;
    return wait < 0 ? 0 : (int)wait;
}

static void *
run_thread(void *data)
{
    struct courier *c = data;

    for (;;) {
        const struct orders orders = take_orders(c);
        const int64_t now = clock_monotonic();

        stop_as_ordered(c, orders, now);
        if (c->lanes.nwaiting && now >= c->lanes.until)
            give_up_waiting(c, "waited too long for its turn", now, now);
        start_jobs(c, now);
        collect(c, clock_monotonic());
        start_jobs(c, now);
        hand_back(c);
        if (orders.closing)
            return NULL;
        pump_run(c->pump, time_to_wait(c, orders, clock_monotonic()));
    }
}

/* Signals are the loop's: the thread is born with all of them blocked. */
static bool
start_thread(struct courier *c)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&c->thread, NULL, run_thread, c);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return !error;
}

static void
free_courier(struct courier *c)
{
    if (c->pump)
        pump_close(c->pump);
    if (c->fd >= 0)
        close(c->fd);
    pthread_mutex_destroy(&c->lock);
    curl_global_cleanup();
    free(c);
}

struct courier *
courier_open(const struct courier_options *options, struct failure *failure)
{
    struct courier *c = calloc(1, sizeof(*c));

    if (!c)
        abort();
    c->options = *options;
    pthread_mutex_init(&c->lock, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    c->pump = pump_open();
    c->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (c->pump && c->fd >= 0 && start_thread(c))
        return c;
    (void)failure_errno(
        failure, STATUS_UNREACHABLE, "cannot start the courier's thread");
    free_courier(c);
    return NULL;
}

void
courier_submit(struct courier *c, struct courier_job *job)
{
    job->submitted = clock_monotonic();
    if (!job->timeout_ms)
        job->timeout_ms = TIMEOUT_MS;
    if (!job->connect_ms)
        job->connect_ms = CONNECT_MS;
    if (!job->cap)
        job->cap = COURIER_CAP;
    c->busy++;
    pthread_mutex_lock(&c->lock);
    const bool idle = !c->submitted.first;
    job_list_add(&c->submitted, job);
    pthread_mutex_unlock(&c->lock);
    if (idle) /* else it was woken for the first of them */
        pump_wake(c->pump);
}

int
courier_fd(const struct courier *c)
{
    return c->fd;
}

struct courier_job *
courier_next_result(struct courier *c)
{
    eventfd_t count;

    if (!c->ready.first) {
        (void)eventfd_read(c->fd, &count); /* before looking, not after */
        pthread_mutex_lock(&c->lock);
        job_list_move(&c->ready, &c->done);
        pthread_mutex_unlock(&c->lock);
    }
    struct courier_job *job = job_list_take(&c->ready);
    if (job)
        c->busy--;
    return job;
}

size_t
courier_busy(const struct courier *c)
{
    return c->busy;
}

static void
order_end(struct courier *c, bool close_it, int64_t stop_at)
{
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    c->closing = close_it;
    c->stop_at = stop_at;
    pthread_mutex_unlock(&c->lock);
    pump_wake(c->pump);
}

void
courier_stop(struct courier *c, int64_t wait_ms)
{
    order_end(c, false, clock_monotonic() + wait_ms);
}

static void
free_transfers(struct transfer *t)
{
    while (t) {
        struct transfer *after = t->after;

        transfer_free(t);
        t = after;
    }
}

void
courier_close(struct courier *c)
{
    struct courier_job *job;

    if (!c)
        return;
    order_end(c, true, 0);
    (void)pthread_join(c->thread, NULL);
    while ((job = courier_next_result(c)))
        courier_job_free(job);
    job_list_move(&c->ready, &c->submitted);
    while ((job = job_list_take(&c->ready)))
        courier_job_free(job);
    free_transfers(c->idle);
    lanes_done(&c->lanes);
    free_courier(c);
}
