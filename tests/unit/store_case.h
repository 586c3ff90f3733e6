/*
 * What the tests of the store share: the store they run on (STORE_URL, else a
 * new SQLite file), ids that no other test uses, and requests that are filled
 * in one line. Static, as each test is a program of its own.
 */
#pragma once

#include <unistd.h>

#include "digest.h"
#include "store.h"

#define NOW INT64_C(1795165920250)
#define CASE_COMMIT "8c3f1e2a9d4b5c6e7f8091a2b3c4d5e6f7081920-dirty"

static char case_folder[] = "/tmp/fallback-store-XXXXXX";
static char case_url[200];
static struct store *store;

static inline int
open_store(void **state)
{
    const struct store_options options = {
        .account = "HXTEST",
        .create = true,
        .direct = true,
    };
    struct failure failure = {0};

    (void)state;
    store = store_open(case_url, &options, &failure);
    assert_string_equal(failure.text, "");
    return store ? 0 : -1;
}

static inline int
close_store(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    return 0;
}

static inline void
reopen(void)
{
    (void)close_store(NULL);
    (void)open_store(NULL);
}

static inline void
case_set_up(void)
{
    const char *given = getenv("STORE_URL");

    if (!mkdtemp(case_folder))
        abort();
    snprintf(case_url, sizeof(case_url), "sqlite:%s/store.db", case_folder);
    if (given)
        snprintf(case_url, sizeof(case_url), "%s", given);
}

static inline void
case_tear_down_file(void)
{
    static const char *const names[] = {"", "-wal", "-shm", ".lock"};
    char path[200];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof(path), "%s/store.db%s", case_folder, names[i]);
        (void)unlink(path);
    }
}

static inline void
case_tear_down(void)
{
    case_tear_down_file();
    (void)rmdir(case_folder);
}

/* Runs a table of tests on one open store; the exit status. */
#define case_run(tests, set_up)                                           \
    ({                                                                    \
        case_set_up();                                                    \
        int failed_ = cmocka_run_group_tests(tests, set_up, close_store); \
        case_tear_down();                                                 \
        failed_;                                                          \
    })

/* Runs a request that must go well and hands it back. */
static inline struct store_request *
ask(struct store_request *request)
{
    (void)store_do(store, request);
    assert_string_equal(request->failure.text, "");
    assert_int_equal(request->failure.status, STATUS_DONE);
    return request;
}

struct case_id {
    char text[40];
};

/* A Workflow ID, a title, a message id: new with each call. */
static inline struct case_id
case_name(const char *prefix)
{
    struct case_id id;
    uint8_t random[8];
    char hex[17];

    digest_random(random, sizeof(random));
    digest_hex(hex, random, sizeof(random));
    (void)snprintf(id.text, sizeof(id.text), "%s-%s", prefix, hex);
    return id;
}

/* Ids of executions grow with time; `at` is enough of it for a test. */
static inline void
case_execution_id(uint8_t id[STORE_ID_SIZE], uint32_t at)
{
    digest_random(id, STORE_ID_SIZE);
    id[0] = 1;
    for (int i = 0; i < 4; i++)
        id[1 + i] = (uint8_t)(at >> (24 - 8 * i));
}

static inline struct store_change
case_publish(const char *workflow_id, const char *title, const char *yaml,
    int64_t expected)
{
    return (struct store_change){
        .kind = CHANGE_PUBLISH,
        .workflow_id = workflow_id,
        .title = title,
        .yaml = yaml,
        .templates = "[]",
        .expected = expected,
    };
}

static inline struct store_request *
case_change(const struct store_change *changes, size_t nchanges)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);

    request->in.changes = changes;
    request->in.nchanges = nchanges;
    request->in.author = "ada";
    request->in.message = "because";
    request->in.commit = CASE_COMMIT;
    request->in.now = NOW;
    return store_do(store, request);
}

/* Publishes one flow, which must go well, and gives its revision. */
static inline int64_t
case_flow(const char *workflow_id)
{
    const struct store_change change =
        case_publish(workflow_id, workflow_id, "fallback: 1\n", -1);
    auto_(store_request) struct store_request *request =
        case_change(&change, 1);

    assert_string_equal(request->failure.text, "");
    assert_true(request->out.committed);
    return request->out.changes[0].revision;
}

static inline struct store_request *
case_flow_read(const char *id_or_title, int64_t revision)
{
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);

    request->in.workflow_id = id_or_title;
    request->in.revision = revision;
    return store_do(store, request);
}

/* An execution of a flow's first revision, to be added, never due. */
static inline struct store_request *
case_add(const char *workflow_id, const uint8_t id[STORE_ID_SIZE])
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_ADD, NULL, NULL);
    struct store_execution *execution = &request->in.execution;

    request->in.now = NOW;
    memcpy(execution->id, id, STORE_ID_SIZE);
    execution->workflow_id = workflow_id;
    execution->revision = 1;
    execution->key_id = "k1";
    execution->input = "{\"code\":\"482913\"}";
    execution->notes = "{}";
    execution->due = STORE_NEVER;
    execution->engine.invoked_at = NOW;
    return request;
}

static inline struct store_request *
case_by_id(enum store_kind kind, const uint8_t id[STORE_ID_SIZE])
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    memcpy(request->in.execution.id, id, STORE_ID_SIZE);
    request->in.now = NOW;
    return request;
}
