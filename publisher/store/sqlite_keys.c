/* API keys: only their hashes are kept. */
#include "sqlite_store.h"

#define KEY "id, name, scopes, hash, created, expires, revoked FROM keys "

static void
add_row(struct store_request *request, sqlite3_stmt *st)
{
    struct arena *arena = &request->arena;

    request->out.keys = arena_grow(arena, request->out.keys, request->out.nkeys,
        sizeof(*request->out.keys));
    struct store_key *key = &request->out.keys[request->out.nkeys++];
    *key = (struct store_key){
        .id = sqlite_text(arena, st, 0),
        .name = sqlite_text(arena, st, 1),
        .scopes = sqlite_text(arena, st, 2),
        .created = sqlite3_column_int64(st, 4),
        .expires = sqlite_instant(st, 5),
        .revoked = sqlite3_column_int64(st, 6),
    };
    (void)sqlite_bytes(st, 3, key->hash, sizeof(key->hash));
}

static void
read_keys(
    struct sqlite *sqlite, struct store_request *request, sqlite3_stmt *st)
{
    while (sqlite_row(sqlite, st))
        add_row(request, st);
}

void
sqlite_key_add(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_key *key = &request->in.key;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT OR IGNORE INTO keys VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    sqlite_bind_text(st, 1, key->id);
    sqlite_bind_text(st, 2, key->name);
    sqlite_bind_text(st, 3, key->scopes);
    sqlite_bind_blob(st, 4, key->hash, sizeof(key->hash));
    sqlite_bind_int(st, 5, key->created);
    sqlite_bind_instant(st, 6, key->expires);
    sqlite_bind_int(st, 7, key->revoked);
    if (!sqlite_change(sqlite, st) && !sqlite->error)
        failure_set(&request->failure, STATUS_CONFLICT,
            "there is a key '%s' already", key->id);
}

void
sqlite_key_find(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_key *key = &request->in.key;
    sqlite3_stmt *st = sqlite_sql(sqlite, "SELECT " KEY "WHERE hash = ?1");

    sqlite_bind_blob(st, 1, key->hash, sizeof(key->hash));
    read_keys(sqlite, request, st);
}

void
sqlite_keys(struct sqlite *sqlite, struct store_request *request)
{
    read_keys(sqlite, request,
        sqlite_sql(sqlite, "SELECT " KEY "ORDER BY created, id"));
}

void
sqlite_key_revoke(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "UPDATE keys SET revoked = ?2 WHERE id = ?1 AND revoked = 0");

    sqlite_bind_text(st, 1, request->in.key.id);
    sqlite_bind_int(st, 2, request->in.now);
    (void)sqlite_change(sqlite, st);
    st = sqlite_sql(sqlite, "SELECT " KEY "WHERE id = ?1");
    sqlite_bind_text(st, 1, request->in.key.id);
    read_keys(sqlite, request, st);
}
