/*
 * The timeline. The lines of one save are one row, since an execution has
 * many and they are only read all together. Each is, in bytes: instant (8,
 * highest first), position, rule, reason, report, length of its text plus one
 * (2; 0: no text), text.
 */
#include "sqlite_store.h"

#include <string.h>

#include "text.h"

#define HEAD_SIZE 14
#define TEXT_MAX 4000 /* bytes kept of a line's text */

static void
pack_line(struct text *packed, const struct store_line *line)
{
    const size_t len = line->text ? strnlen(line->text, TEXT_MAX) : 0;
    const size_t told = line->text ? len + 1 : 0;
    uint8_t head[HEAD_SIZE] = {
        [8] = line->position,
        (uint8_t)line->rule,
        (uint8_t)line->reason,
        (uint8_t)line->report,
        (uint8_t)(told >> 8),
        (uint8_t)told,
    };

    for (int i = 0; i < 8; i++)
        head[i] = (uint8_t)((uint64_t)line->at >> (56 - 8 * i));
    text_add_bytes(packed, head, sizeof(head));
    text_add_bytes(packed, line->text, len);
}

/* Reads one line and moves past it; false at the end, or at a cut one. */
static bool
unpack_line(struct arena *arena, const uint8_t **at, const uint8_t *end,
    struct store_line *line)
{
    const uint8_t *head = *at;
    uint64_t instant = 0;

    if (end - head < HEAD_SIZE)
        return false;
    for (int i = 0; i < 8; i++)
        instant = instant << 8 | head[i];
    *line = (struct store_line){
        .at = (int64_t)instant,
        .position = head[8],
        .rule = head[9],
        .reason = head[10],
        .report = head[11],
    };
    const size_t told = (size_t)head[12] << 8 | head[13];
    const size_t len = told ? told - 1 : 0;
    *at += HEAD_SIZE;
    if ((size_t)(end - *at) < len)
        return false;
    if (told)
        line->text = arena_strndup(arena, (const char *)*at, len);
    *at += len;
    return true;
}

void
sqlite_lines_add(
    struct sqlite *sqlite, const struct store_request *request, int64_t version)
{
    auto_(text) struct text packed = {0};

    if (!request->in.nlines)
        return;
    for (size_t i = 0; i < request->in.nlines; i++)
        pack_line(&packed, &request->in.lines[i]);
    sqlite3_stmt *st =
        sqlite_sql(sqlite, "INSERT INTO lines VALUES(?1, ?2, ?3)");
    sqlite_bind_id(st, 1, request->in.execution.id);
    sqlite_bind_int(st, 2, version);
    sqlite_bind_blob(st, 3, packed.bytes, packed.len);
    (void)sqlite_change(sqlite, st);
}

static void
add_lines(struct store_request *request, sqlite3_stmt *st)
{
    const uint8_t *at = sqlite3_column_blob(st, 0);
    const uint8_t *end = at + sqlite3_column_bytes(st, 0);
    struct store_line line;

    while (at && unpack_line(&request->arena, &at, end, &line)) {
        request->out.lines = arena_grow(&request->arena, request->out.lines,
            request->out.nlines, sizeof(line));
        request->out.lines[request->out.nlines++] = line;
    }
}

void
sqlite_timeline(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT packed FROM lines WHERE execution = ?1 ORDER BY version");

    sqlite_bind_id(st, 1, request->in.execution.id);
    while (sqlite_row(sqlite, st))
        add_lines(request, st);
}
