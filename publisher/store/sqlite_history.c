/* What happened to flows: written with each change, read newest first. */
#include "sqlite_store.h"

void
sqlite_event_read(struct arena *arena, sqlite3_stmt *statement, int column,
    struct store_event *event)
{
    *event = (struct store_event){
        .number = sqlite3_column_int64(statement, column),
        .at = sqlite3_column_int64(statement, column + 1),
        .kind =
            (enum store_event_kind)sqlite3_column_int(statement, column + 2),
        .revision = sqlite3_column_int64(statement, column + 3),
        .author = sqlite_text(arena, statement, column + 4),
        .message = sqlite_text(arena, statement, column + 5),
        .commit = sqlite_text(arena, statement, column + 6),
    };
}

void
sqlite_event_add(struct sqlite *sqlite, const struct store_request *request,
    int64_t flow, const struct store_event *event)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO events(flow, number, at, kind, revision, author, message,"
        " git_commit) SELECT number, events + 1, ?2, ?3, ?4, ?5, ?6, ?7"
        " FROM flows WHERE number = ?1");

    sqlite_bind_int(st, 1, flow);
    sqlite_bind_int(st, 2, request->in.now);
    sqlite_bind_int(st, 3, event->kind);
    sqlite_bind_int(st, 4, event->revision);
    sqlite_bind_text(st, 5, request->in.author);
    sqlite_bind_text(st, 6, request->in.message);
    sqlite_bind_text(st, 7, request->in.commit);
    (void)sqlite_change(sqlite, st);
    st = sqlite_sql(
        sqlite, "UPDATE flows SET events = events + 1 WHERE number = ?1");
    sqlite_bind_int(st, 1, flow);
    (void)sqlite_change(sqlite, st);
}

void
sqlite_history(struct sqlite *sqlite, struct store_request *request)
{
    struct arena *arena = &request->arena;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " SQLITE_EVENT " FROM flows f JOIN events e"
        " ON e.flow = f.number WHERE f.workflow_id = ?1"
        " ORDER BY e.number DESC");

    sqlite_bind_text(st, 1, request->in.workflow_id);
    while (sqlite_row(sqlite, st)) {
        request->out.events = arena_grow(arena, request->out.events,
            request->out.nevents, sizeof(*request->out.events));
        sqlite_event_read(
            arena, st, 0, &request->out.events[request->out.nevents++]);
    }
}
