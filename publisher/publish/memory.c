/* The memory's file: JSON, written whole. */
#include "memory.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "answer.h"
#include "digest.h"
#include "file.h"

#define FOLDER ".fallback"
#define BYTES_MAX ((size_t)64 * 1000 * 1000)
#define NAME_DIGITS 16

/* The store as it is known from this workspace, however its path was given. */
static const char *
name_of(const struct target *target, struct arena *arena)
{
    static const char sqlite[] = "sqlite:";
    const char *root = target->workspace->root;

    if (strncmp(target->name, sqlite, strlen(sqlite)) != 0)
        return target->name;
    const char *path = target->name + strlen(sqlite);
    if (strncmp(path, root, strlen(root)) != 0 || path[strlen(root)] != '/')
        return target->name;
    return arena_printf(arena, "%s%s", sqlite, path + strlen(root) + 1);
}

static const char *
path_of(const struct target *target, struct arena *arena)
{
    char hex[SHA256_HEX_SIZE];
    const char *account = target->workspace->account.text;
    const char *whole = arena_printf(
        arena, "%s\n%s", account ? account : "", name_of(target, arena));

    digest_sha256_hex(hex, whole, strlen(whole));
    return arena_printf(arena, "%s/%s/store-%.*s.json", target->workspace->root,
        FOLDER, NAME_DIGITS, hex);
}

static void
take_flow(struct memory *memory, const char *workflow_id, const json_t *json)
{
    const json_t *revision = json_object_get(json, "revision");
    const char *sha256 = json_string_value(json_object_get(json, "sha256"));

    if (!json_is_integer(revision) || !sha256)
        return;
    memory->flows[memory->n++] = (struct memory_flow){
        .workflow_id = arena_strdup(&memory->arena, workflow_id),
        .revision = json_integer_value(revision),
        .sha256 = arena_strdup(&memory->arena, sha256),
        .published = json_is_true(json_object_get(json, "published")),
    };
}

void
memory_open(struct memory *memory, const struct target *target)
{
    auto_(text) struct text content = {0};
    const char *path = path_of(target, &memory->arena), *id;
    json_t *value;

    if (!file_exists(path) || !file_read(path, BYTES_MAX, &content, NULL))
        return;
    json_t *json = json_loadb(content.bytes, content.len, 0, NULL);
    json_t *flows = json_object_get(json, "flows");
    if (json_integer_value(json_object_get(json, "version")) == ANSWER_VERSION)
        memory->flows = arena_alloc(&memory->arena,
            (json_object_size(flows) + 1) * sizeof(*memory->flows));
    if (memory->flows)
        json_object_foreach(flows, id, value) take_flow(memory, id, value);
    for (size_t i = 0; memory->flows && i < memory->n; i++)
        lookup_add(
            &memory->by_id, memory->flows[i].workflow_id, &memory->flows[i]);
    lookup_ready(&memory->by_id);
    json_decref(json);
}

void
memory_done(struct memory *memory)
{
    lookup_done(&memory->by_id);
    arena_free(&memory->arena);
    *memory = (struct memory){0};
}

const struct memory_flow *
memory_find(const struct memory *memory, const char *workflow_id)
{
    return lookup_find(&memory->by_id, workflow_id);
}

static void
put_flows(json_t *object, const struct memory_flow *flows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *flow = answer_object();

        answer_number(flow, "revision", flows[i].revision);
        answer_text(flow, "sha256", flows[i].sha256);
        answer_flag(flow, "published", flows[i].published);
        answer_put(object, flows[i].workflow_id, flow);
    }
}

/* What two pushes from one workspace do at once is all kept; where there are no
 * locks the last one's is. The caller closes it; -1: none. */
static int
lock(const struct target *target, struct arena *arena)
{
    const char *path = arena_printf(arena, "%s.lock", path_of(target, arena));
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0)
        (void)flock(fd, LOCK_EX);
    return fd;
}

static bool
write_all(const struct target *target, const struct memory_flow *flows,
    size_t n, struct failure *failure)
{
    auto_(memory) struct memory memory = {0};
    json_t *answer = answer_new(), *all = answer_object();

    memory_open(&memory, target);
    answer_text(answer, "store", name_of(target, &memory.arena));
    put_flows(all, memory.flows, memory.n);
    put_flows(all, flows, n);
    answer_put(answer, "flows", all);
    auto_(heap) char *text = json_dumps(answer, JSON_INDENT(1));
    json_decref(answer);
    if (!text)
        abort();
    return file_write(
        path_of(target, &memory.arena), text, strlen(text), 0600, failure);
}

bool
memory_keep(const struct target *target, const struct memory_flow *flows,
    size_t n, struct failure *failure)
{
    struct arena arena = {0};
    const char *folder =
        arena_printf(&arena, "%s/%s", target->workspace->root, FOLDER);
    bool kept = false;

    if (file_make_folder(folder, 0700, failure)) {
        const int fd = lock(target, &arena);

        kept = write_all(target, flows, n, failure);
        if (fd >= 0)
            (void)close(fd);
    }
    arena_free(&arena);
    return kept;
}

bool
memory_keep_flow(const struct target *target, const struct store_flow *flow,
    struct failure *failure)
{
    const struct memory_flow one = {
        .workflow_id = flow->workflow_id,
        .revision = flow->revision,
        .sha256 = flow->sha256,
        .published = flow->published != 0,
    };

    return !target->workspace || memory_keep(target, &one, 1, failure);
}

bool
memory_keep_unpublished(const struct target *target, const char *workflow_id,
    struct failure *failure)
{
    auto_(memory) struct memory memory = {0};
    struct memory_flow one = {
        .workflow_id = workflow_id, .revision = -1, .sha256 = ""};

    if (!target->workspace)
        return true;
    memory_open(&memory, target);
    const struct memory_flow *known = memory_find(&memory, workflow_id);
    if (known)
        one = *known;
    one.published = false;
    return memory_keep(target, &one, 1, failure);
}

bool
memory_keep_deleted(const struct target *target, const char *workflow_id,
    struct failure *failure)
{
    const struct memory_flow one = {.workflow_id = workflow_id, .sha256 = ""};

    return !target->workspace || memory_keep(target, &one, 1, failure);
}
