/* Opt-outs and consents. */
#include "sqlite_store.h"

#define ALL_KINDS 0xffU

static void
add_wish(struct sqlite *sqlite, struct store_request *request,
    const struct store_wish *wish)
{
    uint8_t mac[SQLITE_MAC_SIZE];
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO wishes(kind, mac, channel, number, category, at, source,"
        " author, note) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT(mac, kind, channel) DO UPDATE SET"
        " number = excluded.number, at = excluded.at,"
        " category = max(category, excluded.category),"
        " source = excluded.source, author = excluded.author,"
        " note = excluded.note");

    sqlite_mac(sqlite, wish->number, mac);
    sqlite_bind_int(st, 1, wish->kind);
    sqlite_bind_blob(st, 2, mac, sizeof(mac));
    sqlite_bind_int(st, 3, wish->channel);
    sqlite_bind_text(st, 4, wish->digest_only ? NULL : wish->number);
    sqlite_bind_int(st, 5, wish->category);
    sqlite_bind_int(st, 6, wish->at);
    sqlite_bind_int(st, 7, wish->source);
    sqlite_bind_text(st, 8, wish->by);
    sqlite_bind_text(st, 9, wish->note);
    request->out.nchanged += (size_t)sqlite_change(sqlite, st);
}

void
sqlite_wishes_add(struct sqlite *sqlite, struct store_request *request)
{
    for (size_t i = 0; i < request->in.nwishes; i++)
        add_wish(sqlite, request, &request->in.wishes[i]);
}

/* ?1 kind, ?2 digest or NULL, ?3 channel or NULL. */
#define FITS                                  \
    " kind = ?1 AND (?2 IS NULL OR mac = ?2)" \
    " AND (?3 IS NULL OR channel = ?3)"

static void
bind_wished(const struct sqlite *sqlite, sqlite3_stmt *st,
    const struct store_wished *wished, uint8_t mac[SQLITE_MAC_SIZE])
{
    sqlite_bind_int(st, 1, wished->kind);
    if (wished->number) {
        sqlite_mac(sqlite, wished->number, mac);
        sqlite_bind_blob(st, 2, mac, SQLITE_MAC_SIZE);
    } else {
        sqlite_bind_text(st, 2, NULL);
    }
    sqlite_bind_instant(
        st, 3, wished->of_channel ? (int64_t)wished->channel : STORE_NEVER);
}

void
sqlite_wishes_remove(struct sqlite *sqlite, struct store_request *request)
{
    uint8_t mac[SQLITE_MAC_SIZE];
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "DELETE FROM wishes WHERE ?2 IS NOT NULL AND mac = ?2 AND" FITS);

    bind_wished(sqlite, st, &request->in.wished, mac);
    request->out.nchanged = (size_t)sqlite_change(sqlite, st);
}

static void
add_row(struct store_request *request, sqlite3_stmt *st)
{
    struct arena *arena = &request->arena;

    request->out.wishes = arena_grow(arena, request->out.wishes,
        request->out.nwishes, sizeof(*request->out.wishes));
    const char *number = sqlite_text(arena, st, 3);
    request->out.wishes[request->out.nwishes++] = (struct store_wish){
        .kind = (enum wish_kind)sqlite3_column_int(st, 1),
        .channel = (enum wish_channel)sqlite3_column_int(st, 2),
        .number = number,
        .digest_only = !number,
        .category = (enum wish_category)sqlite3_column_int(st, 4),
        .at = sqlite3_column_int64(st, 5),
        .source = (enum wish_source)sqlite3_column_int(st, 6),
        .by = sqlite_text(arena, st, 7),
        .note = sqlite_text(arena, st, 8),
    };
}

#define SELECT(where)                                                     \
    sqlite_sql(sqlite,                                                    \
        "SELECT id, kind, channel, number, category, at, source, author," \
        " note FROM wishes WHERE " where " id < ?4 AND" FITS              \
        " ORDER BY id DESC")

void
sqlite_wishes(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_wished *wished = &request->in.wished;
    const size_t limit = request->in.limit ? request->in.limit : SIZE_MAX;
    uint8_t mac[SQLITE_MAC_SIZE];
    int64_t last = 0;
    /* A statement of its own for each, so that each has its index. */
    sqlite3_stmt *st = wished->number ? SELECT("mac = ?2 AND") : SELECT("");

    bind_wished(sqlite, st, wished, mac);
    sqlite_bind_int(st, 4, wished->before ? wished->before : INT64_MAX);
    while (sqlite_row(sqlite, st)) {
        if (request->out.nwishes == limit) {
            request->out.next_page = last;
            sqlite_stop(st);
            break;
        }
        add_row(request, st);
        last = sqlite3_column_int64(st, 0);
    }
}
#undef SELECT

static void
add_to_standing(struct store_standing *standing, enum wish_kind kind,
    enum wish_channel channel, enum wish_category category)
{
    const uint8_t set =
        (uint8_t)(channel == WISH_ALL_CHANNELS ? ALL_KINDS
                                               : 1U << (channel - 1));

    switch (kind) {
    case WISH_CONSENT:
        standing->consented |= set;
        break;
    case WISH_OPT_OUT:
        standing->no_marketing |= set;
        if (category == WISH_EVERYTHING)
            standing->nothing |= set;
        break;
    }
}

static void
find_standing(
    struct sqlite *sqlite, const char *number, struct store_standing *standing)
{
    uint8_t mac[SQLITE_MAC_SIZE];
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "SELECT kind, channel, category FROM wishes WHERE mac = ?1");

    sqlite_mac(sqlite, number, mac);
    sqlite_bind_blob(st, 1, mac, sizeof(mac));
    while (sqlite_row(sqlite, st))
        add_to_standing(standing, (enum wish_kind)sqlite3_column_int(st, 0),
            (enum wish_channel)sqlite3_column_int(st, 1),
            (enum wish_category)sqlite3_column_int(st, 2));
}

void
sqlite_standings(struct sqlite *sqlite, struct store_request *request)
{
    const size_t n = request->in.nrecipients;

    request->out.standings =
        arena_alloc(&request->arena, n * sizeof(*request->out.standings));
    for (size_t i = 0; i < n; i++)
        if (request->in.recipients[i])
            find_standing(
                sqlite, request->in.recipients[i], &request->out.standings[i]);
}
