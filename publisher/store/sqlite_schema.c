/*
 * The tables: numbered migrations, forward only, all that are missing in one
 * transaction with the number that they leave behind.
 */
#include "sqlite_store.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "digest.h"
#include "text.h"

#define AWAIT_MS 20
#define AWAIT_TRIES 100

/*
 * Times are ms since 1970; NULL where there is none. Enums are stored by their
 * number, so that their headers may only grow at the end. A flow without
 * `folded` is deleted. `interrupted` is store_interrupted().
 */
static const char first_tables[] =
    "CREATE TABLE meta("
    " name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE flows("
    " number INTEGER PRIMARY KEY, workflow_id TEXT NOT NULL UNIQUE,"
    " folded TEXT UNIQUE, newest INTEGER NOT NULL,"
    " published INTEGER NOT NULL) STRICT;"

    "CREATE TABLE revisions("
    " flow INTEGER NOT NULL REFERENCES flows, revision INTEGER NOT NULL,"
    " title TEXT NOT NULL, sha256 TEXT NOT NULL, author TEXT, message TEXT,"
    " signature TEXT, at INTEGER NOT NULL, yaml TEXT NOT NULL,"
    " templates TEXT NOT NULL, UNIQUE(flow, revision)) STRICT;"

    "CREATE TABLE keys("
    " id TEXT PRIMARY KEY, name TEXT, scopes TEXT NOT NULL,"
    " hash BLOB NOT NULL UNIQUE, created INTEGER NOT NULL, expires INTEGER,"
    " revoked INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE executions("
    " id BLOB NOT NULL UNIQUE, flow INTEGER NOT NULL REFERENCES flows,"
    " revision INTEGER NOT NULL, key_id TEXT, request_id TEXT,"
    " version INTEGER NOT NULL, due INTEGER, interrupted INTEGER NOT NULL,"
    " engine BLOB NOT NULL, input TEXT, notes TEXT) STRICT;"
    "CREATE INDEX executions_due ON executions(due) WHERE due IS NOT NULL;"
    "CREATE INDEX executions_interrupted ON executions(id) WHERE interrupted;"
    "CREATE INDEX executions_flow ON executions(flow, id);"

    "CREATE TABLE recipients("
    " mac BLOB NOT NULL, execution BLOB NOT NULL,"
    " PRIMARY KEY(mac, execution)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE idempotency("
    " key_id TEXT NOT NULL, flow INTEGER NOT NULL, name TEXT NOT NULL,"
    " fingerprint TEXT NOT NULL, execution BLOB NOT NULL,"
    " until INTEGER NOT NULL,"
    " PRIMARY KEY(key_id, flow, name)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE lines("
    " execution BLOB NOT NULL, version INTEGER NOT NULL,"
    " packed BLOB NOT NULL, PRIMARY KEY(execution, version))"
    " STRICT, WITHOUT ROWID;"

    "CREATE TABLE messages("
    " scope TEXT NOT NULL, message_id TEXT NOT NULL, execution BLOB NOT NULL,"
    " position INTEGER NOT NULL, part INTEGER NOT NULL,"
    " PRIMARY KEY(scope, message_id, execution, position, part))"
    " STRICT, WITHOUT ROWID;"

    "CREATE TABLE orphans("
    " number INTEGER PRIMARY KEY, scope TEXT NOT NULL,"
    " message_id TEXT NOT NULL, report INTEGER NOT NULL,"
    " reason INTEGER NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL)"
    " STRICT;"
    "CREATE INDEX orphans_message ON orphans(scope, message_id);"

    "CREATE TABLE callbacks("
    " id INTEGER PRIMARY KEY, execution BLOB NOT NULL,"
    " webhook_id TEXT NOT NULL, profile TEXT NOT NULL, due INTEGER,"
    " created INTEGER NOT NULL, tries INTEGER NOT NULL, last TEXT,"
    " delivered INTEGER NOT NULL, body TEXT NOT NULL) STRICT;"
    "CREATE INDEX callbacks_due ON callbacks(due) WHERE due IS NOT NULL;"
    "CREATE INDEX callbacks_execution ON callbacks(execution);";

/*
 * Where a revision came from (COMMIT is a word of SQL), and what happened to
 * flows. Of what was before it only the publishing is known. `events` of a
 * flow is the number of its last event.
 */
static const char history[] =
    "ALTER TABLE revisions ADD COLUMN git_commit TEXT;"
    "ALTER TABLE flows ADD COLUMN events INTEGER NOT NULL DEFAULT 0;"

    "CREATE TABLE events("
    " flow INTEGER NOT NULL REFERENCES flows, number INTEGER NOT NULL,"
    " at INTEGER NOT NULL, kind INTEGER NOT NULL, revision INTEGER NOT NULL,"
    " author TEXT, message TEXT, git_commit TEXT,"
    " PRIMARY KEY(flow, number)) STRICT, WITHOUT ROWID;"

    "INSERT INTO events(flow, number, at, kind, revision, author, message)"
    " SELECT flow, revision, at, 0, revision, author, message FROM revisions;"
    "UPDATE flows SET events = newest;";

/* What is due is found by profile, what was given up by profile or its id. */
static const char outbox[] =
    "DROP INDEX callbacks_due;"
    "CREATE INDEX callbacks_due ON callbacks(profile, due)"
    " WHERE due IS NOT NULL;"
    "CREATE INDEX callbacks_given_up ON callbacks(profile, id)"
    " WHERE due IS NULL AND NOT delivered;"
    "CREATE INDEX callbacks_webhook ON callbacks(webhook_id);";

/* Opt-outs and consents, found by the digest of their number. */
static const char wishes[] =
    "CREATE TABLE wishes("
    " id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, mac BLOB NOT NULL,"
    " channel INTEGER NOT NULL, number TEXT, category INTEGER NOT NULL,"
    " at INTEGER NOT NULL, source INTEGER NOT NULL, author TEXT, note TEXT,"
    " UNIQUE(mac, kind, channel)) STRICT;"
    "CREATE INDEX wishes_kind ON wishes(kind);";

/*
 * What messages wait behind, pauses by hand, and fallbacks by the second for
 * the budgets of flows. A pause of a flow has its Workflow ID.
 */
static const char brakes[] =
    "ALTER TABLE executions ADD COLUMN gate TEXT;"
    "ALTER TABLE executions ADD COLUMN queued INTEGER;"
    "CREATE INDEX executions_gate ON executions(gate, queued)"
    " WHERE gate IS NOT NULL;"

    "CREATE TABLE pauses("
    " is_flow INTEGER NOT NULL, name TEXT NOT NULL,"
    " refuses INTEGER NOT NULL, author TEXT, key_id TEXT, reason TEXT,"
    " at INTEGER NOT NULL, PRIMARY KEY(is_flow, name)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE fallbacks("
    " flow INTEGER NOT NULL REFERENCES flows, second INTEGER NOT NULL,"
    " n INTEGER NOT NULL, PRIMARY KEY(flow, second)) STRICT, WITHOUT ROWID;";

/* What has not ended, so that each can be looked at for its timer. */
static const char open_executions[] =
    "ALTER TABLE executions ADD COLUMN open INTEGER NOT NULL DEFAULT 0;"
    "UPDATE executions SET open = due IS NOT NULL OR interrupted;"
    "CREATE INDEX executions_open ON executions(id) WHERE open;";

/* Those of a flow that still wait for something. */
static const char running[] =
    "CREATE INDEX executions_running ON executions(flow, id)"
    " WHERE due IS NOT NULL;";

static const char *const migrations[] = {
    first_tables,
    history,
    outbox,
    wishes,
    brakes,
    open_executions,
    running,
};

static bool
broken(struct sqlite *sqlite, const char *path, struct failure *failure)
{
    const char *why = sqlite->error ? sqlite->why : sqlite3_errmsg(sqlite->db);

    return failure_set(
        failure, STATUS_UNREACHABLE, "'%s' cannot be read: %s", path, why);
}

/* The number of the last migration, 0 for an empty file, -1 for another's. */
static int64_t
read_schema(struct sqlite *sqlite)
{
    int64_t tables = 0, ours = 0, schema = -1;
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "SELECT count(*), sum(name = 'meta') FROM sqlite_schema");

    if (sqlite_row(sqlite, st)) {
        tables = sqlite3_column_int64(st, 0);
        ours = sqlite3_column_int64(st, 1);
        sqlite_stop(st);
    }
    if (!tables)
        return 0;
    if (!ours)
        return -1;
    st = sqlite_sql(sqlite, "SELECT value FROM meta WHERE name = 'schema'");
    if (sqlite_row(sqlite, st)) {
        schema = sqlite3_column_int64(st, 0);
        sqlite_stop(st);
    }
    return schema;
}

static void
set_meta(struct sqlite *sqlite, const char *name, int64_t number)
{
    sqlite3_stmt *st =
        sqlite_sql(sqlite, "INSERT OR REPLACE INTO meta VALUES(?1, ?2)");

    sqlite_bind_text(st, 1, name);
    sqlite_bind_int(st, 2, number);
    (void)sqlite_change(sqlite, st);
}

/* What a new store gets once: whose it is, and the key of its number index. */
static void
set_owner(struct sqlite *sqlite, const char *account)
{
    uint8_t key[SQLITE_KEY_SIZE];
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO meta VALUES('account', ?1), ('recipient_key', ?2)");

    digest_random(key, sizeof(key));
    sqlite_bind_text(st, 1, account);
    sqlite_bind_blob(st, 2, key, sizeof(key));
    (void)sqlite_change(sqlite, st);
    explicit_bzero(key, sizeof(key));
}

static bool
migrate(struct sqlite *sqlite, int64_t from, const char *account)
{
    auto_(text) struct text script = {0};

    text_add(&script, "BEGIN IMMEDIATE;");
    for (size_t i = (size_t)from; i < ARRAY_LEN(migrations); i++)
        text_add(&script, migrations[i]);
    if (sqlite3_exec(sqlite->db, text_str(&script), NULL, NULL, NULL))
        return false;
    if (from == 0)
        set_owner(sqlite, account);
    set_meta(sqlite, "schema", ARRAY_LEN(migrations));
    return !sqlite->error &&
        sqlite3_exec(sqlite->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

static bool
bring_up(struct sqlite *sqlite, const char *path, int64_t schema,
    const struct store_options *options, struct failure *failure)
{
    if (schema == 0 && !options->account)
        return failure_set(failure, STATUS_USAGE,
            "'%s' is empty; a new store needs an account", path);
    assert(schema >= 0); /* check_schema() let it pass */
    return schema == (int64_t)ARRAY_LEN(migrations) ||
        migrate(sqlite, schema, options->account) ||
        broken(sqlite, path, failure);
}

/* A file without tables may be one that another process makes just now. */
static int64_t
await_schema(struct sqlite *sqlite)
{
    const struct timespec pause = {.tv_nsec = AWAIT_MS * 1000000L};
    int64_t schema = read_schema(sqlite);

    for (int i = 0; i < AWAIT_TRIES && schema == 0 && sqlite->read_only; i++) {
        (void)nanosleep(&pause, NULL);
        schema = read_schema(sqlite);
    }
    return schema;
}

static bool
check_schema(struct sqlite *sqlite, const char *path, int64_t schema,
    struct failure *failure)
{
    const int64_t known = ARRAY_LEN(migrations);

    if (sqlite->error)
        return broken(sqlite, path, failure);
    if (schema < 0)
        return failure_set(failure, STATUS_UNREACHABLE,
            "'%s' is a database, but no Fallback store", path);
    if (schema > known)
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' was made by a newer Fallback (schema %lld, this program "
            "knows %lld); use that one",
            path, (long long)schema, (long long)known);
    if (schema < known && sqlite->read_only)
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' is of an older Fallback; open it for writing once", path);
    return true;
}

static bool
check_owner(struct sqlite *sqlite, const char *path, const char *account,
    struct failure *failure)
{
    struct arena arena = {0};
    const char *owner = NULL;
    bool has_key = false;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT a.value, k.value FROM meta a, meta k"
        " WHERE a.name = 'account' AND k.name = 'recipient_key'");

    if (sqlite_row(sqlite, st)) {
        owner = sqlite_text(&arena, st, 0);
        has_key = sqlite_bytes(st, 1, sqlite->recipient_key, SQLITE_KEY_SIZE);
        sqlite_stop(st);
    }
    bool ok = owner && has_key;
    if (!ok)
        (void)broken(sqlite, path, failure);
    else if (account && strcmp(owner, account))
        ok = failure_set(failure, STATUS_CONFLICT,
            "'%s' is the store of account '%s', not of '%s'", path, owner,
            account);
    memcpy(sqlite->store.secret, sqlite->recipient_key, SQLITE_KEY_SIZE);
    arena_free(&arena);
    return ok;
}

bool
sqlite_open_schema(struct sqlite *sqlite, const char *path,
    const struct store_options *options, struct failure *failure)
{
    const int64_t schema = await_schema(sqlite);

    return check_schema(sqlite, path, schema, failure) &&
        bring_up(sqlite, path, schema, options, failure) &&
        check_owner(sqlite, path, options->account, failure);
}
