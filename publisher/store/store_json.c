/* JSON of the store's rows: a member is a row, for writing and for reading. */
#include "store_json.h"

#include "members.h"

const char *const store_change_words[] = {
    [CHANGE_PUBLISH] = "publish",
    [CHANGE_UNPUBLISH] = "unpublish",
    [CHANGE_DELETE] = "delete",
    NULL,
};

const char *const store_result_words[] = {
    [CHANGED] = "changed",
    [CHANGE_SAME] = "same",
    [CHANGE_CONFLICT] = "conflict",
    [CHANGE_TITLE_TAKEN] = "title_taken",
    [CHANGE_UNKNOWN] = "unknown",
    [CHANGE_PUBLISHED] = "published",
    NULL,
};

const char *const store_event_words[] = {
    [EVENT_PUBLISHED] = "published",
    [EVENT_UNPUBLISHED] = "unpublished",
    [EVENT_DELETED] = "deleted",
    NULL,
};

static const struct member event_members[] = {
    {"number", MEMBER_NUMBER, true, offsetof(struct store_event, number)},
    {"at", MEMBER_INSTANT, true, offsetof(struct store_event, at), INT64_MIN},
    {"kind", MEMBER_WORD, true, offsetof(struct store_event, kind), 0,
        store_event_words},
    {"revision", MEMBER_NUMBER, true, offsetof(struct store_event, revision)},
    {"author", MEMBER_TEXT, false, offsetof(struct store_event, author)},
    {"message", MEMBER_TEXT, false, offsetof(struct store_event, message)},
    {"commit", MEMBER_TEXT, false, offsetof(struct store_event, commit)},
    {0},
};

static const struct member flow_members[] = {
    {"workflow_id", MEMBER_TEXT, true,
        offsetof(struct store_flow, workflow_id)},
    {"title", MEMBER_TEXT, true, offsetof(struct store_flow, title)},
    {"revision", MEMBER_NUMBER, true, offsetof(struct store_flow, revision)},
    {"published", MEMBER_NUMBER, true, offsetof(struct store_flow, published)},
    {"sha256", MEMBER_TEXT, true, offsetof(struct store_flow, sha256)},
    {"at", MEMBER_INSTANT, true, offsetof(struct store_flow, at), INT64_MIN},
    {"author", MEMBER_TEXT, false, offsetof(struct store_flow, author)},
    {"message", MEMBER_TEXT, false, offsetof(struct store_flow, message)},
    {"signature", MEMBER_TEXT, false, offsetof(struct store_flow, signature)},
    {"commit", MEMBER_TEXT, false, offsetof(struct store_flow, commit)},
    {"active", MEMBER_TEXT, false, offsetof(struct store_flow, active)},
    {"yaml", MEMBER_TEXT, false, offsetof(struct store_flow, yaml)},
    {"templates", MEMBER_TEXT, false, offsetof(struct store_flow, templates)},
    {0},
};

static const struct member publication_members[] = {
    {"author", MEMBER_TEXT, false, offsetof(struct store_request, in.author)},
    {"message", MEMBER_TEXT, false, offsetof(struct store_request, in.message)},
    {"commit", MEMBER_TEXT, false, offsetof(struct store_request, in.commit)},
    {"dry_run", MEMBER_FLAG, false, offsetof(struct store_request, in.dry_run)},
    {0},
};

static const struct member change_members[] = {
    {"op", MEMBER_WORD, true, offsetof(struct store_change, kind), 0,
        store_change_words},
    {"workflow_id", MEMBER_TEXT, true,
        offsetof(struct store_change, workflow_id)},
    {"title", MEMBER_TEXT, false, offsetof(struct store_change, title)},
    {"yaml", MEMBER_TEXT, false, offsetof(struct store_change, yaml)},
    {"templates", MEMBER_TEXT, false, offsetof(struct store_change, templates)},
    {"signature", MEMBER_TEXT, false, offsetof(struct store_change, signature)},
    {"expected_revision", MEMBER_NUMBER, true,
        offsetof(struct store_change, expected)},
    {"expected_event", MEMBER_NUMBER, false,
        offsetof(struct store_change, expected_event)},
    {0},
};

static const struct member outcome_members[] = {
    {"committed", MEMBER_FLAG, true,
        offsetof(struct store_request, out.committed)},
    {"would", MEMBER_FLAG, false, offsetof(struct store_request, out.would)},
    {0},
};

static const struct member finding_members[] = {
    {"workflow_id", MEMBER_TEXT, false,
        offsetof(struct store_finding, workflow_id)},
    {"code", MEMBER_TEXT, true, offsetof(struct store_finding, code)},
    {"severity", MEMBER_WORD, true, offsetof(struct store_finding, severity), 0,
        severity_words},
    {"file", MEMBER_TEXT, false, offsetof(struct store_finding, file)},
    {"line", MEMBER_NUMBER, false, offsetof(struct store_finding, line)},
    {"column", MEMBER_NUMBER, false, offsetof(struct store_finding, column)},
    {"pointer", MEMBER_TEXT, false, offsetof(struct store_finding, pointer)},
    {"text", MEMBER_TEXT, true, offsetof(struct store_finding, text)},
    {"hint", MEMBER_TEXT, false, offsetof(struct store_finding, hint)},
    {0},
};

static const struct member changed_members[] = {
    {"result", MEMBER_WORD, true, offsetof(struct store_changed, result), 0,
        store_result_words},
    {"revision", MEMBER_NUMBER, true, offsetof(struct store_changed, revision)},
    {0},
};

static const struct member key_members[] = {
    {"id", MEMBER_TEXT, true, offsetof(struct store_key, id)},
    {"name", MEMBER_TEXT, false, offsetof(struct store_key, name)},
    {"scopes", MEMBER_TEXT, true, offsetof(struct store_key, scopes)},
    {"hash", MEMBER_HASH, false, offsetof(struct store_key, hash)},
    {"created", MEMBER_INSTANT, true, offsetof(struct store_key, created),
        INT64_MIN},
    {"expires", MEMBER_INSTANT, false, offsetof(struct store_key, expires),
        STORE_NEVER},
    {"revoked", MEMBER_INSTANT, false, offsetof(struct store_key, revoked), 0},
    {0},
};

json_t *
store_json_flow(const struct store_flow *flow)
{
    json_t *json = members_write(flow_members, flow);

    if (flow->last.number)
        (void)json_object_set_new(
            json, "last", members_write(event_members, &flow->last));
    return json;
}

json_t *
store_json_flows(const struct store_flow *flows, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, store_json_flow(&flows[i]));
    return list;
}

json_t *
store_json_events(const struct store_event *events, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(
            list, members_write(event_members, &events[i]));
    return list;
}

json_t *
store_json_findings(const struct store_finding *findings, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(
            list, members_write(finding_members, &findings[i]));
    return list;
}

json_t *
store_json_publication(const struct store_request *request)
{
    json_t *json = members_write(publication_members, request);
    json_t *list = json_array();

    for (size_t i = 0; i < request->in.nchanges; i++)
        (void)json_array_append_new(
            list, members_write(change_members, &request->in.changes[i]));
    (void)json_object_set_new(json, "changes", list);
    return json;
}

static json_t *
write_changed(const struct store_changed *changed)
{
    json_t *json = members_write(changed_members, changed);

    if (changed->current.workflow_id)
        (void)json_object_set_new(
            json, "current", store_json_flow(&changed->current));
    return json;
}

json_t *
store_json_outcome(const struct store_request *request)
{
    json_t *json = members_write(outcome_members, request);
    json_t *list = json_array();

    for (size_t i = 0; i < request->in.nchanges; i++)
        (void)json_array_append_new(
            list, write_changed(&request->out.changes[i]));
    if (request->out.nfindings)
        (void)json_object_set_new(json, "findings",
            store_json_findings(request->out.findings, request->out.nfindings));
    (void)json_object_set_new(json, "changes", list);
    return json;
}

json_t *
store_json_key(const struct store_key *key, bool hash)
{
    json_t *json = members_write(key_members, key);

    if (!hash)
        (void)json_object_del(json, "hash");
    return json;
}

json_t *
store_json_keys(const struct store_key *keys, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, store_json_key(&keys[i], false));
    return list;
}

static bool
read_flow(const struct members_reader *reader, const json_t *json, void *into)
{
    struct store_flow *flow = into;
    const json_t *last = json_object_get(json, "last");

    if (!members_read(reader, flow_members, json, flow))
        return false;
    if (!last)
        return true;
    struct members_reader inner = *reader;
    inner.where = arena_printf(reader->arena, "%slast/", reader->where);
    return members_read(&inner, event_members, last, &flow->last);
}

static bool
read_event(const struct members_reader *reader, const json_t *json, void *into)
{
    return members_read(reader, event_members, json, into);
}

static bool
read_finding(
    const struct members_reader *reader, const json_t *json, void *into)
{
    return members_read(reader, finding_members, json, into);
}

static bool
read_change(const struct members_reader *reader, const json_t *json, void *into)
{
    const struct store_change *change = into;

    if (!members_read(reader, change_members, json, into))
        return false;
    if (change->kind != CHANGE_PUBLISH ||
        (change->title && change->yaml && change->templates))
        return true;
    return failure_set(reader->failure, STATUS_USAGE, "'%s%s' is missing",
        reader->where,
        !change->title      ? "title"
            : !change->yaml ? "yaml"
                            : "templates");
}

static bool
read_changed(
    const struct members_reader *reader, const json_t *json, void *into)
{
    struct store_changed *changed = into;
    const json_t *current = json_object_get(json, "current");

    return members_read(reader, changed_members, json, changed) &&
        (!current || read_flow(reader, current, &changed->current));
}

static bool
read_key(const struct members_reader *reader, const json_t *json, void *into)
{
    return members_read(reader, key_members, json, into);
}

bool
store_json_read_flow(const json_t *json, struct arena *arena,
    struct store_flow *flow, struct failure *failure)
{
    const struct members_reader reader = {arena, failure, ""};

    return read_flow(&reader, json, flow);
}

bool
store_json_read_flows(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};

    request->out.flows = members_read_list(&reader, "instances", json,
        read_flow, sizeof(struct store_flow), &request->out.nflows);
    return request->out.flows != NULL;
}

bool
store_json_read_publication(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};

    if (!members_read(&reader, publication_members, json, request))
        return false;
    request->in.changes =
        members_read_list(&reader, "changes", json_object_get(json, "changes"),
            read_change, sizeof(struct store_change), &request->in.nchanges);
    return request->in.changes != NULL;
}

bool
store_json_read_outcome(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};
    size_t n = 0;

    request->out.changes =
        members_read_list(&reader, "changes", json_object_get(json, "changes"),
            read_changed, sizeof(struct store_changed), &n);
    if (!request->out.changes)
        return false;
    if (!members_read(&reader, outcome_members, json, request))
        return false;
    if (n != request->in.nchanges)
        return members_wrong(
            &reader, "changes", "as long as what was asked for");
    return !json_object_get(json, "findings") ||
        store_json_read_findings(
            json_object_get(json, "findings"), request, failure);
}

bool
store_json_read_findings(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};

    request->out.findings = members_read_list(&reader, "findings", json,
        read_finding, sizeof(struct store_finding), &request->out.nfindings);
    return request->out.findings != NULL;
}

bool
store_json_read_events(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};

    request->out.events = members_read_list(&reader, "events", json, read_event,
        sizeof(struct store_event), &request->out.nevents);
    return request->out.events != NULL;
}

bool
store_json_read_key(const json_t *json, bool hash, struct arena *arena,
    struct store_key *key, struct failure *failure)
{
    const struct members_reader reader = {arena, failure, ""};

    if (hash && !json_object_get(json, "hash"))
        return failure_set(failure, STATUS_USAGE, "'hash' is missing");
    return read_key(&reader, json, key);
}

bool
store_json_read_keys(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {&request->arena, failure, ""};

    request->out.keys = members_read_list(&reader, "keys", json, read_key,
        sizeof(struct store_key), &request->out.nkeys);
    return request->out.keys != NULL;
}
