/*
 * The execution store: flow revisions, executions, reports without a match,
 * the callback outbox, keys. One interface, chosen by URL: sqlite:PATH,
 * postgresql://..., http(s)://... or unix:SOCKET (a runner's API, which does
 * PUBLISH, FLOWS, FLOW, HISTORY, KEY_ADD, KEYS, KEY_REVOKE, CALLBACKS,
 * CALLBACK_REPLAY, WISHES_ADD, WISHES_REMOVE, WISHES, BRAKES, PAUSE and
 * RESUME). A sqlite:PATH that a runner has is reached through the socket
 * beside it, PATH.sock.
 *
 * It never blocks a loop: a request is submitted, and its `done` is called
 * from store_run() once its end is known. Reads are answered within the turn
 * and see what the turn has written so far; writes are answered after the
 * durable commit of their turn. All requests of a turn, and those submitted by
 * the `done` of its reads, are one transaction: so read, decide and save
 * belong together. What the `done` of a write submits is the next turn's.
 *
 * A request that cannot be done fails alone, and leaves nothing behind. When
 * the store itself fails (disk full, I/O error) the turn fails: all of it is
 * undone and every request that was not answered yet fails with it. The store
 * stays usable, so a later turn may go well again.
 */
#pragma once

#include "digest.h"
#include "store_request.h"

struct store_options {
    const char *account; /* {sid}; one account per store; NULL: any */
    const char *token;   /* http: the API key, or NULL */
    const char *ca_file; /* https: who may vouch for the runner, or NULL */
    bool read_only;      /* sqlite: beside the one that has it open */
    bool create;         /* sqlite: make the file when it is not there */
    /* sqlite: the file itself, never a runner that has it; and at once, or not
     * at all: else a command waits for another that has it for a moment. */
    bool direct;
    bool *held; /* set when another has it; NULL: nobody asks */
};

struct store;

/*
 * STATUS_UNREACHABLE when it cannot be reached, is not there or is held by
 * another, STATUS_CONFLICT when it is another account's or a newer program's.
 */
struct store *store_open(const char *url, const struct store_options *options,
    struct failure *failure);
/* What was submitted and not run is answered with a failure. */
void store_close(struct store *store);
DEFINE_AUTO(store, struct store *, store_close);

/* A zeroed request of a kind. */
struct store_request *store_request_new(
    enum store_kind kind, store_done_fn *done, void *data);
void store_submit(struct store *store, struct store_request *request);

/* Readable when store_run() has something to do; -1: only after submits. */
int store_fd(const struct store *store);

/* One turn, if anything was submitted; never called from a `done`. False when
 * the turn failed: see above. */
bool store_run(struct store *store, struct failure *failure);

/* For commands: submits, runs until its end, hands the request back, whose
 * own `done` is not called; free it with store_request_free(). */
struct store_request *store_do(
    struct store *store, struct store_request *request);
void store_request_free(struct store_request *request);

/* In a `done`: all that the request holds goes over to another, which stays;
 * free it. */
struct store_request *store_request_take(struct store_request *request);
DEFINE_AUTO(store_request, struct store_request *, store_request_free);

/* The digest of a revision's content: of both texts with their lengths. */
void store_content_sha256(
    char hex[SHA256_HEX_SIZE], const char *yaml, const char *templates);

/* What is signed of a revision: the text over its Workflow ID and the digest
 * of its content. The caller frees it. */
char *store_statement(const char *workflow_id, const char *sha256);

/* A key of this store's own for one purpose ("reports"): the same for all that
 * open it, unknown to all others. */
void store_derive(
    const struct store *store, const char *purpose, uint8_t key[32]);
