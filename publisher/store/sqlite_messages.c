/* The providers' message ids, and reports that match none. */
#include "sqlite_store.h"

void
sqlite_messages_add(struct sqlite *sqlite, const struct store_request *request)
{
    for (size_t i = 0; i < request->in.nmessages; i++) {
        const struct store_message *message = &request->in.messages[i];
        sqlite3_stmt *st = sqlite_sql(sqlite,
            "INSERT OR IGNORE INTO messages VALUES(?1, ?2, ?3, ?4, ?5)");

        sqlite_bind_text(st, 1, message->scope);
        sqlite_bind_text(st, 2, message->message_id);
        sqlite_bind_id(st, 3, request->in.execution.id);
        sqlite_bind_int(st, 4, message->position);
        sqlite_bind_int(st, 5, message->part);
        (void)sqlite_change(sqlite, st);
    }
}

static void
add_message(struct store_request *request, sqlite3_stmt *st)
{
    struct arena *arena = &request->arena;

    request->out.messages = arena_grow(arena, request->out.messages,
        request->out.nmessages, sizeof(*request->out.messages));
    struct store_message *message =
        &request->out.messages[request->out.nmessages++];
    *message = (struct store_message){
        .scope = request->in.scope,
        .message_id = request->in.message_id,
        .position = (uint8_t)sqlite3_column_int(st, 1),
        .part = (uint8_t)sqlite3_column_int(st, 2),
    };
    (void)sqlite_bytes(st, 0, message->execution, STORE_ID_SIZE);
}

void
sqlite_message(struct sqlite *sqlite, struct store_request *request)
{
    const size_t limit = request->in.limit ? request->in.limit : SIZE_MAX;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT execution, position, part FROM messages"
        " WHERE scope = ?1 AND message_id = ?2"
        " ORDER BY execution DESC, position DESC, part");

    sqlite_bind_text(st, 1, request->in.scope);
    sqlite_bind_text(st, 2, request->in.message_id);
    while (request->out.nmessages < limit && sqlite_row(sqlite, st))
        add_message(request, st);
    sqlite_stop(st);
}

void
sqlite_orphan_add(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_orphan *orphan = &request->in.orphan;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO orphans(scope, message_id, report, reason, part, at)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");

    sqlite_bind_text(st, 1, orphan->scope);
    sqlite_bind_text(st, 2, orphan->message_id);
    sqlite_bind_int(st, 3, orphan->report);
    sqlite_bind_int(st, 4, orphan->reason);
    sqlite_bind_int(st, 5, orphan->part);
    sqlite_bind_int(st, 6, orphan->at);
    (void)sqlite_change(sqlite, st);
}

static void
add_orphan(struct store_request *request, sqlite3_stmt *st)
{
    request->out.orphans = arena_grow(&request->arena, request->out.orphans,
        request->out.norphans, sizeof(*request->out.orphans));
    request->out.orphans[request->out.norphans++] = (struct store_orphan){
        .scope = request->in.scope,
        .message_id = request->in.message_id,
        .report = (enum report)sqlite3_column_int(st, 0),
        .reason = (enum reason)sqlite3_column_int(st, 1),
        .part = (uint8_t)sqlite3_column_int(st, 2),
        .at = sqlite3_column_int64(st, 3),
    };
}

void
sqlite_orphans(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT report, reason, part, at FROM orphans"
        " WHERE scope = ?1 AND message_id = ?2 ORDER BY number");

    sqlite_bind_text(st, 1, request->in.scope);
    sqlite_bind_text(st, 2, request->in.message_id);
    while (sqlite_row(sqlite, st))
        add_orphan(request, st);
    if (!request->out.norphans)
        return;
    st = sqlite_sql(
        sqlite, "DELETE FROM orphans WHERE scope = ?1 AND message_id = ?2");
    sqlite_bind_text(st, 1, request->in.scope);
    sqlite_bind_text(st, 2, request->in.message_id);
    (void)sqlite_change(sqlite, st);
}

void
sqlite_orphans_purge(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "DELETE FROM orphans WHERE at < ?1 AND number IN"
        " (SELECT number FROM orphans ORDER BY number LIMIT ?2)");

    sqlite_bind_int(st, 1, request->in.before);
    sqlite_bind_int(st, 2, request->in.limit ? (int64_t)request->in.limit : -1);
    request->out.npurged = (size_t)sqlite_change(sqlite, st);
}
