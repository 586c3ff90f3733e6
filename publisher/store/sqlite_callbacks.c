/* The outbox of callbacks. */
#include "sqlite_store.h"

#define COLUMNS                                                      \
    "id, execution, webhook_id, profile, body, due, created, tries," \
    " last, delivered"

static void
add_callback(struct sqlite *sqlite, const uint8_t execution[STORE_ID_SIZE],
    const struct store_callback *callback)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO callbacks(execution, webhook_id, profile, body, due,"
        " created, tries, last, delivered)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    sqlite_bind_id(st, 1, execution);
    sqlite_bind_text(st, 2, callback->webhook_id);
    sqlite_bind_text(st, 3, callback->profile);
    sqlite_bind_text(st, 4, callback->body);
    sqlite_bind_instant(st, 5, callback->due);
    sqlite_bind_int(st, 6, callback->created);
    sqlite_bind_int(st, 7, callback->tries);
    sqlite_bind_text(st, 8, callback->last);
    sqlite_bind_int(st, 9, callback->delivered);
    (void)sqlite_change(sqlite, st);
}

void
sqlite_callbacks_add(struct sqlite *sqlite, const struct store_request *request)
{
    for (size_t i = 0; i < request->in.ncallbacks; i++)
        add_callback(
            sqlite, request->in.execution.id, &request->in.callbacks[i]);
}

static void
add_row(struct store_request *request, sqlite3_stmt *st)
{
    struct arena *arena = &request->arena;

    request->out.callbacks = arena_grow(arena, request->out.callbacks,
        request->out.ncallbacks, sizeof(*request->out.callbacks));
    struct store_callback *callback =
        &request->out.callbacks[request->out.ncallbacks++];
    *callback = (struct store_callback){
        .id = sqlite3_column_int64(st, 0),
        .webhook_id = sqlite_text(arena, st, 2),
        .profile = sqlite_text(arena, st, 3),
        .body = sqlite_text(arena, st, 4),
        .due = sqlite_instant(st, 5),
        .created = sqlite3_column_int64(st, 6),
        .tries = (unsigned)sqlite3_column_int(st, 7),
        .last = sqlite_text(arena, st, 8),
        .delivered = sqlite3_column_int(st, 9),
    };
    (void)sqlite_bytes(st, 1, callback->execution, STORE_ID_SIZE);
}

/* The first profile after this one that waits for something, or NULL. */
static const char *
next_profile(struct sqlite *sqlite, struct arena *arena, const char *after)
{
    const char *profile = NULL;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT profile FROM callbacks WHERE due IS NOT NULL AND profile > ?1"
        " ORDER BY profile LIMIT 1");

    sqlite_bind_text(st, 1, after);
    if (sqlite_row(sqlite, st))
        profile = sqlite_text(arena, st, 0);
    sqlite_stop(st);
    return profile;
}

static size_t
room_of(const struct store_request *request, const char *profile)
{
    const size_t limit = request->in.limit ? request->in.limit : SIZE_MAX;

    for (size_t i = 0; i < request->in.nopen; i++)
        if (text_is(request->in.open[i].profile, profile))
            return limit > request->in.open[i].n ? limit - request->in.open[i].n
                                                 : 0;
    return limit;
}

static void
add_due(
    struct sqlite *sqlite, struct store_request *request, const char *profile)
{
    size_t room = room_of(request, profile);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " COLUMNS " FROM callbacks"
        " WHERE due IS NOT NULL AND profile = ?1 ORDER BY due");

    sqlite_bind_text(st, 1, profile);
    for (; room && sqlite_row(sqlite, st); room--) {
        const int64_t due = sqlite_instant(st, 5);

        if (due > request->in.now) {
            if (due < request->out.next)
                request->out.next = due;
            break;
        }
        add_row(request, st);
    }
    sqlite_stop(st);
}

/* Profile by profile, so that one with thousands holds up no other. */
void
sqlite_callbacks_due(struct sqlite *sqlite, struct store_request *request)
{
    const char *profile = "";

    request->out.next = STORE_NEVER;
    while ((profile = next_profile(sqlite, &request->arena, profile)))
        add_due(sqlite, request, profile);
}

void
sqlite_callback_save(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_callback *callback = &request->in.callback;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "UPDATE callbacks SET due = ?2, tries = ?3, last = ?4, delivered = ?5"
        " WHERE id = ?1");

    sqlite_bind_int(st, 1, callback->id);
    sqlite_bind_instant(st, 2, callback->due);
    sqlite_bind_int(st, 3, callback->tries);
    sqlite_bind_text(st, 4, callback->last);
    sqlite_bind_int(st, 5, callback->delivered);
    if (!sqlite_change(sqlite, st) && !sqlite->error)
        failure_set(&request->failure, STATUS_CONFLICT,
            "there is no callback %lld", (long long)callback->id);
}

/* ?1 to ?3: webhook_id, profile, since; each matches what is not given. */
#define FITS                           \
    " (?1 IS NULL OR webhook_id = ?1)" \
    " AND (?2 IS NULL OR profile = ?2) AND created >= ?3"
#define GIVEN_UP "due IS NULL AND NOT delivered"

static void
bind_outbox(sqlite3_stmt *st, const struct store_outbox *outbox)
{
    sqlite_bind_text(st, 1, outbox->webhook_id);
    sqlite_bind_text(st, 2, outbox->profile);
    sqlite_bind_int(st, 3, outbox->since);
}

/* A statement of its own for each, so that each has its index. */
static sqlite3_stmt *
select_callbacks(struct sqlite *sqlite, const struct store_outbox *outbox)
{
#define SELECT(where)                                         \
    sqlite_sql(sqlite,                                        \
        "SELECT " COLUMNS " FROM callbacks WHERE " where FITS \
        " ORDER BY id DESC LIMIT ?4")
    if (outbox->webhook_id)
        return SELECT("webhook_id = ?1 AND");
    switch (outbox->state) {
    case CALLBACK_GIVEN_UP:
        return SELECT(GIVEN_UP " AND");
    case CALLBACK_WAITING:
        return SELECT("due IS NOT NULL AND");
    case CALLBACK_DELIVERED:
        return SELECT("delivered AND");
    case CALLBACK_ANY:
        break;
    }
    return SELECT("");
#undef SELECT
}

void
sqlite_callbacks(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_outbox *outbox = &request->in.outbox;
    sqlite3_stmt *st = select_callbacks(sqlite, outbox);

    bind_outbox(st, outbox);
    sqlite_bind_int(st, 4, request->in.limit ? (int64_t)request->in.limit : -1);
    while (sqlite_row(sqlite, st)) {
        add_row(request, st);
        if (!outbox->webhook_id)
            request->out.callbacks[request->out.ncallbacks - 1].body = NULL;
    }
}

void
sqlite_callback_replay(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_outbox *outbox = &request->in.outbox;
    sqlite3_stmt *st = outbox->webhook_id
        ? sqlite_sql(sqlite,
              "UPDATE callbacks SET due = ?4, tries = 0, delivered = 0"
              " WHERE webhook_id = ?1 AND due IS NULL AND" FITS)
        : sqlite_sql(sqlite,
              "UPDATE callbacks SET due = ?4, tries = 0"
              " WHERE " GIVEN_UP " AND" FITS);

    bind_outbox(st, outbox);
    sqlite_bind_int(st, 4, request->in.now);
    request->out.nreplayed = (size_t)sqlite_change(sqlite, st);
}
