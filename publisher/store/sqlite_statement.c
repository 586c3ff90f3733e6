/* Statements of SQLite: prepared once, bound, stepped, read. */
#include "sqlite_store.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The first error of a request is kept: the rest are its noise. */
static void
note_error(struct sqlite *sqlite)
{
    if (sqlite->error)
        return;
    sqlite->error = sqlite3_extended_errcode(sqlite->db);
    (void)snprintf(
        sqlite->why, sizeof(sqlite->why), "%s", sqlite3_errmsg(sqlite->db));
}

static size_t
find_slot(const struct sqlite *sqlite, const char *sql)
{
    size_t slot = ((uintptr_t)sql >> 3) % SQLITE_STATEMENTS;

    for (size_t i = 0; i < SQLITE_STATEMENTS; i++) {
        const char *here = sqlite->statements[slot].sql;

        if (!here || here == sql)
            return slot;
        slot = (slot + 1) % SQLITE_STATEMENTS;
    }
    abort(); /* more literals than SQLITE_STATEMENTS: a mistake of ours */
}

/* A literal is known by its address, which is looked up without reading it. */
sqlite3_stmt *
sqlite_sql(struct sqlite *sqlite, const char *sql)
{
    const size_t slot = find_slot(sqlite, sql);
    sqlite3_stmt *statement = sqlite->statements[slot].statement;

    if (sqlite->error || statement)
        return sqlite->error ? NULL : statement;
    if (sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
            &statement, NULL) != SQLITE_OK) {
        note_error(sqlite);
        return NULL;
    }
    sqlite->statements[slot].sql = sql;
    sqlite->statements[slot].statement = statement;
    return statement;
}

void
sqlite_statements_free(struct sqlite *sqlite)
{
    for (size_t i = 0; i < SQLITE_STATEMENTS; i++)
        (void)sqlite3_finalize(sqlite->statements[i].statement);
}

void
sqlite_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    if (statement)
        (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

void
sqlite_bind_int(sqlite3_stmt *statement, int at, int64_t number)
{
    if (statement)
        (void)sqlite3_bind_int64(statement, at, number);
}

void
sqlite_bind_instant(sqlite3_stmt *statement, int at, int64_t instant)
{
    if (statement && instant == STORE_NEVER)
        (void)sqlite3_bind_null(statement, at);
    else
        sqlite_bind_int(statement, at, instant);
}

void
sqlite_bind_blob(sqlite3_stmt *statement, int at, const void *bytes, size_t len)
{
    if (statement)
        (void)sqlite3_bind_blob64(statement, at, bytes, len, SQLITE_STATIC);
}

void
sqlite_bind_id(sqlite3_stmt *statement, int at, const uint8_t id[STORE_ID_SIZE])
{
    sqlite_bind_blob(statement, at, id, STORE_ID_SIZE);
}

bool
sqlite_row(struct sqlite *sqlite, sqlite3_stmt *statement)
{
    if (!statement)
        return false;
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        note_error(sqlite);
    sqlite_stop(statement);
    return false;
}

void
sqlite_stop(sqlite3_stmt *statement)
{
    (void)sqlite3_reset(statement); /* repeats the error of the last step */
}

int
sqlite_change(struct sqlite *sqlite, sqlite3_stmt *statement)
{
    const bool row = sqlite_row(sqlite, statement);

    assert(!row);
    (void)row;
    return sqlite->error ? 0 : sqlite3_changes(sqlite->db);
}

bool
sqlite_execute(struct sqlite *sqlite, const char *sql)
{
    (void)sqlite_change(sqlite, sqlite_sql(sqlite, sql));
    return !sqlite->error;
}

const char *
sqlite_text(struct arena *arena, sqlite3_stmt *statement, int at)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);

    return arena_strdup(arena, text);
}

int64_t
sqlite_instant(sqlite3_stmt *statement, int at)
{
    if (sqlite3_column_type(statement, at) == SQLITE_NULL)
        return STORE_NEVER;
    return sqlite3_column_int64(statement, at);
}

bool
sqlite_bytes(sqlite3_stmt *statement, int at, void *out, size_t size)
{
    const void *bytes = sqlite3_column_blob(statement, at);

    if (!bytes || (size_t)sqlite3_column_bytes(statement, at) != size)
        return false;
    memcpy(out, bytes, size);
    return true;
}
