/* Executions: added, saved and found again. */
#include "sqlite_store.h"

#include <string.h>

#include "digest.h"
#include "pack.h"

#define COLUMNS                                                         \
    "e.id, f.workflow_id, e.revision, e.key_id, e.request_id, e.input," \
    " e.notes, e.version, e.due, e.engine, e.gate, e.queued"
#define FROM_EXECUTIONS " FROM executions e JOIN flows f ON f.number = e.flow "

/* False where the state is none that this program can read. */
static bool
read_row(
    struct arena *arena, sqlite3_stmt *st, struct store_execution *execution)
{
    *execution = (struct store_execution){
        .workflow_id = sqlite_text(arena, st, 1),
        .revision = sqlite3_column_int64(st, 2),
        .key_id = sqlite_text(arena, st, 3),
        .request_id = sqlite_text(arena, st, 4),
        .input = sqlite_text(arena, st, 5),
        .notes = sqlite_text(arena, st, 6),
        .version = sqlite3_column_int64(st, 7),
        .due = sqlite_instant(st, 8),
        .gate = sqlite_text(arena, st, 10),
        .queued = sqlite3_column_int64(st, 11),
    };
    const void *packed = sqlite3_column_blob(st, 9);
    const size_t len = (size_t)sqlite3_column_bytes(st, 9);
    return sqlite_bytes(st, 0, execution->id, STORE_ID_SIZE) && packed &&
        engine_unpack(&execution->engine, packed, len);
}

static bool
add_row(struct store_request *request, sqlite3_stmt *st)
{
    struct store_execution execution;

    if (!read_row(&request->arena, st, &execution))
        return false;
    request->out.executions = arena_grow(&request->arena,
        request->out.executions, request->out.nexecutions, sizeof(execution));
    request->out.executions[request->out.nexecutions++] = execution;
    return true;
}

static void
list_rows(
    struct sqlite *sqlite, struct store_request *request, sqlite3_stmt *st)
{
    const size_t limit = request->in.limit ? request->in.limit : SIZE_MAX;

    while (request->out.nexecutions < limit && sqlite_row(sqlite, st))
        (void)add_row(request, st);
    sqlite_stop(st);
}

/* One execution, if it is there, into `out`. */
static void
find_one(struct sqlite *sqlite, struct store_request *request,
    const uint8_t id[STORE_ID_SIZE])
{
    char hex[2 * STORE_ID_SIZE + 1];
    sqlite3_stmt *st =
        sqlite_sql(sqlite, "SELECT " COLUMNS FROM_EXECUTIONS "WHERE e.id = ?1");

    digest_hex(hex, id, STORE_ID_SIZE);
    sqlite_bind_id(st, 1, id);
    if (sqlite_row(sqlite, st) && !add_row(request, st))
        failure_set(&request->failure, STATUS_DISK,
            "the state of execution %s cannot be read", hex);
    sqlite_stop(st);
}

void
sqlite_execution(struct sqlite *sqlite, struct store_request *request)
{
    find_one(sqlite, request, request->in.execution.id);
}

void
sqlite_due(struct sqlite *sqlite, struct store_request *request)
{
    const size_t limit = request->in.limit ? request->in.limit : SIZE_MAX;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " COLUMNS FROM_EXECUTIONS
        "WHERE e.due IS NOT NULL ORDER BY e.due");

    request->out.next = STORE_NEVER;
    while (sqlite_row(sqlite, st)) {
        const int64_t due = sqlite_instant(st, 8);

        if (due > request->in.now || request->out.nexecutions == limit) {
            request->out.next = due;
            break;
        }
        (void)add_row(request, st);
    }
    sqlite_stop(st);
}

/* The oldest of two gates: each is read by its index, no further than it can
 * matter. */
void
sqlite_queued(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " COLUMNS FROM_EXECUTIONS
        "WHERE e.rowid IN (SELECT rowid FROM (SELECT rowid FROM executions"
        " WHERE gate = ?1 ORDER BY queued LIMIT ?3) UNION ALL"
        " SELECT rowid FROM (SELECT rowid FROM executions"
        " WHERE gate = ?2 ORDER BY queued LIMIT ?3))"
        " ORDER BY e.queued, e.id LIMIT ?3");

    sqlite_bind_text(st, 1, request->in.gates[0]);
    sqlite_bind_text(st, 2, request->in.gates[1]);
    sqlite_bind_int(st, 3, request->in.limit ? (int64_t)request->in.limit : -1);
    list_rows(sqlite, request, st);
}

void
sqlite_interrupted(struct sqlite *sqlite, struct store_request *request)
{
    list_rows(sqlite, request,
        sqlite_sql(sqlite,
            "SELECT " COLUMNS FROM_EXECUTIONS
            "WHERE e.interrupted ORDER BY e.id"));
}

void
sqlite_open_executions(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " COLUMNS FROM_EXECUTIONS
        "WHERE e.open AND e.id > ?1 ORDER BY e.id");

    sqlite_bind_id(st, 1, request->in.execution.id);
    list_rows(sqlite, request, st);
}

void
sqlite_mac(const struct sqlite *sqlite, const char *number,
    uint8_t mac[SQLITE_MAC_SIZE])
{
    uint8_t whole[SHA256_SIZE];

    digest_hmac_sha256(
        whole, sqlite->recipient_key, SQLITE_KEY_SIZE, number, strlen(number));
    memcpy(mac, whole, SQLITE_MAC_SIZE);
}

static sqlite3_stmt *
find_by_recipient(
    struct sqlite *sqlite, const char *recipient, uint8_t mac[SQLITE_MAC_SIZE])
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " COLUMNS " FROM recipients r"
        " JOIN executions e ON e.id = r.execution"
        " JOIN flows f ON f.number = e.flow"
        " WHERE r.mac = ?3 AND r.execution < ?1"
        " AND (?2 IS NULL OR f.workflow_id = ?2) ORDER BY r.execution DESC");

    sqlite_mac(sqlite, recipient, mac);
    sqlite_bind_blob(st, 3, mac, SQLITE_MAC_SIZE);
    return st;
}

static sqlite3_stmt *
find_by_flow(struct sqlite *sqlite, const char *workflow_id)
{
    if (!workflow_id)
        return sqlite_sql(sqlite,
            "SELECT " COLUMNS FROM_EXECUTIONS "WHERE e.id < ?1 AND ?2 IS NULL"
            " ORDER BY e.id DESC");
    return sqlite_sql(sqlite,
        "SELECT " COLUMNS FROM_EXECUTIONS
        "WHERE f.workflow_id = ?2 AND e.id < ?1"
        " ORDER BY e.id DESC");
}

static sqlite3_stmt *
find_running(struct sqlite *sqlite)
{
    return sqlite_sql(sqlite,
        "SELECT " COLUMNS " FROM flows f"
        " JOIN executions e INDEXED BY executions_running"
        " ON e.flow = f.number WHERE f.workflow_id = ?2"
        " AND e.due IS NOT NULL AND e.id < ?1 ORDER BY e.id DESC");
}

void
sqlite_find(struct sqlite *sqlite, struct store_request *request)
{
    static const uint8_t none[STORE_ID_SIZE];
    uint8_t before[STORE_ID_SIZE], mac[SQLITE_MAC_SIZE];
    const char *workflow_id = request->in.workflow_id;

    memcpy(before, request->in.execution.id, STORE_ID_SIZE);
    if (!memcmp(before, none, STORE_ID_SIZE))
        memset(before, 0xff, STORE_ID_SIZE);
    sqlite3_stmt *st = request->in.nrecipients
        ? find_by_recipient(sqlite, request->in.recipients[0], mac)
        : request->in.running ? find_running(sqlite)
                              : find_by_flow(sqlite, workflow_id);
    sqlite_bind_id(st, 1, before);
    sqlite_bind_text(st, 2, workflow_id);
    list_rows(sqlite, request, st);
}

/* What an earlier request left under the same idempotency key. */
struct earlier {
    bool found, same;
    uint8_t execution[STORE_ID_SIZE];
};

static struct earlier
find_earlier(
    struct sqlite *sqlite, const struct store_request *request, int64_t flow)
{
    const char *key_id = request->in.execution.key_id;
    struct earlier earlier = {0};

    if (!request->in.idempotency_key)
        return earlier;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT execution, fingerprint = ?5 FROM idempotency"
        " WHERE key_id = ?1 AND flow = ?2 AND name = ?3 AND until > ?4");
    sqlite_bind_text(st, 1, key_id ? key_id : "");
    sqlite_bind_int(st, 2, flow);
    sqlite_bind_text(st, 3, request->in.idempotency_key);
    sqlite_bind_int(st, 4, request->in.now);
    sqlite_bind_text(st, 5, request->in.fingerprint);
    if (sqlite_row(sqlite, st)) {
        earlier.found = sqlite_bytes(st, 0, earlier.execution, STORE_ID_SIZE);
        earlier.same = sqlite3_column_int(st, 1);
    }
    sqlite_stop(st);
    return earlier;
}

/* True when the request was made before: then out says so. An execution that
 * is gone since is no reason to refuse a new one. */
static bool
was_added(struct sqlite *sqlite, struct store_request *request, int64_t flow)
{
    const struct earlier earlier = find_earlier(sqlite, request, flow);

    if (!earlier.found)
        return false;
    request->out.mismatched = !earlier.same;
    if (!earlier.same)
        return true;
    find_one(sqlite, request, earlier.execution);
    request->out.repeated = request->out.nexecutions > 0;
    return request->out.repeated || request->failure.text[0];
}

static void
insert_idempotency(
    struct sqlite *sqlite, const struct store_request *request, int64_t flow)
{
    const char *key_id = request->in.execution.key_id;

    if (!request->in.idempotency_key)
        return;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT OR REPLACE INTO idempotency VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    sqlite_bind_text(st, 1, key_id ? key_id : "");
    sqlite_bind_int(st, 2, flow);
    sqlite_bind_text(st, 3, request->in.idempotency_key);
    sqlite_bind_text(st, 4, request->in.fingerprint);
    sqlite_bind_id(st, 5, request->in.execution.id);
    sqlite_bind_int(st, 6, request->in.idempotency_until);
    (void)sqlite_change(sqlite, st);
}

static void
insert_execution(struct sqlite *sqlite, const struct store_execution *execution,
    int64_t flow)
{
    uint8_t packed[ENGINE_PACKED_MAX];
    const size_t len = engine_pack(&execution->engine, packed);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO executions(id, flow, revision, key_id, request_id,"
        " version, due, interrupted, engine, input, notes, gate, queued, open)"
        " VALUES(?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");

    sqlite_bind_id(st, 1, execution->id);
    sqlite_bind_int(st, 2, flow);
    sqlite_bind_int(st, 3, execution->revision);
    sqlite_bind_text(st, 4, execution->key_id);
    sqlite_bind_text(st, 5, execution->request_id);
    sqlite_bind_instant(st, 6, execution->due);
    sqlite_bind_int(st, 7, store_interrupted(&execution->engine));
    sqlite_bind_blob(st, 8, packed, len);
    sqlite_bind_text(st, 9, execution->input);
    sqlite_bind_text(st, 10, execution->notes);
    sqlite_bind_text(st, 11, execution->gate);
    sqlite_bind_int(st, 12, execution->queued);
    sqlite_bind_int(st, 13, !engine_ended(&execution->engine));
    (void)sqlite_change(sqlite, st);
}

static void
insert_recipients(struct sqlite *sqlite, const struct store_request *request)
{
    uint8_t mac[SQLITE_MAC_SIZE];

    for (size_t i = 0; i < request->in.nrecipients; i++) {
        sqlite3_stmt *st = sqlite_sql(
            sqlite, "INSERT OR IGNORE INTO recipients VALUES(?1, ?2)");

        sqlite_mac(sqlite, request->in.recipients[i], mac);
        sqlite_bind_blob(st, 1, mac, SQLITE_MAC_SIZE);
        sqlite_bind_id(st, 2, request->in.execution.id);
        (void)sqlite_change(sqlite, st);
    }
}

void
sqlite_execution_add(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_execution *execution = &request->in.execution;
    const int64_t flow =
        sqlite_flow_number(sqlite, execution->workflow_id, execution->revision);

    if (!flow)
        failure_set(&request->failure, STATUS_CONFLICT,
            "there is no revision %lld of Workflow ID %s",
            (long long)execution->revision, execution->workflow_id);
    if (!flow || was_added(sqlite, request, flow) || request->in.only_repeat)
        return;
    insert_execution(sqlite, execution, flow);
    insert_idempotency(sqlite, request, flow);
    insert_recipients(sqlite, request);
    sqlite_fallback_add(sqlite, request);
    sqlite_lines_add(sqlite, request, 1);
    sqlite_messages_add(sqlite, request);
    sqlite_callbacks_add(sqlite, request);
}

static bool
update_execution(struct sqlite *sqlite, const struct store_execution *execution)
{
    uint8_t packed[ENGINE_PACKED_MAX];
    const size_t len = engine_pack(&execution->engine, packed);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "UPDATE executions SET version = version + 1, due = ?3,"
        " interrupted = ?4, engine = ?5, input = coalesce(?6, input),"
        " notes = coalesce(?7, notes), gate = ?8, queued = ?9,"
        " open = ?10 WHERE id = ?1 AND version = ?2");

    sqlite_bind_id(st, 1, execution->id);
    sqlite_bind_int(st, 2, execution->version);
    sqlite_bind_instant(st, 3, execution->due);
    sqlite_bind_int(st, 4, store_interrupted(&execution->engine));
    sqlite_bind_blob(st, 5, packed, len);
    sqlite_bind_text(st, 6, execution->input);
    sqlite_bind_text(st, 7, execution->notes);
    sqlite_bind_text(st, 8, execution->gate);
    sqlite_bind_int(st, 9, execution->queued);
    sqlite_bind_int(st, 10, !engine_ended(&execution->engine));
    return sqlite_change(sqlite, st) == 1;
}

void
sqlite_execution_save(struct sqlite *sqlite, struct store_request *request)
{
    if (!update_execution(sqlite, &request->in.execution)) {
        request->out.conflicted = true;
        return;
    }
    sqlite_fallback_add(sqlite, request);
    sqlite_lines_add(sqlite, request, request->in.execution.version + 1);
    sqlite_messages_add(sqlite, request);
    sqlite_callbacks_add(sqlite, request);
    sqlite_wishes_add(sqlite, request);
}
