/*
 * What tests of the store share: ids that no other test uses, and requests
 * that are filled in one line. Static, as each test is a program of its own.
 */
#pragma once

#include "digest.h"
#include "store.h"

#define NOW INT64_C(1795165920250)

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
case_change(
    struct store *store, const struct store_change *changes, size_t nchanges)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);

    request->in.changes = changes;
    request->in.nchanges = nchanges;
    request->in.author = "ada";
    request->in.message = "because";
    request->in.now = NOW;
    return store_do(store, request);
}

/* Publishes one flow, which must go well, and gives its revision. */
static inline int64_t
case_flow(struct store *store, const char *workflow_id)
{
    const struct store_change change =
        case_publish(workflow_id, workflow_id, "fallback: 1\n", -1);
    auto_(store_request) struct store_request *request =
        case_change(store, &change, 1);

    assert_string_equal(request->failure.text, "");
    assert_true(request->out.committed);
    return request->out.changes[0].revision;
}

static inline struct store_request *
case_flow_read(struct store *store, const char *id_or_title, int64_t revision)
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
