/* The JSON of flows, publications and keys: written and read back. */
#include "test.h"

#include "digest.h"
#include "store_json.h"

#define NOW INT64_C(1795165920250)

static const struct store_flow flow = {
    .workflow_id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69",
    .title = "Caf\xC3\xA9 \"quoted\"",
    .revision = 3,
    .published = 2,
    .sha256 = "aa",
    .yaml = "a: b\r\n\ttab \\ \xE2\x80\xA8",
    .templates = "[]",
    .author = "ada",
    .commit = "8c3f1e2a9d4b5c6e7f8091a2b3c4d5e6f7081920",
    .at = NOW,
    .last = {.number = 5,
        .at = NOW,
        .kind = EVENT_UNPUBLISHED,
        .revision = 3,
        .author = "bob",
        .message = "paused",
        .commit = "8c3f"},
};

static void
expect_event(const struct store_event *got, const struct store_event *wanted)
{
    assert_int_equal(got->number, wanted->number);
    assert_int_equal(got->at, wanted->at);
    assert_int_equal(got->kind, wanted->kind);
    assert_int_equal(got->revision, wanted->revision);
    assert_true(text_is(got->author, wanted->author));
    assert_true(text_is(got->message, wanted->message));
    assert_true(text_is(got->commit, wanted->commit));
}

static void
expect_flow(const struct store_flow *got, const struct store_flow *wanted)
{
    assert_string_equal(got->workflow_id, wanted->workflow_id);
    assert_string_equal(got->title, wanted->title);
    assert_int_equal(got->revision, wanted->revision);
    assert_int_equal(got->published, wanted->published);
    assert_string_equal(got->sha256, wanted->sha256);
    assert_true(text_is(got->yaml, wanted->yaml));
    assert_true(text_is(got->templates, wanted->templates));
    assert_true(text_is(got->author, wanted->author));
    assert_true(text_is(got->message, wanted->message));
    assert_true(text_is(got->signature, wanted->signature));
    assert_true(text_is(got->commit, wanted->commit));
    assert_int_equal(got->at, wanted->at);
    expect_event(&got->last, &wanted->last);
}

/* As it goes over the wire: through text. */
static json_t *
carry(json_t *json)
{
    char *text = json_dumps(json, 0);
    json_t *carried = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(carried);
    free(text);
    json_decref(json);
    return carried;
}

static void
flows_read_back(void **state)
{
    struct arena arena = {0};
    struct failure failure = {0};
    struct store_flow got = {0};
    json_t *json = carry(store_json_flow(&flow));

    (void)state;
    assert_true(store_json_read_flow(json, &arena, &got, &failure));
    expect_flow(&got, &flow);
    assert_string_equal(json_string_value(json_object_get(json, "at")),
        "2026-11-20T09:12:00.250Z");
    assert_null(json_object_get(json, "message"));
    json_decref(json);
    arena_free(&arena);
}

static void
lists_read_back(void **state)
{
    auto_(store_request) struct store_request *request =
        store_request_new(STORE_FLOWS, NULL, NULL);
    struct store_flow two[] = {flow, flow};
    struct failure failure = {0};
    json_t *json, *none = json_array();

    (void)state;
    two[1].title = "Other";
    json = carry(store_json_flows(two, 2));
    assert_true(store_json_read_flows(json, request, &failure));
    assert_int_equal(request->out.nflows, 2);
    expect_flow(&request->out.flows[0], &two[0]);
    expect_flow(&request->out.flows[1], &two[1]);
    assert_true(store_json_read_flows(none, request, &failure));
    assert_int_equal(request->out.nflows, 0);
    json_decref(json);
    json_decref(none);
}

static void
publications_read_back(void **state)
{
    static const struct store_change changes[] = {
        {
            .kind = CHANGE_PUBLISH,
            .workflow_id = "w1",
            .title = "One",
            .yaml = "y",
            .templates = "t",
            .signature = "s",
            .expected = -1,
            .expected_event = 4,
        },
        {.kind = CHANGE_DELETE, .workflow_id = "w2", .expected = 7},
    };
    auto_(store_request) struct store_request *put =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    auto_(store_request) struct store_request *got =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    struct failure failure = {0};

    (void)state;
    put->in.changes = changes;
    put->in.nchanges = 2;
    put->in.author = "ada";
    put->in.commit = "8c3f-dirty";
    put->in.dry_run = true;
    json_t *json = carry(store_json_publication(put));
    assert_true(store_json_read_publication(json, got, &failure));
    assert_int_equal(got->in.nchanges, 2);
    assert_string_equal(got->in.author, "ada");
    assert_null(got->in.message);
    assert_string_equal(got->in.commit, "8c3f-dirty");
    assert_true(got->in.dry_run);
    assert_int_equal(got->in.changes[0].kind, CHANGE_PUBLISH);
    assert_string_equal(got->in.changes[0].workflow_id, "w1");
    assert_string_equal(got->in.changes[0].title, "One");
    assert_string_equal(got->in.changes[0].yaml, "y");
    assert_string_equal(got->in.changes[0].templates, "t");
    assert_string_equal(got->in.changes[0].signature, "s");
    assert_int_equal(got->in.changes[0].expected, -1);
    assert_int_equal(got->in.changes[0].expected_event, 4);
    assert_int_equal(got->in.changes[1].expected_event, 0);
    assert_int_equal(got->in.changes[1].kind, CHANGE_DELETE);
    assert_int_equal(got->in.changes[1].expected, 7);
    assert_null(got->in.changes[1].yaml);
    json_decref(json);
}

static void
outcomes_read_back(void **state)
{
    auto_(store_request) struct store_request *put =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    auto_(store_request) struct store_request *got =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    struct store_changed changed[] = {
        {.result = CHANGED, .revision = 2},
        {.result = CHANGE_TITLE_TAKEN, .revision = 4, .current = flow},
    };
    struct store_finding finding = {
        .workflow_id = "w1",
        .code = "channel-unknown",
        .severity = SEVERITY_WARNING,
        .file = "yaml",
        .line = 14,
        .column = 3,
        .pointer = "/channels/0",
        .text = "there is no 'x'",
    };
    struct failure failure = {0};

    (void)state;
    put->out.would = true;
    put->out.findings = &finding;
    put->out.nfindings = 1;
    put->out.changes = changed;
    put->in.nchanges = got->in.nchanges = 2;
    json_t *json = carry(store_json_outcome(put));
    assert_true(store_json_read_outcome(json, got, &failure));
    assert_false(got->out.committed);
    assert_true(got->out.would);
    assert_int_equal(got->out.nfindings, 1);
    assert_string_equal(got->out.findings[0].workflow_id, "w1");
    assert_string_equal(got->out.findings[0].code, "channel-unknown");
    assert_int_equal(got->out.findings[0].severity, SEVERITY_WARNING);
    assert_string_equal(got->out.findings[0].file, "yaml");
    assert_int_equal(got->out.findings[0].line, 14);
    assert_int_equal(got->out.findings[0].column, 3);
    assert_string_equal(got->out.findings[0].pointer, "/channels/0");
    assert_string_equal(got->out.findings[0].text, "there is no 'x'");
    assert_null(got->out.findings[0].hint);
    assert_int_equal(got->out.changes[0].result, CHANGED);
    assert_int_equal(got->out.changes[0].revision, 2);
    assert_null(got->out.changes[0].current.workflow_id);
    assert_int_equal(got->out.changes[1].result, CHANGE_TITLE_TAKEN);
    expect_flow(&got->out.changes[1].current, &flow);
    got->in.nchanges = 1;
    assert_false(store_json_read_outcome(json, got, &failure));
    json_decref(json);
}

static void
events_read_back(void **state)
{
    auto_(store_request) struct store_request *got =
        store_request_new(STORE_HISTORY, NULL, NULL);
    struct failure failure = {0};
    json_t *json = carry(store_json_events(&flow.last, 1));

    (void)state;
    assert_true(store_json_read_events(json, got, &failure));
    assert_int_equal(got->out.nevents, 1);
    expect_event(got->out.events, &flow.last);
    json_decref(json);
}

static void
keys_read_back_and_lists_hide_hashes(void **state)
{
    struct store_key key = {
        .id = "k1",
        .scopes = "invoke,read",
        .created = NOW,
        .expires = STORE_NEVER,
    };
    struct arena arena = {0};
    struct failure failure = {0};
    struct store_key got = {0};

    (void)state;
    digest_random(key.hash, sizeof(key.hash));
    json_t *json = carry(store_json_key(&key, true));
    assert_true(store_json_read_key(json, true, &arena, &got, &failure));
    assert_string_equal(got.id, "k1");
    assert_null(got.name);
    assert_string_equal(got.scopes, "invoke,read");
    assert_memory_equal(got.hash, key.hash, sizeof(key.hash));
    assert_int_equal(got.created, NOW);
    assert_int_equal(got.expires, STORE_NEVER);
    assert_int_equal(got.revoked, 0);
    json_decref(json);

    key.expires = NOW + 1;
    key.revoked = NOW + 2;
    auto_(store_request) struct store_request *list =
        store_request_new(STORE_KEYS, NULL, NULL);
    json = carry(store_json_keys(&key, 1));
    assert_null(json_object_get(json_array_get(json, 0), "hash"));
    assert_true(store_json_read_keys(json, list, &failure));
    assert_int_equal(list->out.keys[0].expires, NOW + 1);
    assert_int_equal(list->out.keys[0].revoked, NOW + 2);
    json_decref(json);
    arena_free(&arena);
}

static void
says_what_is_wrong_with_a_publication(void **state)
{
#define HEAD "{\"changes\":[{\"op\":\"publish\",\"workflow_id\":\"w\","
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"{}", "'changes' is to be a list"},
        {"{\"changes\":{}}", "'changes' is to be a list"},
        {"{\"changes\":[7]}", "changes/0/ is to be an object"},
        {"{\"author\":7,\"changes\":[]}", "'author' is to be a text"},
        {"{\"dry_run\":1,\"changes\":[]}", "'dry_run' is to be true or false"},
        {"{\"changes\":[{}]}", "'changes/0/op' is missing"},
        {"{\"changes\":[{\"op\":\"push\"}]}",
            "'changes/0/op' is to be one of publish, unpublish, delete"},
        {HEAD "\"title\":\"t\",\"yaml\":\"y\",\"templates\":\"[]\"}]}",
            "'changes/0/expected_revision' is missing"},
        {HEAD "\"expected_revision\":\"1\"}]}",
            "'changes/0/expected_revision' is to be a whole number"},
        {HEAD "\"expected_revision\":1,\"yaml\":\"y\"}]}",
            "'changes/0/title' is missing"},
        {HEAD "\"expected_revision\":1,\"title\":\"y\"}]}",
            "'changes/0/yaml' is missing"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(store_request) struct store_request *request =
            store_request_new(STORE_PUBLISH, NULL, NULL);
        struct failure failure = {0};
        json_t *json = json_loads(cases[i].text, 0, NULL);

        assert_non_null(json);
        assert_false(store_json_read_publication(json, request, &failure));
        assert_string_equal(failure.text, cases[i].words);
        assert_int_equal(failure.status, STATUS_USAGE);
        json_decref(json);
    }
}

static void
says_what_is_wrong_with_a_key(void **state)
{
    static const struct {
        const char *text;
        bool hash;
        const char *words;
    } cases[] = {
        {"{\"id\":\"a\",\"scopes\":\"read\",\"created\":\"today\"}", false,
            "'created' is to be an instant, such as 2026-11-20T09:12:00Z"},
        {"{\"id\":\"a\",\"scopes\":\"read\",\"hash\":\"xy\"}", true,
            "'hash' is to be 64 small hexadecimal digits"},
        {"{\"id\":null}", false, "'id' is to be a text"},
        {"{\"id\":\"a\"}", true, "'hash' is missing"},
        {"[]", false, "the JSON is to be an object"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena arena = {0};
        struct failure failure = {0};
        struct store_key key = {0};
        json_t *json = json_loads(cases[i].text, 0, NULL);

        assert_false(
            store_json_read_key(json, cases[i].hash, &arena, &key, &failure));
        assert_string_equal(failure.text, cases[i].words);
        json_decref(json);
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_read_back),
        cmocka_unit_test(lists_read_back),
        cmocka_unit_test(publications_read_back),
        cmocka_unit_test(outcomes_read_back),
        cmocka_unit_test(events_read_back),
        cmocka_unit_test(keys_read_back_and_lists_hide_hashes),
        cmocka_unit_test(says_what_is_wrong_with_a_publication),
        cmocka_unit_test(says_what_is_wrong_with_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
