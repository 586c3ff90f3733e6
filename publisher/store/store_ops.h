/*
 * What a kind of store implements, private to this folder: one constant table
 * for each, found by the URL's scheme. The queue, its wake-up and the end of
 * requests are the same for all and live in store.c.
 */
#pragma once

#include "store.h"

struct store_ops {
    const char *schemes[3]; /* "sqlite:"; with what ends them */
    struct store *(*open)(const char *url, const struct store_options *options,
        struct failure *failure);
    void (*close)(struct store *store);
    /* One turn over store->queue, which is not empty. */
    bool (*run)(struct store *store, struct failure *failure);
};

struct store_queue {
    struct store_request *first, **last;
};

struct store { /* the first member of every kind */
    const struct store_ops *ops;
    struct store_queue queue;
    int wake; /* an eventfd: signalled while the queue waits for a turn */
    bool running, woken;
    uint8_t secret[32]; /* random, kept in the store; zero over HTTP */
};

extern const struct store_ops store_sqlite, store_http;

/* True when a runner (or what else) listens on the UNIX socket. */
bool store_http_listens(const char *socket);

void store_queue_add(struct store_queue *queue, struct store_request *request);
struct store_request *store_queue_take(struct store_queue *queue);

/* Calls `done` and frees the request, unless store_do() keeps it. */
void store_answer(struct store_request *request);

/* Answers all that is queued now, with the failure unless it is NULL; what
 * their `done` submits to the same queue stays in it. */
void store_answer_all(struct store_queue *queue, const struct failure *failure);

/* True when an attempt waits for the answer of a send, a recall or a query. */
bool store_interrupted(const struct engine_execution *execution);
