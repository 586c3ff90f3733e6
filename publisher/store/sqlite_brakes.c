/* What holds messages back: pauses by hand, what waits, budgets. */
#include "sqlite_store.h"

#include <string.h>

#include "gate_names.h"

#define HOUR_SECONDS 3600

static const char *
title_of(struct sqlite *sqlite, struct arena *arena, const char *workflow_id)
{
    const char *title = NULL;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT r.title FROM flows f JOIN revisions r ON r.flow = f.number"
        " AND r.revision = f.newest WHERE f.workflow_id = ?1");

    sqlite_bind_text(st, 1, workflow_id);
    if (sqlite_row(sqlite, st))
        title = sqlite_text(arena, st, 0);
    sqlite_stop(st);
    return title;
}

/* The channel or flow of that name, made if it is not there yet. */
static struct store_brake *
brake_of(struct sqlite *sqlite, struct store_request *request, bool is_flow,
    const char *name)
{
    for (size_t i = 0; i < request->out.nbrakes; i++) {
        struct store_brake *brake = &request->out.brakes[i];

        if (brake->pause.is_flow == is_flow && !strcmp(brake->pause.name, name))
            return brake;
    }
    request->out.brakes = arena_grow(&request->arena, request->out.brakes,
        request->out.nbrakes, sizeof(*request->out.brakes));
    struct store_brake *brake = &request->out.brakes[request->out.nbrakes++];
    *brake = (struct store_brake){.budget = -1};
    brake->pause.is_flow = is_flow;
    brake->pause.name = arena_strdup(&request->arena, name);
    if (is_flow)
        brake->title = title_of(sqlite, &request->arena, name);
    return brake;
}

#define PAUSE "is_flow, name, refuses, author, key_id, reason, at"

static void
read_pause(struct arena *arena, sqlite3_stmt *st, struct store_pause *pause)
{
    pause->refuses = sqlite3_column_int(st, 2);
    pause->author = sqlite_text(arena, st, 3);
    pause->key_id = sqlite_text(arena, st, 4);
    pause->reason = sqlite_text(arena, st, 5);
    pause->at = sqlite3_column_int64(st, 6);
}

static void
add_pauses(struct sqlite *sqlite, struct store_request *request)
{
    struct arena *arena = &request->arena;
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "SELECT " PAUSE " FROM pauses ORDER BY is_flow, name");

    while (sqlite_row(sqlite, st)) {
        struct store_brake *brake = brake_of(sqlite, request,
            sqlite3_column_int(st, 0), sqlite_text(arena, st, 1));

        read_pause(arena, st, &brake->pause);
    }
}

/* The first gate after this one that something waits behind, or NULL. */
static const char *
next_gate(struct sqlite *sqlite, struct arena *arena, const char *after)
{
    const char *gate = NULL;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT gate FROM executions WHERE gate IS NOT NULL AND gate > ?1"
        " ORDER BY gate LIMIT 1");

    sqlite_bind_text(st, 1, after);
    if (sqlite_row(sqlite, st))
        gate = sqlite_text(arena, st, 0);
    sqlite_stop(st);
    return gate;
}

/* Counted no further than is told. */
static void
add_waiting(
    struct sqlite *sqlite, struct store_request *request, const char *gate)
{
    const bool is_flow = !strncmp(gate, GATE_FLOW, GATE_PREFIX_LEN) ||
        !strncmp(gate, GATE_PAID, GATE_PREFIX_LEN);
    struct store_brake *brake;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT count(*), min(queued) FROM (SELECT queued FROM executions"
        " WHERE gate = ?1 ORDER BY queued LIMIT ?2)");

    if (strlen(gate) < GATE_PREFIX_LEN)
        return;
    brake = brake_of(sqlite, request, is_flow, gate + GATE_PREFIX_LEN);
    sqlite_bind_text(st, 1, gate);
    sqlite_bind_int(st, 2, STORE_WAITING_MOST + 1);
    if (sqlite_row(sqlite, st)) {
        const int64_t oldest = sqlite3_column_int64(st, 1);

        brake->waiting += sqlite3_column_int64(st, 0);
        if (!brake->oldest || oldest < brake->oldest)
            brake->oldest = oldest;
    }
    sqlite_stop(st);
    if (brake->waiting <= STORE_WAITING_MOST)
        return;
    brake->waiting = STORE_WAITING_MOST;
    brake->more = true;
}

static void
add_spent(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT f.workflow_id, b.second, b.n FROM fallbacks b"
        " JOIN flows f ON f.number = b.flow WHERE b.second >= ?1");

    sqlite_bind_int(st, 1, request->in.now / 1000 - HOUR_SECONDS);
    while (sqlite_row(sqlite, st)) {
        request->out.spent = arena_grow(&request->arena, request->out.spent,
            request->out.nspent, sizeof(*request->out.spent));
        request->out.spent[request->out.nspent++] = (struct store_spent){
            .workflow_id = sqlite_text(&request->arena, st, 0),
            .second = sqlite3_column_int64(st, 1),
            .n = sqlite3_column_int64(st, 2),
        };
    }
}

void
sqlite_brakes(struct sqlite *sqlite, struct store_request *request)
{
    const char *gate = "";

    add_pauses(sqlite, request);
    while ((gate = next_gate(sqlite, &request->arena, gate)))
        add_waiting(sqlite, request, gate);
    add_spent(sqlite, request);
}

static void
find_pause(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_pause *wanted = &request->in.pause;
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " PAUSE " FROM pauses WHERE is_flow = ?1 AND name = ?2");

    sqlite_bind_int(st, 1, wanted->is_flow);
    sqlite_bind_text(st, 2, wanted->name);
    if (sqlite_row(sqlite, st))
        read_pause(&request->arena, st,
            &brake_of(sqlite, request, wanted->is_flow, wanted->name)->pause);
    sqlite_stop(st);
}

void
sqlite_pause(struct sqlite *sqlite, struct store_request *request)
{
    const struct store_pause *pause = &request->in.pause;

    find_pause(sqlite, request);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO pauses(" PAUSE ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT DO UPDATE SET refuses = excluded.refuses");
    sqlite_bind_int(st, 1, pause->is_flow);
    sqlite_bind_text(st, 2, pause->name);
    sqlite_bind_int(st, 3, pause->refuses);
    sqlite_bind_text(st, 4, pause->author);
    sqlite_bind_text(st, 5, pause->key_id);
    sqlite_bind_text(st, 6, pause->reason);
    sqlite_bind_int(st, 7, pause->at);
    (void)sqlite_change(sqlite, st);
}

void
sqlite_resume(struct sqlite *sqlite, struct store_request *request)
{
    find_pause(sqlite, request);
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "DELETE FROM pauses WHERE is_flow = ?1 AND name = ?2");
    sqlite_bind_int(st, 1, request->in.pause.is_flow);
    sqlite_bind_text(st, 2, request->in.pause.name);
    (void)sqlite_change(sqlite, st);
}

/* What is over an hour old counts no more, and is forgotten. */
static void
forget_fallbacks(struct sqlite *sqlite, int64_t flow, int64_t second)
{
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "DELETE FROM fallbacks WHERE flow = ?1 AND second < ?2");

    sqlite_bind_int(st, 1, flow);
    sqlite_bind_int(st, 2, second - HOUR_SECONDS);
    (void)sqlite_change(sqlite, st);
}

void
sqlite_fallback_add(struct sqlite *sqlite, const struct store_request *request)
{
    const struct store_execution *execution = &request->in.execution;
    const int64_t second = request->in.fell_back_at / 1000;

    if (!request->in.fell_back_at)
        return;
    const int64_t flow =
        sqlite_flow_number(sqlite, execution->workflow_id, execution->revision);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO fallbacks(flow, second, n) VALUES(?1, ?2, 1)"
        " ON CONFLICT DO UPDATE SET n = n + 1");
    sqlite_bind_int(st, 1, flow);
    sqlite_bind_int(st, 2, second);
    (void)sqlite_change(sqlite, st);
    forget_fallbacks(sqlite, flow, second);
}
