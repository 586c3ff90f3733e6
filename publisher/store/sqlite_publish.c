/*
 * Publishing: every change is tried, in two passes, so that titles may be
 * swapped; if one of them cannot be, all are undone and the answer says which.
 */
#include "sqlite_store.h"

#include <string.h>

/* A flow as the first pass finds it; number 0: never seen. */
struct known {
    int64_t number, newest, published, events;
    bool deleted;
    const char *sha256, *signature; /* of the newest revision */
};

static void
find_known(struct sqlite *sqlite, struct arena *arena, const char *workflow_id,
    struct known *known)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "SELECT f.number, f.newest, f.published, f.events, f.folded IS NULL,"
        " r.sha256, r.signature FROM flows f JOIN revisions r"
        " ON r.flow = f.number AND r.revision = f.newest"
        " WHERE f.workflow_id = ?1");

    *known = (struct known){.deleted = true};
    sqlite_bind_text(st, 1, workflow_id);
    if (sqlite_row(sqlite, st)) {
        known->number = sqlite3_column_int64(st, 0);
        known->newest = sqlite3_column_int64(st, 1);
        known->published = sqlite3_column_int64(st, 2);
        known->events = sqlite3_column_int64(st, 3);
        known->deleted = sqlite3_column_int(st, 4);
        known->sha256 = sqlite_text(arena, st, 5);
        known->signature = sqlite_text(arena, st, 6);
    }
    sqlite_stop(st);
}

static void
insert_flow(struct sqlite *sqlite, const char *workflow_id, struct known *known)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO flows(workflow_id, newest, published) VALUES(?1, 0, 0)");

    sqlite_bind_text(st, 1, workflow_id);
    (void)sqlite_change(sqlite, st);
    known->number = sqlite3_last_insert_rowid(sqlite->db);
}

static void
insert_revision(struct sqlite *sqlite, const struct store_request *request,
    const struct store_change *change, const struct known *known,
    const char *sha256)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "INSERT INTO revisions(flow, revision, title, sha256, author, message,"
        " signature, at, yaml, templates, git_commit)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");

    sqlite_bind_int(st, 1, known->number);
    sqlite_bind_int(st, 2, known->newest);
    sqlite_bind_text(st, 3, change->title);
    sqlite_bind_text(st, 4, sha256);
    sqlite_bind_text(st, 5, request->in.author);
    sqlite_bind_text(st, 6, request->in.message);
    sqlite_bind_text(st, 7, change->signature);
    sqlite_bind_int(st, 8, request->in.now);
    sqlite_bind_text(st, 9, change->yaml);
    sqlite_bind_text(st, 10, change->templates);
    sqlite_bind_text(st, 11, request->in.commit);
    (void)sqlite_change(sqlite, st);
}

/* The title is free from here on, and set again by the second pass. */
static void
update_flow(struct sqlite *sqlite, const struct known *known)
{
    sqlite3_stmt *st = sqlite_sql(sqlite,
        "UPDATE flows SET newest = ?2, published = ?3, folded = NULL"
        " WHERE number = ?1");

    sqlite_bind_int(st, 1, known->number);
    sqlite_bind_int(st, 2, known->newest);
    sqlite_bind_int(st, 3, known->published);
    (void)sqlite_change(sqlite, st);
}

/* True when the newest revision is this content, signed by none or the same. */
static bool
is_newest(const struct store_change *change, const struct known *known,
    const char *sha256)
{
    return known->sha256 && !strcmp(known->sha256, sha256) &&
        (!change->signature ||
            (known->signature && !strcmp(known->signature, change->signature)));
}

static bool
was_expected(const struct store_change *change, const struct known *known)
{
    const int64_t seen = known->deleted ? 0 : known->newest;

    if (change->expected_event && change->expected_event != known->events)
        return false;
    return change->expected == -1 || change->expected == seen;
}

static void
add_event(struct sqlite *sqlite, const struct store_request *request,
    enum store_event_kind kind, const struct known *known, int64_t revision)
{
    const struct store_event event = {.kind = kind, .revision = revision};

    sqlite_event_add(sqlite, request, known->number, &event);
}

static enum store_change_result
publish_one(struct sqlite *sqlite, const struct store_request *request,
    const struct store_change *change, struct known *known)
{
    char sha256[SHA256_HEX_SIZE];

    store_content_sha256(sha256, change->yaml, change->templates);
    const bool same = is_newest(change, known, sha256);
    if (same && known->published)
        return CHANGE_SAME;
    if (!was_expected(change, known))
        return CHANGE_CONFLICT;
    if (!known->number)
        insert_flow(sqlite, change->workflow_id, known);
    if (!same) {
        known->newest++;
        insert_revision(sqlite, request, change, known, sha256);
    }
    known->published = known->newest;
    update_flow(sqlite, known);
    add_event(sqlite, request, EVENT_PUBLISHED, known, known->newest);
    return CHANGED;
}

static enum store_change_result
unpublish_one(struct sqlite *sqlite, const struct store_request *request,
    const struct store_change *change, struct known *known)
{
    if (known->deleted)
        return CHANGE_UNKNOWN;
    if (!known->published)
        return CHANGE_SAME;
    if (!was_expected(change, known))
        return CHANGE_CONFLICT;
    add_event(sqlite, request, EVENT_UNPUBLISHED, known, known->published);
    known->published = 0;
    sqlite3_stmt *st =
        sqlite_sql(sqlite, "UPDATE flows SET published = 0 WHERE number = ?1");
    sqlite_bind_int(st, 1, known->number);
    (void)sqlite_change(sqlite, st);
    return CHANGED;
}

static enum store_change_result
delete_one(struct sqlite *sqlite, const struct store_request *request,
    const struct store_change *change, struct known *known)
{
    if (known->deleted)
        return CHANGE_UNKNOWN;
    if (known->published)
        return CHANGE_PUBLISHED;
    if (!was_expected(change, known))
        return CHANGE_CONFLICT;
    update_flow(sqlite, known);
    add_event(sqlite, request, EVENT_DELETED, known, known->newest);
    return CHANGED;
}

static enum store_change_result
change_one(struct sqlite *sqlite, const struct store_request *request,
    const struct store_change *change, struct known *known)
{
    switch (change->kind) {
    case CHANGE_PUBLISH:
        return publish_one(sqlite, request, change, known);
    case CHANGE_UNPUBLISH:
        return unpublish_one(sqlite, request, change, known);
    case CHANGE_DELETE:
        return delete_one(sqlite, request, change, known);
    }
    return CHANGE_UNKNOWN;
}

static void
first_pass(struct sqlite *sqlite, struct store_request *request, size_t i)
{
    struct store_changed *changed = &request->out.changes[i];
    struct known known;

    find_known(
        sqlite, &request->arena, request->in.changes[i].workflow_id, &known);
    changed->result =
        change_one(sqlite, request, &request->in.changes[i], &known);
    changed->revision = known.newest;
    if (changed->result == CHANGE_CONFLICT ||
        changed->result == CHANGE_PUBLISHED)
        (void)sqlite_newest(
            sqlite, &request->arena, known.number, &changed->current);
}

static int64_t
find_title(struct sqlite *sqlite, const char *folded)
{
    sqlite3_stmt *st =
        sqlite_sql(sqlite, "SELECT number FROM flows WHERE folded = ?1");
    int64_t number = 0;

    sqlite_bind_text(st, 1, folded);
    if (sqlite_row(sqlite, st))
        number = sqlite3_column_int64(st, 0);
    sqlite_stop(st);
    return number;
}

static void
set_title(struct sqlite *sqlite, const char *workflow_id, const char *folded)
{
    sqlite3_stmt *st = sqlite_sql(
        sqlite, "UPDATE flows SET folded = ?2 WHERE workflow_id = ?1");

    sqlite_bind_text(st, 1, workflow_id);
    sqlite_bind_text(st, 2, folded);
    (void)sqlite_change(sqlite, st);
}

static void
second_pass(struct sqlite *sqlite, struct store_request *request, size_t i)
{
    const struct store_change *change = &request->in.changes[i];
    struct store_changed *changed = &request->out.changes[i];

    if (change->kind != CHANGE_PUBLISH || changed->result != CHANGED)
        return;
    auto_(heap) char *folded = flow_title_key(change->title);
    const int64_t taker = find_title(sqlite, folded);
    if (!taker) {
        set_title(sqlite, change->workflow_id, folded);
        return;
    }
    changed->result = CHANGE_TITLE_TAKEN;
    (void)sqlite_newest(sqlite, &request->arena, taker, &changed->current);
}

static int
compare_ids(const void *left, const void *right)
{
    const struct store_change *const *a = left, *const *b = right;

    return strcmp((*a)->workflow_id, (*b)->workflow_id);
}

/* A Workflow ID that is changed twice, or NULL. */
static const char *
find_twice(struct store_request *request)
{
    const size_t n = request->in.nchanges;
    const struct store_change **sorted =
        arena_alloc(&request->arena, (n + 1) * sizeof(struct store_change *));

    for (size_t i = 0; i < n; i++)
        sorted[i] = &request->in.changes[i];
    qsort(sorted, n, sizeof(*sorted), compare_ids);
    for (size_t i = 1; i < n; i++)
        if (!compare_ids(&sorted[i - 1], &sorted[i]))
            return sorted[i]->workflow_id;
    return NULL;
}

static bool
is_proper(struct store_request *request)
{
    const struct store_change *changes = request->in.changes;

    for (size_t i = 0; i < request->in.nchanges; i++)
        if (changes[i].kind == CHANGE_PUBLISH &&
            (!changes[i].title || !changes[i].yaml || !changes[i].templates))
            return failure_set(&request->failure, STATUS_USAGE,
                "a publication lacks its title, YAML or templates");
    const char *twice = find_twice(request);
    return !twice ||
        failure_set(&request->failure, STATUS_USAGE,
            "Workflow ID %s is changed twice in one publication", twice);
}

static bool
nothing_stands_against(const struct store_request *request)
{
    for (size_t i = 0; i < request->in.nchanges; i++)
        if (request->out.changes[i].result > CHANGE_SAME)
            return false;
    return true;
}

void
sqlite_publish(struct sqlite *sqlite, struct store_request *request)
{
    const size_t n = request->in.nchanges;

    if (!is_proper(request) || !sqlite_execute(sqlite, "SAVEPOINT publish"))
        return;
    request->out.changes =
        arena_alloc(&request->arena, (n + 1) * sizeof(*request->out.changes));
    for (size_t i = 0; i < n; i++)
        first_pass(sqlite, request, i);
    for (size_t i = 0; i < n; i++)
        second_pass(sqlite, request, i);
    const bool fine = nothing_stands_against(request);
    request->out.committed = fine && !request->in.dry_run;
    request->out.would = fine && request->in.dry_run;
    if (!request->out.committed)
        (void)sqlite_execute(sqlite, "ROLLBACK TO publish");
    (void)sqlite_execute(sqlite, "RELEASE publish");
}
