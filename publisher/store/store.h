/*
 * The execution store: flow revisions, executions, reports without a match,
 * the callback outbox, keys. One interface, chosen by URL: sqlite:PATH,
 * postgresql://..., http(s)://... (a runner's API).
 *
 * It never blocks a loop: a request is submitted, and its `done` is called
 * from store_run() once its end is known. Reads are answered within the turn
 * and see what the turn has written so far; writes are answered after the
 * durable commit of their turn. All requests of a turn, and those submitted by
 * `done` functions during it, are one transaction: so read, decide and save
 * belong together.
 */
#pragma once

#include "arena.h"
#include "engine.h"
#include "failure.h"

#define STORE_ID_SIZE 16 /* of an execution; id62.h spells it */
#define STORE_NEVER INT64_MAX

enum store_kind {
    STORE_PUBLISH,
    STORE_FLOWS,
    STORE_FLOW,
    STORE_KEY_ADD,
    STORE_KEY_FIND,
    STORE_KEYS,
    STORE_KEY_REVOKE,
    STORE_EXECUTION_ADD,
    STORE_EXECUTION,
    STORE_EXECUTION_SAVE,
    STORE_DUE,
    STORE_INTERRUPTED,
    STORE_FIND,
    STORE_MESSAGE,
    STORE_ORPHAN_ADD,
    STORE_ORPHANS,
    STORE_TIMELINE,
    STORE_CALLBACKS_DUE,
    STORE_CALLBACK_SAVE,
    STORE_KIND_COUNT,
};

/* A revision of a flow, immutable but for `published`. */
struct store_flow {
    const char *workflow_id, *title;
    int64_t revision;   /* from 1 */
    int64_t published;  /* the revision that is invoked; 0: unpublished */
    const char *sha256; /* hex, of yaml and templates */
    const char *yaml, *templates; /* to the byte; NULL in lists */
    const char *author, *message, *signature;
    int64_t at;
};

enum store_change_kind { CHANGE_PUBLISH, CHANGE_UNPUBLISH, CHANGE_DELETE };

struct store_change {
    enum store_change_kind kind;
    const char *workflow_id, *title, *yaml, *templates;
    const char *signature; /* may be NULL */
    int64_t
        expected; /* newest revision that the caller saw; 0: none; -1: any */
};

enum store_change_result {
    CHANGED,
    CHANGE_SAME,        /* the same content is published already */
    CHANGE_CONFLICT,    /* another revision than expected; `current` */
    CHANGE_TITLE_TAKEN, /* by `current` */
    CHANGE_UNKNOWN,     /* no such Workflow ID */
    CHANGE_PUBLISHED,   /* delete: it is still published */
};

struct store_changed {
    enum store_change_result result;
    int64_t revision;          /* that it has now */
    struct store_flow current; /* where the result names it */
};

struct store_key {
    const char *id, *name, *scopes;    /* "invoke,read" */
    uint8_t hash[32];                  /* SHA-256 of the secret */
    int64_t created, expires, revoked; /* expires STORE_NEVER, revoked 0 */
};

struct store_execution {
    uint8_t id[STORE_ID_SIZE];
    const char *workflow_id;
    int64_t revision;
    const char *key_id, *request_id; /* request_id may be NULL */
    const char *input; /* JSON: recipients and values, checked, by channel */
    const char *notes; /* JSON: message ids, times: the runner's own */
    int64_t version;   /* counted by the store; a save must bring the last */
    int64_t due;       /* when the runner wants it back; STORE_NEVER */
    struct engine_execution engine;
};

struct store_line { /* of the timeline */
    int64_t at;
    uint8_t position;
    enum rule rule;
    enum reason reason;
    enum report report;
    const char *text; /* more words, cleaned; may be NULL */
};

struct store_message { /* the provider's id of what was handed over */
    const char *scope; /* the workspace's channel name */
    const char *message_id;
    uint8_t position, part; /* part from 1; 0: the whole */
    uint8_t execution[STORE_ID_SIZE];
};

struct store_orphan { /* a report that no message claims yet */
    const char *scope, *message_id;
    enum report report;
    enum reason reason;
    uint8_t part;
    int64_t at;
};

struct store_callback {
    int64_t id; /* 0: new */
    uint8_t execution[STORE_ID_SIZE];
    const char *webhook_id; /* the same over all tries */
    const char *profile, *body;
    int64_t due; /* STORE_NEVER: delivered or given up */
    int64_t created;
    unsigned tries;
    const char *last; /* what the last try gave, in words */
    bool delivered;
};

struct store_request;
typedef void store_done_fn(struct store_request *request);

/*
 * One request: the caller fills `in`, the store fills `out` and `failure`.
 * Everything in `out` lives in `arena`; the store frees the request after
 * `done` returned, so `done` copies what it keeps.
 */
struct store_request {
    enum store_kind kind;
    store_done_fn *done;
    void *data;             /* the caller's */
    struct arena arena;     /* also for the caller's own inputs */
    struct failure failure; /* status STATUS_DONE: it went well */
    struct {
        const char *workflow_id; /* FLOW (an id or a title), FIND */
        int64_t revision;        /* FLOW: 0 is the published one, -1 newest */
        const struct store_change *changes; /* PUBLISH: all or nothing */
        size_t nchanges;
        const char *author, *message;
        struct store_key key; /* KEY_ADD; KEY_FIND by hash; REVOKE by id */
        struct store_execution execution; /* ADD, SAVE; by id elsewhere */
        const char *const *recipients;    /* EXECUTION_ADD, FIND: E.164 */
        size_t nrecipients;
        const char *idempotency_key; /* EXECUTION_ADD: NULL turns it off */
        const char *fingerprint;     /* of the request's body, hex */
        int64_t idempotency_until;
        const struct store_line *lines; /* ADD, SAVE: to append */
        size_t nlines;
        const struct store_message *messages; /* SAVE: to remember */
        size_t nmessages;
        const char *scope, *message_id; /* MESSAGE, ORPHANS */
        struct store_orphan orphan;     /* ORPHAN_ADD */
        struct store_callback
            callback; /* SAVE (body NULL: none), CALLBACK_SAVE */
        int64_t now;
        size_t limit; /* DUE, INTERRUPTED, CALLBACKS_DUE, FIND */
    } in;
    struct {
        struct store_changed *changes; /* PUBLISH: one for each */
        bool committed;                /* PUBLISH: nothing stood against it */
        struct store_flow *flows;      /* FLOWS, FLOW (0 or 1) */
        size_t nflows;
        struct store_key *keys;
        size_t nkeys;
        struct store_execution *executions;
        size_t nexecutions;
        bool repeated;   /* ADD: executions[0] is the earlier one */
        bool mismatched; /* ADD: the same key with another fingerprint */
        bool conflicted; /* SAVE: the version was not the last */
        struct store_line *lines;
        size_t nlines;
        struct store_message *messages; /* MESSAGE (0 or 1) */
        size_t nmessages;
        struct store_orphan *orphans; /* ORPHANS: and they are forgotten */
        size_t norphans;
        struct store_callback *callbacks;
        size_t ncallbacks;
    } out;
    struct store_request *next; /* the store's */
};

struct store_options {
    const char *account; /* {sid}; one account per store */
    const char *token;   /* http: the API key, or NULL */
    bool read_only;
    bool create; /* sqlite: make the file when it is not there */
};

struct store;

/* STATUS_UNREACHABLE when it cannot be reached or is held by another. */
struct store *store_open(const char *url, const struct store_options *options,
    struct failure *failure);
void store_close(struct store *store);
DEFINE_AUTO(store, struct store *, store_close);

/* A zeroed request of a kind. */
struct store_request *store_request_new(
    enum store_kind kind, store_done_fn *done, void *data);
void store_submit(struct store *store, struct store_request *request);

/* Readable when store_run() has something to do; -1: only after submits. */
int store_fd(const struct store *store);

/* One turn. False when the store is broken: every request of the turn was
 * answered with the failure, and nothing of it was kept. */
bool store_run(struct store *store, struct failure *failure);

/* For commands: submits, runs until its end, hands the request back; free it
 * with store_request_free(). */
struct store_request *store_do(
    struct store *store, struct store_request *request);
void store_request_free(struct store_request *request);
DEFINE_AUTO(store_request, struct store_request *, store_request_free);
