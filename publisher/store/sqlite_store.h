/*
 * The SQLite store's own header: its object, its statements, and one function
 * for each kind of request.
 *
 * Facts (sqlite.org): up to 3.51.2 two connections that write or checkpoint a
 * WAL file at once may corrupt it, so there is exactly one (wal.html); WAL with
 * synchronous=NORMAL loses commits on power loss, so it is FULL (pragma.html);
 * closing a descriptor of the file drops its locks, so nothing here opens it
 * beside SQLite (howtocorrupt.html).
 */
#pragma once

#include <sqlite3.h>

#include "store_ops.h"

#define SQLITE_STATEMENTS 128 /* a power of two, above the number in use */
#define SQLITE_KEY_SIZE 32
#define SQLITE_MAC_SIZE 16 /* enough to tell numbers apart */

struct sqlite {
    struct store store;
    sqlite3 *db;
    int lock; /* of PATH.lock; -1: opened read-only */
    bool read_only;
    int error;     /* SQLite's code of what failed in this request; 0: none */
    char why[200]; /* and its words */
    uint8_t recipient_key[SQLITE_KEY_SIZE];
    struct {
        const char *sql;
        sqlite3_stmt *statement;
    } statements[SQLITE_STATEMENTS];
};

/* Does a request. Errors of SQLite are left in sqlite->error, and anything
 * else that is wrong in request->failure, before the first change. */
typedef void sqlite_do_fn(struct sqlite *sqlite, struct store_request *request);

sqlite_do_fn sqlite_publish, sqlite_flows, sqlite_flow, sqlite_pinned,
    sqlite_history;
sqlite_do_fn sqlite_key_add, sqlite_key_find, sqlite_keys, sqlite_key_revoke;
sqlite_do_fn sqlite_execution_add, sqlite_execution, sqlite_execution_save;
sqlite_do_fn sqlite_due, sqlite_interrupted, sqlite_find, sqlite_timeline;
sqlite_do_fn sqlite_open_executions;
sqlite_do_fn sqlite_message, sqlite_orphan_add, sqlite_orphans;
sqlite_do_fn sqlite_orphans_purge;
sqlite_do_fn sqlite_callbacks_due, sqlite_callback_save;
sqlite_do_fn sqlite_callbacks, sqlite_callback_replay;
sqlite_do_fn sqlite_wishes_add, sqlite_wishes_remove, sqlite_wishes,
    sqlite_standings;
sqlite_do_fn sqlite_brakes, sqlite_pause, sqlite_resume, sqlite_queued;

/* sqlite_open.c: the file, its lock, its settings. */
bool sqlite_open_file(struct sqlite *sqlite, const char *path,
    const struct store_options *options, struct failure *failure);

/* sqlite_schema.c: makes or checks the tables, reads what meta keeps. */
bool sqlite_open_schema(struct sqlite *sqlite, const char *path,
    const struct store_options *options, struct failure *failure);

/*
 * A prepared statement, made once and kept; `sql` is a literal. After an error
 * in this request it is NULL, which SQLite's functions take: then nothing
 * more is done and nothing is found.
 */
sqlite3_stmt *sqlite_sql(struct sqlite *sqlite, const char *sql);
void sqlite_statements_free(struct sqlite *sqlite);

/* Binding, from 1; text may be NULL; STORE_NEVER is NULL. The values must
 * live until the statement has run. */
void sqlite_bind_text(sqlite3_stmt *statement, int at, const char *text);
void sqlite_bind_int(sqlite3_stmt *statement, int at, int64_t number);
void sqlite_bind_instant(sqlite3_stmt *statement, int at, int64_t instant);
void sqlite_bind_blob(
    sqlite3_stmt *statement, int at, const void *bytes, size_t len);
void sqlite_bind_id(
    sqlite3_stmt *statement, int at, const uint8_t id[STORE_ID_SIZE]);

/* True while there is a row; resets the statement when there is none. Who
 * stops before that calls sqlite_stop(). */
bool sqlite_row(struct sqlite *sqlite, sqlite3_stmt *statement);
void sqlite_stop(sqlite3_stmt *statement);

/* Runs a statement that gives no rows; the number of rows that it changed. */
int sqlite_change(struct sqlite *sqlite, sqlite3_stmt *statement);
/* The same for a literal without parameters; true if it went well. */
bool sqlite_execute(struct sqlite *sqlite, const char *sql);

/* Columns, from 0; texts are copied to the arena, NULL stays NULL. */
const char *sqlite_text(struct arena *arena, sqlite3_stmt *statement, int at);
int64_t sqlite_instant(sqlite3_stmt *statement, int at);
/* False where the column is no blob of that size. */
bool sqlite_bytes(sqlite3_stmt *statement, int at, void *out, size_t size);

/* sqlite_executions.c: the keyed digest by which a number is found. */
void sqlite_mac(const struct sqlite *sqlite, const char *number,
    uint8_t mac[SQLITE_MAC_SIZE]);

/* sqlite_flows.c: the newest revision of a flow by its number in the table;
 * and the number of a flow that has this revision, or 0. */
bool sqlite_newest(struct sqlite *sqlite, struct arena *arena, int64_t number,
    struct store_flow *flow);
int64_t sqlite_flow_number(
    struct sqlite *sqlite, const char *workflow_id, int64_t revision);

/* sqlite_history.c: columns of an event, at `column` and after it; and the
 * next event of a flow, with the author and the rest of the request. */
#define SQLITE_EVENT \
    "e.number, e.at, e.kind, e.revision, e.author, e.message, e.git_commit"
void sqlite_event_read(struct arena *arena, sqlite3_stmt *statement, int column,
    struct store_event *event);
void sqlite_event_add(struct sqlite *sqlite,
    const struct store_request *request, int64_t flow,
    const struct store_event *event);

/* sqlite_lines.c, sqlite_messages.c, sqlite_callbacks.c: what belongs to an execution. */
void sqlite_lines_add(struct sqlite *sqlite,
    const struct store_request *request, int64_t version);
void sqlite_messages_add(
    struct sqlite *sqlite, const struct store_request *request);
void sqlite_callbacks_add(
    struct sqlite *sqlite, const struct store_request *request);

/* sqlite_brakes.c: counts the fallback of a request, if it is one. */
void sqlite_fallback_add(
    struct sqlite *sqlite, const struct store_request *request);
