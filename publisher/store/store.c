/* The kinds of stores, and the life of a request, which is the same in all. */
#include "store_ops.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "digest.h"

#define SQLITE "sqlite:"
#define HELD_MS 3000 /* by another command, or a runner that begins */
#define HELD_STEP_MS 20

static const struct store_ops *const kinds[] = {
    &store_sqlite,
    &store_http,
};

static bool
has_scheme(const struct store_ops *ops, const char *url)
{
    for (size_t i = 0; i < ARRAY_LEN(ops->schemes); i++) {
        const char *scheme = ops->schemes[i];

        if (scheme && !strncmp(url, scheme, strlen(scheme)))
            return true;
    }
    return false;
}

static struct store *
open_kind(const struct store_ops *ops, const char *url,
    const struct store_options *options, struct failure *failure)
{
    struct store *store = ops->open(url, options, failure);

    if (!store)
        return NULL;
    store->ops = ops;
    store->queue.last = &store->queue.first;
    store->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (store->wake >= 0)
        return store;
    failure_errno(failure, STATUS_UNREACHABLE, "no descriptor for the store");
    ops->close(store);
    return NULL;
}

/* The URL of the runner that has a SQLite file open, or NULL. */
static char *
find_runner(const char *url, const struct store_options *options)
{
    struct text runner = {0};

    if (options->direct || strncmp(url, SQLITE, strlen(SQLITE)) != 0)
        return NULL;
    text_addf(&runner, "unix:%s.sock", url + strlen(SQLITE));
    if (!store_http_listens(text_str(&runner) + strlen("unix:")))
        text_done(&runner);
    return runner.bytes;
}

static struct store *
open_now(const char *url, const struct store_options *options,
    struct failure *failure)
{
    auto_(heap) char *runner = find_runner(url, options);

    if (runner)
        return open_kind(&store_http, runner, options, failure);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (has_scheme(kinds[i], url))
            return open_kind(kinds[i], url, options, failure);
    failure_set(failure, STATUS_USAGE,
        "'%s' is no store; stores are sqlite:PATH, http://... and https://...",
        url);
    return NULL;
}

struct store *
store_open(const char *url, const struct store_options *options,
    struct failure *failure)
{
    struct store_options asking = *options;

    for (int waited = 0;; waited += HELD_STEP_MS) {
        struct failure why = {0};
        bool held = false;

        asking.held = &held;
        struct store *store = open_now(url, &asking, &why);
        if (store)
            return store;
        if (!held || options->direct || waited >= HELD_MS) {
            (void)failure_set(failure, why.status, "%s", why.text);
            return NULL;
        }
        (void)poll(NULL, 0, HELD_STEP_MS);
    }
}

void
store_close(struct store *store)
{
    const struct failure closed = {
        .status = STATUS_UNREACHABLE,
        .text = "the store was closed before its turn",
    };

    if (!store)
        return;
    struct store_request *request;
    store_answer_all(&store->queue, &closed);
    while ((request = store_queue_take(&store->queue)))
        store_request_free(request);
    close(store->wake);
    store->ops->close(store);
}

struct store_request *
store_request_new(enum store_kind kind, store_done_fn *done, void *data)
{
    struct store_request *request = calloc(1, sizeof(*request));

    if (!request)
        abort();
    request->kind = kind;
    request->done = done;
    request->data = data;
    return request;
}

void
store_request_free(struct store_request *request)
{
    if (!request)
        return;
    arena_free(&request->arena);
    free(request);
}

void
store_queue_add(struct store_queue *queue, struct store_request *request)
{
    request->next = NULL;
    *queue->last = request;
    queue->last = &request->next;
}

struct store_request *
store_queue_take(struct store_queue *queue)
{
    struct store_request *request = queue->first;

    if (!request)
        return NULL;
    queue->first = request->next;
    if (!queue->first)
        queue->last = &queue->first;
    return request;
}

struct store_request *
store_request_take(struct store_request *request)
{
    struct store_request *taken = malloc(sizeof(*taken));

    if (!taken)
        abort();
    *taken = *request;
    request->arena = (struct arena){0};
    return taken;
}

void
store_answer(struct store_request *request)
{
    const bool kept = request->kept;

    if (request->done)
        request->done(request);
    if (!kept)
        store_request_free(request);
}

void
store_answer_all(struct store_queue *queue, const struct failure *failure)
{
    struct store_request *request = queue->first, *next;

    queue->first = NULL;
    queue->last = &queue->first;
    for (; request; request = next) {
        next = request->next;
        if (failure)
            request->failure = *failure;
        store_answer(request);
    }
}

/* The descriptor is readable exactly while requests wait for a turn. */
static void
settle_wake(struct store *store)
{
    const bool waiting = store->queue.first != NULL;
    eventfd_t count;

    if (store->running || store->woken == waiting)
        return;
    store->woken = waiting;
    if (waiting)
        (void)eventfd_write(store->wake, 1); /* cannot overflow from zero */
    else
        (void)eventfd_read(store->wake, &count); /* was written: not empty */
}

void
store_submit(struct store *store, struct store_request *request)
{
    store_queue_add(&store->queue, request);
    settle_wake(store);
}

int
store_fd(const struct store *store)
{
    return store->wake;
}

bool
store_run(struct store *store, struct failure *failure)
{
    assert(!store->running);
    if (!store->queue.first)
        return true;
    store->running = true;
    const bool ok = store->ops->run(store, failure);
    store->running = false;
    settle_wake(store);
    return ok;
}

static void
mark_done(struct store_request *request)
{
    *(bool *)request->data = true;
}

struct store_request *
store_do(struct store *store, struct store_request *request)
{
    store_done_fn *const own_done = request->done;
    void *const own_data = request->data;
    bool done = false;

    request->done = mark_done;
    request->data = &done;
    request->kept = true;
    store_submit(store, request);
    while (!done) {
        struct pollfd pollfd = {.fd = store_fd(store), .events = POLLIN};

        if (pollfd.fd >= 0 && poll(&pollfd, 1, -1) < 0 && errno != EINTR)
            abort();
        (void)store_run(store, NULL); /* the request has the failure, too */
    }
    request->done = own_done;
    request->data = own_data;
    request->kept = false;
    return request;
}

void
store_content_sha256(
    char hex[SHA256_HEX_SIZE], const char *yaml, const char *templates)
{
    auto_(text) struct text all = {0};

    text_addf(&all, "%zu:%s,", strlen(yaml), yaml);
    text_addf(&all, "%zu:%s,", strlen(templates), templates);
    digest_sha256_hex(hex, text_str(&all), all.len);
}

char *
store_statement(const char *workflow_id, const char *sha256)
{
    struct text statement = {0};

    text_addf(&statement, "fallback revision 1\nworkflow_id: %s\nsha256: %s\n",
        workflow_id, sha256);
    return text_take(&statement);
}

static bool
awaits_answer(const struct engine_attempt *attempt)
{
    switch (attempt->state) {
    case ATTEMPT_SENDING:
    case ATTEMPT_UNKNOWN:
        return true;
    case ATTEMPT_WAITING:
        return attempt->query_by || attempt->withdraw_by;
    case ATTEMPT_PLANNED:
    case ATTEMPT_CLOSED:
        return attempt->withdraw_by;
    }
    return false;
}

bool
store_interrupted(const struct engine_execution *execution)
{
    for (size_t i = 0; i < ARRAY_LEN(execution->attempts); i++)
        if (awaits_answer(&execution->attempts[i]))
            return true;
    return false;
}

void
store_derive(const struct store *store, const char *purpose, uint8_t key[32])
{
    digest_hmac_sha256(
        key, store->secret, sizeof(store->secret), purpose, strlen(purpose));
}
