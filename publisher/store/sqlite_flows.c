/* Reading flows and their revisions. */
#include "sqlite_store.h"

#define REVISION                                                           \
    "f.workflow_id, r.title, r.revision, f.published, r.sha256, r.author," \
    " r.message, r.signature, r.git_commit, r.at, " SQLITE_EVENT
#define COLUMNS 17 /* of the above */
#define FROM_REVISIONS                                                     \
    " FROM flows f JOIN revisions r ON r.flow = f.number LEFT JOIN events" \
    " e ON e.flow = f.number AND e.number = f.events "

static void
read_revision(struct arena *arena, sqlite3_stmt *st, struct store_flow *flow)
{
    *flow = (struct store_flow){
        .workflow_id = sqlite_text(arena, st, 0),
        .title = sqlite_text(arena, st, 1),
        .revision = sqlite3_column_int64(st, 2),
        .published = sqlite3_column_int64(st, 3),
        .sha256 = sqlite_text(arena, st, 4),
        .author = sqlite_text(arena, st, 5),
        .message = sqlite_text(arena, st, 6),
        .signature = sqlite_text(arena, st, 7),
        .commit = sqlite_text(arena, st, 8),
        .at = sqlite3_column_int64(st, 9),
    };
    sqlite_event_read(arena, st, 10, &flow->last);
}

static struct store_flow *
add_flow(struct store_request *request)
{
    request->out.flows = arena_grow(&request->arena, request->out.flows,
        request->out.nflows, sizeof(*request->out.flows));
    return &request->out.flows[request->out.nflows++];
}

static void
list_flows(
    struct sqlite *sqlite, struct store_request *request, sqlite3_stmt *st)
{
    while (sqlite_row(sqlite, st))
        read_revision(&request->arena, st, add_flow(request));
}

void
sqlite_flows(struct sqlite *sqlite, struct store_request *request)
{
    if (!request->in.workflow_id) {
        list_flows(sqlite, request,
            sqlite_sql(sqlite,
                "SELECT " REVISION FROM_REVISIONS "WHERE r.revision = f.newest"
                " AND f.folded IS NOT NULL ORDER BY f.folded"));
        return;
    }
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " REVISION FROM_REVISIONS "WHERE f.workflow_id = ?1"
        " ORDER BY r.revision DESC");
    sqlite_bind_text(st, 1, request->in.workflow_id);
    list_flows(sqlite, request, st);
}

void
sqlite_pinned(struct sqlite *sqlite, struct store_request *request)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " REVISION ", r.templates" FROM_REVISIONS
        "WHERE f.published AND r.revision = f.published ORDER BY f.folded");

    while (sqlite_row(sqlite, st)) {
        struct store_flow *flow = add_flow(request);

        read_revision(&request->arena, st, flow);
        flow->templates = sqlite_text(&request->arena, st, COLUMNS);
    }
}

/* An id, or the title of a flow that is not deleted; the id goes first. */
static int64_t
find_number(struct sqlite *sqlite, const char *id_or_title)
{
    auto_(heap) char *folded = flow_title_key(id_or_title);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT number FROM flows WHERE workflow_id = ?1 OR folded = ?2"
        " ORDER BY workflow_id = ?1 DESC LIMIT 1");
    int64_t number = 0;

    sqlite_bind_text(st, 1, id_or_title);
    sqlite_bind_text(st, 2, folded);
    if (sqlite_row(sqlite, st))
        number = sqlite3_column_int64(st, 0);
    sqlite_stop(st);
    return number;
}

void
sqlite_flow(struct sqlite *sqlite, struct store_request *request)
{
    const int64_t number = find_number(sqlite, request->in.workflow_id);
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " REVISION ", r.yaml, r.templates" FROM_REVISIONS
        "WHERE f.number = ?1 AND r.revision = CASE ?2 WHEN 0 THEN f.published"
        " WHEN -1 THEN iif(f.folded IS NULL, 0, f.newest) ELSE ?2 END");

    sqlite_bind_int(st, 1, number);
    sqlite_bind_int(st, 2, request->in.revision);
    if (sqlite_row(sqlite, st)) {
        struct store_flow *flow = add_flow(request);

        read_revision(&request->arena, st, flow);
        flow->yaml = sqlite_text(&request->arena, st, COLUMNS);
        flow->templates = sqlite_text(&request->arena, st, COLUMNS + 1);
    }
    sqlite_stop(st);
}

bool
sqlite_newest(struct sqlite *sqlite, struct arena *arena, int64_t number,
    struct store_flow *flow)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT " REVISION FROM_REVISIONS "WHERE f.number = ?1"
        " AND r.revision = f.newest");
    bool found = false;

    sqlite_bind_int(st, 1, number);
    if (sqlite_row(sqlite, st)) {
        read_revision(arena, st, flow);
        found = true;
    }
    sqlite_stop(st);
    return found;
}

int64_t
sqlite_flow_number(
    struct sqlite *sqlite, const char *workflow_id, int64_t revision)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT f.number FROM flows f JOIN revisions r ON r.flow = f.number"
        " WHERE f.workflow_id = ?1 AND r.revision = ?2");
    int64_t number = 0;

    sqlite_bind_text(st, 1, workflow_id);
    sqlite_bind_int(st, 2, revision);
    if (sqlite_row(sqlite, st))
        number = sqlite3_column_int64(st, 0);
    sqlite_stop(st);
    return number;
}
