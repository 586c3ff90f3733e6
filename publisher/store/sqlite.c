/* The embedded store: a turn of requests is one SQLite transaction. */
#include "sqlite_store.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/* A TAKE is answered within the turn, as a READ is, though it writes. */
enum way { READ, WRITE, TAKE };

static const struct {
    enum way way;
    sqlite_do_fn *run;
} handlers[] = {
    [STORE_PUBLISH] = {WRITE, sqlite_publish},
    [STORE_FLOWS] = {READ, sqlite_flows},
    [STORE_FLOW] = {READ, sqlite_flow},
    [STORE_PINNED] = {READ, sqlite_pinned},
    [STORE_HISTORY] = {READ, sqlite_history},
    [STORE_KEY_ADD] = {WRITE, sqlite_key_add},
    [STORE_KEY_FIND] = {READ, sqlite_key_find},
    [STORE_KEYS] = {READ, sqlite_keys},
    [STORE_KEY_REVOKE] = {WRITE, sqlite_key_revoke},
    [STORE_EXECUTION_ADD] = {WRITE, sqlite_execution_add},
    [STORE_EXECUTION] = {READ, sqlite_execution},
    [STORE_EXECUTION_SAVE] = {WRITE, sqlite_execution_save},
    [STORE_DUE] = {READ, sqlite_due},
    [STORE_INTERRUPTED] = {READ, sqlite_interrupted},
    [STORE_OPEN] = {READ, sqlite_open_executions},
    [STORE_FIND] = {READ, sqlite_find},
    [STORE_MESSAGE] = {READ, sqlite_message},
    [STORE_ORPHAN_ADD] = {WRITE, sqlite_orphan_add},
    [STORE_ORPHANS] = {TAKE, sqlite_orphans},
    [STORE_ORPHANS_PURGE] = {WRITE, sqlite_orphans_purge},
    [STORE_TIMELINE] = {READ, sqlite_timeline},
    [STORE_CALLBACKS_DUE] = {READ, sqlite_callbacks_due},
    [STORE_CALLBACK_SAVE] = {WRITE, sqlite_callback_save},
    [STORE_CALLBACKS] = {READ, sqlite_callbacks},
    [STORE_CALLBACK_REPLAY] = {WRITE, sqlite_callback_replay},
    [STORE_WISHES_ADD] = {WRITE, sqlite_wishes_add},
    [STORE_WISHES_REMOVE] = {WRITE, sqlite_wishes_remove},
    [STORE_WISHES] = {READ, sqlite_wishes},
    [STORE_STANDINGS] = {READ, sqlite_standings},
    [STORE_BRAKES] = {READ, sqlite_brakes},
    [STORE_PAUSE] = {WRITE, sqlite_pause},
    [STORE_RESUME] = {WRITE, sqlite_resume},
    [STORE_QUEUED] = {READ, sqlite_queued},
};
static_assert(ARRAY_LEN(handlers) == STORE_KIND_COUNT, "a row for each kind");

/* Errors that are about the request's own values; all others are about the
 * store, and then nothing of the turn can be trusted. */
static bool
is_request_error(int error)
{
    switch (error & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
        return true;
    default:
        return false;
    }
}

/*
 * A request that was refused before it changed anything fails alone. (The
 * first change is the one that may be refused; one that is refused later
 * fails the turn. A savepoint for each request would cost a sixth.)
 */
static void
write_one(struct sqlite *sqlite, struct store_request *request)
{
    const int64_t changes = sqlite3_total_changes64(sqlite->db);

    if (sqlite->read_only) {
        failure_set(&request->failure, STATUS_DENIED,
            "the store was opened for reading only");
        return;
    }
    handlers[request->kind].run(sqlite, request);
    if (is_request_error(sqlite->error) &&
        sqlite3_total_changes64(sqlite->db) == changes) {
        failure_set(&request->failure, STATUS_CONFLICT,
            "the store refused it: %s", sqlite->why);
        sqlite->error = 0;
    }
}

/* Does all that is queued, and what is added to it meanwhile. False when the
 * store failed; the request in hand is then the last of `written`. */
static bool
run_queue(struct sqlite *sqlite, struct store_queue *written)
{
    struct store_request *request;

    if (!sqlite_execute(sqlite, "BEGIN"))
        return false;
    while ((request = store_queue_take(&sqlite->store.queue))) {
        const enum way way = handlers[request->kind].way;

        if (way == READ)
            handlers[request->kind].run(sqlite, request);
        else
            write_one(sqlite, request);
        if (way == WRITE || sqlite->error)
            store_queue_add(written, request);
        else
            store_answer(request);
        if (sqlite->error)
            return false;
    }
    return sqlite_execute(sqlite, "COMMIT");
}

/* Where nothing can be undone any more, SQLite has done it by itself. */
static void
roll_back(struct sqlite *sqlite, struct failure *failure)
{
    const int error = sqlite->error & 0xff;
    const bool busy = error == SQLITE_BUSY || error == SQLITE_LOCKED;

    failure_set(failure, busy ? STATUS_UNREACHABLE : STATUS_DISK,
        "the store failed: %s (SQLite %d)", sqlite->why, sqlite->error);
    if (!sqlite3_get_autocommit(sqlite->db))
        (void)sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite->error = 0;
}

static bool
run_turn(struct store *store, struct failure *failure)
{
    struct sqlite *sqlite = (struct sqlite *)store;
    struct store_queue written = {.last = &written.first};
    struct failure why = {0};

    if (run_queue(sqlite, &written)) {
        store_answer_all(&written, NULL);
        return true;
    }
    roll_back(sqlite, &why);
    struct store_request *request;
    while ((request = store_queue_take(&store->queue)))
        store_queue_add(&written, request);
    store_answer_all(&written, &why);
    return failure_set(failure, why.status, "%s", why.text);
}

static void
close_sqlite(struct store *store)
{
    struct sqlite *sqlite = (struct sqlite *)store;

    sqlite_statements_free(sqlite);
    (void)sqlite3_close(sqlite->db);
    if (sqlite->lock >= 0)
        close(sqlite->lock);
    explicit_bzero(sqlite->recipient_key, sizeof(sqlite->recipient_key));
    free(sqlite);
}

static struct store *
open_sqlite(const char *url, const struct store_options *options,
    struct failure *failure)
{
    const char *path = url + strlen("sqlite:");
    struct sqlite *sqlite = calloc(1, sizeof(*sqlite));

    if (!sqlite)
        abort();
    /* Counting every allocation costs a lock each; too late is no harm. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite->lock = -1;
    sqlite->read_only = options->read_only;
    if (sqlite_open_file(sqlite, path, options, failure) &&
        sqlite_open_schema(sqlite, path, options, failure)) {
        if (options->direct) /* a loop never waits */
            (void)sqlite3_busy_timeout(sqlite->db, 0);
        return &sqlite->store;
    }
    close_sqlite(&sqlite->store);
    return NULL;
}

const struct store_ops store_sqlite = {
    .schemes = {"sqlite:"},
    .open = open_sqlite,
    .close = close_sqlite,
    .run = run_turn,
};
