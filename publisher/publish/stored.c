/* Asking the store. */
#include "stored.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "clock.h"
#include "file.h"
#include "meant.h"
#include "nearest.h"
#include "store_json.h"
#include "uuid.h"

struct store *
stored_open(const struct target *target, struct failure *failure)
{
    if (target_absent(target))
        return NULL;
    return target_open(
        target, (struct store_options){.read_only = true}, failure);
}

struct store_request *
stored_do(
    struct store *store, struct store_request *request, struct failure *failure)
{
    request->in.now = clock_now();
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status == STATUS_DONE)
        return take(done);
    (void)failure_set(failure, done->failure.status, "%s", done->failure.text);
    return NULL;
}

struct store_request *
stored_flows(
    struct store *store, const char *workflow_id, struct failure *failure)
{
    struct store_request *request = store_request_new(STORE_FLOWS, NULL, NULL);

    request->in.workflow_id = workflow_id;
    return stored_do(store, request, failure);
}

/* The Workflow ID of a flow's file, in `id`. */
static bool
read_id(const char *path, char id[UUID_TEXT_SIZE], struct failure *failure)
{
    auto_(text) struct text content = {0};
    auto_(findings) struct findings findings = {0};

    if (!file_read(path, FLOW_BYTES_MAX, &content, failure))
        return false;
    auto_(flow) struct flow *flow =
        flow_read(path, text_str(&content), content.len, FLOW_DRAFT, &findings);
    if (flow && flow->workflow_id.text &&
        uuid_canonical(id, flow->workflow_id.text))
        return true;
    return failure_set(failure, STATUS_USAGE, "'%s' has no Workflow ID", path);
}

static bool
none_found(struct store *store, const struct target *target, const char *word,
    struct failure *failure)
{
    auto_(store_request) struct store_request *flows =
        stored_flows(store, NULL, failure);
    const char *near = NULL;

    if (!flows)
        return false;
    const char **titles =
        arena_alloc(&flows->arena, (flows->out.nflows + 1) * sizeof(*titles));
    for (size_t i = 0; i < flows->out.nflows; i++)
        titles[i] = flows->out.flows[i].title;
    near = nearest_word(word, titles, flows->out.nflows);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s' in %s; did you mean '%s'?", word, target->name, near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s' in %s; 'fallback-publish list' shows what is there", word,
        target->name);
}

/* A file here, or in the workspace; NULL where there is none. */
static const char *
find_file(struct arena *arena, const struct target *target, const char *word)
{
    const char *inside = target->workspace
        ? arena_printf(arena, "%s/%s", target->workspace->root, word)
        : "";

    if (file_exists(word))
        return word;
    return *word && file_exists(inside) ? inside : NULL;
}

/* The Workflow ID of a title: of the store, else of the workspace, where it
 * may have another one by now. */
static bool
id_of_title(const struct target *target, struct store *store, const char *title,
    char id[UUID_TEXT_SIZE], struct failure *failure)
{
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);
    const char *path = NULL;

    request->in.workflow_id = title;
    request->in.revision = STORED_NEWEST;
    auto_(store_request) struct store_request *done =
        stored_do(store, request, failure);
    if (!done)
        return false;
    if (done->out.nflows)
        return uuid_canonical(id, done->out.flows[0].workflow_id);
    if (target->workspace)
        path = workspace_flow_path(target->workspace, title, NULL);
    if (path)
        return read_id(path, id, failure);
    return none_found(store, target, title, failure);
}

static bool
is_flow(const struct target *target, const char *file, struct failure *failure)
{
    return !target->workspace ||
        meant_is_flow(target->workspace, file, failure);
}

bool
stored_id(const struct target *target, struct store *store, const char *word,
    char id[UUID_TEXT_SIZE], struct failure *failure)
{
    struct arena arena = {0};
    const char *file = find_file(&arena, target, word);
    const bool found = file
        ? is_flow(target, file, failure) && read_id(file, id, failure)
        : uuid_canonical(id, word)
        ? true
        : id_of_title(target, store, word, id, failure);

    arena_free(&arena);
    return found;
}

static bool
no_such_revision(const struct target *target, const char *word,
    int64_t revision, struct failure *failure)
{
    return failure_set(failure, STATUS_USAGE,
        "no revision %lld of '%s' in %s; 'fallback-publish history' lists them",
        (long long)revision, word, target->name);
}

struct store_request *
stored_revision(const struct target *target, struct store *store,
    const char *word, int64_t revision, struct failure *failure)
{
    char id[UUID_TEXT_SIZE];

    if (!stored_id(target, store, word, id, failure))
        return NULL;
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);
    request->in.workflow_id = arena_strdup(&request->arena, id);
    request->in.revision = revision;
    auto_(store_request) struct store_request *done =
        stored_do(store, request, failure);
    if (!done)
        return NULL;
    if (done->out.nflows)
        return take(done);
    if (revision > 0)
        (void)no_such_revision(target, word, revision, failure);
    else
        (void)none_found(store, target, word, failure);
    return NULL;
}

struct store_request *
stored_flow(const struct target *target, struct store *store, const char *word,
    struct failure *failure)
{
    return stored_revision(target, store, word, STORED_NEWEST, failure);
}

bool
stored_number(const char *text, int64_t *revision)
{
    char *end;

    *revision = strtoll(text, &end, 10);
    return *text >= '1' && *text <= '9' && !*end && strlen(text) < 16;
}

void
stored_time(char text[32], int64_t instant_ms)
{
    char whole[CLOCK_TEXT_SIZE];

    clock_format(whole, instant_ms);
    (void)snprintf(text, 32, "%.10s %.8sZ", whole, whole + 11);
}

char *
stored_words(const struct store_flow *flow)
{
    struct text out = {0};
    char when[32];
    auto_(heap) char *author = clean_line(flow->author);

    stored_time(when, flow->at);
    text_addf(&out, "revision %lld", (long long)flow->revision);
    if (*author)
        text_addf(&out, " by %s", author);
    text_addf(&out, ", %s", when);
    return text_take(&out);
}

char *
stored_last(const struct store_flow *flow)
{
    const struct store_event *last = &flow->last;
    auto_(heap) char *author = clean_line(last->author);
    struct text out = {0};
    char when[32];

    if (!last->number)
        return stored_words(flow);
    stored_time(when, last->at);
    text_addf(&out, "revision %lld, %s", (long long)last->revision,
        store_event_words[last->kind]);
    if (*author)
        text_addf(&out, " by %s", author);
    text_addf(&out, ", %s", when);
    return text_take(&out);
}

json_t *
stored_event_object(const struct store_event *event)
{
    json_t *object = answer_object();

    answer_text(object, "kind", store_event_words[event->kind]);
    answer_number(object, "revision", event->revision);
    answer_instant(object, "at", event->at);
    answer_text(object, "author", event->author);
    answer_text(object, "message", event->message);
    answer_text(object, "commit", event->commit);
    return object;
}

const char *
stored_unserved(const struct store_flow *flow)
{
    if (!flow->active || !flow->published ||
        flow->published != flow->revision ||
        !strcmp(flow->active, flow->sha256))
        return NULL;
    return *flow->active
        ? "an older revision is served: the signature of the newest is wrong"
        : "nothing of it is served: no revision is signed by a known key";
}

json_t *
stored_object(const struct store_flow *flow)
{
    json_t *object = answer_object();

    answer_text(object, "workflow_id", flow->workflow_id);
    answer_text(object, "title", flow->title);
    answer_number(object, "revision", flow->revision);
    answer_flag(object, "published", flow->published != 0);
    answer_text(object, "sha256", flow->sha256);
    if (flow->active)
        answer_text(object, "active", flow->active);
    answer_instant(object, "at", flow->at);
    answer_text(object, "author", flow->author);
    answer_text(object, "message", flow->message);
    answer_text(object, "commit", flow->commit);
    if (flow->last.number)
        answer_put(object, "last", stored_event_object(&flow->last));
    return object;
}
