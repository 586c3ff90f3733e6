/* The contract of every kind of store: publishing, and keys. */
#include "test.h"

#include "store_case.h"

static void
keeps_a_flow_to_the_byte(void **state)
{
    const struct case_id id = case_name("flow");
    const char *yaml = "title: caf\xC3\xA9\r\n# kept \t \n";
    struct store_change change = case_publish(id.text, "Caf\xC3\xA9", yaml, 0);
    char sha256[65];

    (void)state;
    change.templates = "[{\"name\":\"otp\"}]";
    change.signature = "c2ln";
    auto_(store_request) struct store_request *put = case_change(&change, 1);
    assert_string_equal(put->failure.text, "");
    assert_true(put->out.committed);
    assert_int_equal(put->out.changes[0].result, CHANGED);
    assert_int_equal(put->out.changes[0].revision, 1);

    reopen();
    auto_(store_request) struct store_request *got = case_flow_read(id.text, 0);
    assert_int_equal(got->out.nflows, 1);
    const struct store_flow *flow = got->out.flows;
    assert_string_equal(flow->workflow_id, id.text);
    assert_string_equal(flow->title, "Caf\xC3\xA9");
    assert_string_equal(flow->yaml, yaml);
    assert_string_equal(flow->templates, change.templates);
    assert_string_equal(flow->author, "ada");
    assert_string_equal(flow->message, "because");
    assert_string_equal(flow->commit, CASE_COMMIT);
    assert_string_equal(flow->signature, "c2ln");
    assert_int_equal(flow->revision, 1);
    assert_int_equal(flow->published, 1);
    assert_int_equal(flow->at, NOW);
    store_content_sha256(sha256, yaml, change.templates);
    assert_string_equal(flow->sha256, sha256);

    change.kind = CHANGE_UNPUBLISH;
    store_request_free(case_change(&change, 1));
    change.kind = CHANGE_DELETE;
    store_request_free(case_change(&change, 1));
}

static void
content_digests_know_where_a_text_ends(void **state)
{
    char one[65], other[65];

    (void)state;
    store_content_sha256(one, "ab", "c");
    store_content_sha256(other, "a", "bc");
    assert_string_not_equal(one, other);
}

static void
expect_changed(const struct store_change *change,
    enum store_change_result result, int64_t revision)
{
    auto_(store_request) struct store_request *request = case_change(change, 1);

    assert_string_equal(request->failure.text, "");
    assert_int_equal(request->out.changes[0].result, result);
    assert_int_equal(request->out.changes[0].revision, revision);
    assert_int_equal(request->out.committed, result <= CHANGE_SAME);
}

static void
expect_flow(const char *id_or_title, int64_t revision, const char *yaml,
    int64_t published)
{
    auto_(store_request) struct store_request *request =
        case_flow_read(id_or_title, revision);

    assert_int_equal(request->out.nflows, yaml != NULL);
    if (!yaml)
        return;
    assert_string_equal(request->out.flows[0].yaml, yaml);
    assert_int_equal(request->out.flows[0].published, published);
}

static void
counts_revisions_of_new_content_only(void **state)
{
    const struct case_id id = case_name("flow");
    const struct store_change first = case_publish(id.text, id.text, "a", 0);
    const struct store_change second = case_publish(id.text, id.text, "b", 1);
    struct store_change signed_too = second;

    (void)state;
    signed_too.expected = 2;
    signed_too.signature = "c2ln";
    expect_changed(&first, CHANGED, 1);
    expect_changed(&first, CHANGE_SAME, 1);
    expect_changed(&second, CHANGED, 2);
    expect_changed(&second, CHANGE_SAME, 2);
    expect_changed(&signed_too, CHANGED, 3);
    expect_flow(id.text, 1, "a", 3);
    expect_flow(id.text, 0, "b", 3);
    expect_flow(id.text, -1, "b", 3);
    expect_flow(id.text, 4, NULL, 0);
    const struct store_change back = case_publish(id.text, id.text, "a", 3);
    expect_changed(&back, CHANGED, 4);
    expect_flow(id.text, 0, "a", 4);
}

static void
refuses_to_overwrite_what_was_not_seen(void **state)
{
    const struct case_id id = case_name("flow");
    const struct store_change first = case_publish(id.text, id.text, "a", 0);
    struct store_change stale = case_publish(id.text, id.text, "b", 0);

    (void)state;
    expect_changed(&first, CHANGED, 1);
    auto_(store_request) struct store_request *request = case_change(&stale, 1);
    assert_false(request->out.committed);
    assert_int_equal(request->out.changes[0].result, CHANGE_CONFLICT);
    assert_int_equal(request->out.changes[0].current.revision, 1);
    assert_string_equal(request->out.changes[0].current.author, "ada");
    expect_flow(id.text, -1, "a", 1);
    stale.expected = 2;
    expect_changed(&stale, CHANGE_CONFLICT, 1);
    stale.kind = CHANGE_UNPUBLISH;
    expect_changed(&stale, CHANGE_CONFLICT, 1);
    stale.kind = CHANGE_PUBLISH;
    stale.expected = -1;
    expect_changed(&stale, CHANGED, 2);
}

static void
publishes_all_or_nothing(void **state)
{
    const struct case_id one = case_name("flow"), two = case_name("flow");
    const struct store_change changes[] = {
        case_publish(one.text, one.text, "a", 0),
        case_publish(two.text, two.text, "a", 7),
        {.kind = CHANGE_DELETE, .workflow_id = "nobody", .expected = -1},
    };

    (void)state;
    auto_(store_request) struct store_request *request =
        case_change(changes, 3);
    assert_string_equal(request->failure.text, "");
    assert_false(request->out.committed);
    assert_int_equal(request->out.changes[0].result, CHANGED);
    assert_int_equal(request->out.changes[1].result, CHANGE_CONFLICT);
    assert_int_equal(request->out.changes[2].result, CHANGE_UNKNOWN);
    expect_flow(one.text, 1, NULL, 0);
    expect_changed(&changes[0], CHANGED, 1);
}

static void
titles_are_taken_whatever_their_case(void **state)
{
    const struct case_id one = case_name("flow"), two = case_name("flow");
    const struct case_id three = case_name("flow");
    struct store_change changes[] = {
        case_publish(one.text,
            "Stra\xC3\x9F"
            "e",
            "a", 0),
        case_publish(two.text, "STRASSE", "a", 0),
        case_publish(three.text, "Other", "a", 0),
    };

    (void)state;
    expect_changed(&changes[0], CHANGED, 1);
    auto_(store_request) struct store_request *request =
        case_change(&changes[1], 1);
    assert_int_equal(request->out.changes[0].result, CHANGE_TITLE_TAKEN);
    assert_string_equal(request->out.changes[0].current.workflow_id, one.text);
    expect_flow("strasse", 0, "a", 1);

    expect_changed(&changes[2], CHANGED, 1);
    changes[0] = case_publish(one.text, "Other", "b", 1);
    changes[2] = case_publish(three.text, "Strasse", "b", 1);
    expect_changed(&changes[0], CHANGE_TITLE_TAKEN, 2);
    changes[1] = changes[2];
    auto_(store_request) struct store_request *swap = case_change(changes, 2);
    assert_true(swap->out.committed);
    auto_(store_request) struct store_request *got = case_flow_read("other", 0);
    assert_string_equal(got->out.flows[0].workflow_id, one.text);

    for (size_t i = 0; i < 4; i++) { /* frees the titles for another run */
        changes[0].kind = i < 2 ? CHANGE_UNPUBLISH : CHANGE_DELETE;
        changes[0].workflow_id = i % 2 ? three.text : one.text;
        changes[0].expected = -1;
        expect_changed(&changes[0], CHANGED, 2);
    }
}

static void
deleting_frees_the_title_and_keeps_revisions(void **state)
{
    const struct case_id one = case_name("flow"), two = case_name("flow");
    struct store_change change = case_publish(one.text, one.text, "a", 0);
    const struct store_change thief = case_publish(two.text, one.text, "x", 0);

    (void)state;
    expect_changed(&change, CHANGED, 1);
    change.expected = 1;
    change.kind = CHANGE_DELETE;
    expect_changed(&change, CHANGE_PUBLISHED, 1);
    change.kind = CHANGE_UNPUBLISH;
    expect_changed(&change, CHANGED, 1);
    expect_changed(&change, CHANGE_SAME, 1);
    expect_flow(one.text, 0, NULL, 0);
    expect_flow(one.text, -1, "a", 0);
    expect_changed(&thief, CHANGE_TITLE_TAKEN, 1);
    change.kind = CHANGE_DELETE;
    expect_changed(&change, CHANGED, 1);
    expect_changed(&change, CHANGE_UNKNOWN, 1);
    expect_flow(one.text, -1, NULL, 0);
    expect_flow(one.text, 1, "a", 0);
    expect_changed(&thief, CHANGED, 1);

    struct store_change again = case_publish(one.text, two.text, "b", 1);
    expect_changed(&again, CHANGE_CONFLICT, 1);
    again.expected = 0;
    expect_changed(&again, CHANGED, 2);
}

static void
unpublished_content_is_published_under_its_number(void **state)
{
    const struct case_id id = case_name("flow");
    struct store_change change = case_publish(id.text, id.text, "a", 0);

    (void)state;
    expect_changed(&change, CHANGED, 1);
    change.kind = CHANGE_UNPUBLISH;
    change.expected = 1;
    expect_changed(&change, CHANGED, 1);
    change.kind = CHANGE_PUBLISH;
    expect_changed(&change, CHANGED, 1);
    expect_flow(id.text, 0, "a", 1);
}

static struct store_request *
history_of(const char *workflow_id)
{
    struct store_request *request =
        store_request_new(STORE_HISTORY, NULL, NULL);

    request->in.workflow_id = workflow_id;
    return ask(request);
}

/* The n-th event from the newest. */
static void
expect_event(const struct store_request *history, size_t n,
    enum store_event_kind kind, int64_t revision)
{
    const struct store_event *event = &history->out.events[n];

    assert_true(n < history->out.nevents);
    assert_int_equal(event->number, (int64_t)(history->out.nevents - n));
    assert_int_equal(event->kind, kind);
    assert_int_equal(event->revision, revision);
    assert_int_equal(event->at, NOW);
    assert_string_equal(event->author, "ada");
    assert_string_equal(event->message, "because");
    assert_string_equal(event->commit, CASE_COMMIT);
}

static void
history_tells_what_happened(void **state)
{
    const struct case_id id = case_name("flow");
    struct store_change change = case_publish(id.text, id.text, "a", 0);

    (void)state;
    expect_changed(&change, CHANGED, 1);
    expect_changed(&change, CHANGE_SAME, 1);
    change.yaml = "b";
    change.expected = 1;
    expect_changed(&change, CHANGED, 2);
    change.kind = CHANGE_UNPUBLISH;
    change.expected = 2;
    expect_changed(&change, CHANGED, 2);
    change.kind = CHANGE_PUBLISH;
    expect_changed(&change, CHANGED, 2);
    change.kind = CHANGE_UNPUBLISH;
    expect_changed(&change, CHANGED, 2);
    change.kind = CHANGE_DELETE;
    expect_changed(&change, CHANGED, 2);

    reopen();
    auto_(store_request) struct store_request *history = history_of(id.text);
    assert_int_equal(history->out.nevents, 6);
    expect_event(history, 0, EVENT_DELETED, 2);
    expect_event(history, 1, EVENT_UNPUBLISHED, 2);
    expect_event(history, 2, EVENT_PUBLISHED, 2);
    expect_event(history, 3, EVENT_UNPUBLISHED, 2);
    expect_event(history, 4, EVENT_PUBLISHED, 2);
    expect_event(history, 5, EVENT_PUBLISHED, 1);
    auto_(store_request) struct store_request *none = history_of("nobody");
    assert_int_equal(none->out.nevents, 0);
}

static void
sees_who_came_between_without_a_new_revision(void **state)
{
    const struct case_id id = case_name("flow");
    struct store_change first = case_publish(id.text, id.text, "a", 0);

    (void)state;
    expect_changed(&first, CHANGED, 1);
    auto_(store_request) struct store_request *seen =
        case_flow_read(id.text, -1);
    const int64_t event = seen->out.flows[0].last.number;
    assert_int_equal(event, 1);
    first.kind = CHANGE_UNPUBLISH;
    first.expected = 1;
    expect_changed(&first, CHANGED, 1);

    struct store_change late = case_publish(id.text, id.text, "b", 1);
    late.expected_event = event;
    auto_(store_request) struct store_request *refused = case_change(&late, 1);
    assert_false(refused->out.committed);
    assert_int_equal(refused->out.changes[0].result, CHANGE_CONFLICT);
    const struct store_flow *current = &refused->out.changes[0].current;
    assert_int_equal(current->revision, 1);
    assert_int_equal(current->published, 0);
    assert_int_equal(current->last.kind, EVENT_UNPUBLISHED);
    assert_int_equal(current->last.at, NOW);
    assert_string_equal(current->last.author, "ada");
    late.expected_event = current->last.number;
    expect_changed(&late, CHANGED, 2);
}

static struct store_request *
try_change(const struct store_change *changes, size_t n)
{
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);

    request->in.changes = changes;
    request->in.nchanges = n;
    request->in.dry_run = true;
    request->in.now = NOW;
    return ask(request);
}

static void
a_dry_run_says_what_would_be_and_writes_nothing(void **state)
{
    const struct case_id one = case_name("flow"), two = case_name("flow");
    struct store_change changes[] = {
        case_publish(one.text, one.text, "a", 0),
        case_publish(two.text, two.text, "a", 0),
    };

    (void)state;
    auto_(store_request) struct store_request *fine = try_change(changes, 2);
    assert_string_equal(fine->failure.text, "");
    assert_false(fine->out.committed);
    assert_true(fine->out.would);
    assert_int_equal(fine->out.changes[1].result, CHANGED);
    assert_int_equal(fine->out.changes[1].revision, 1);
    expect_flow(one.text, -1, NULL, 0);
    auto_(store_request) struct store_request *none = history_of(one.text);
    assert_int_equal(none->out.nevents, 0);

    changes[1].expected = 7;
    auto_(store_request) struct store_request *stale = try_change(changes, 2);
    assert_false(stale->out.committed);
    assert_false(stale->out.would);
    assert_int_equal(stale->out.changes[0].result, CHANGED);
    assert_int_equal(stale->out.changes[1].result, CHANGE_CONFLICT);
    expect_changed(&changes[0], CHANGED, 1);
}

static void
refuses_improper_publications(void **state)
{
    const struct case_id id = case_name("flow");
    struct store_change changes[] = {
        case_publish(id.text, id.text, "a", -1),
        case_publish(id.text, id.text, "b", -1),
    };

    (void)state;
    auto_(store_request) struct store_request *twice = case_change(changes, 2);
    assert_int_equal(twice->failure.status, STATUS_USAGE);
    changes[0].yaml = NULL;
    auto_(store_request) struct store_request *lacking =
        case_change(changes, 1);
    assert_int_equal(lacking->failure.status, STATUS_USAGE);
    expect_flow(id.text, -1, NULL, 0);
}

static void
lists_flows_by_title_and_revisions_of_one(void **state)
{
    const struct case_id one = case_name("a"), two = case_name("B");
    const struct store_change changes[] = {
        case_publish(two.text, two.text, "x", 0),
        case_publish(one.text, one.text, "x", 0),
    };
    const struct store_change newer = case_publish(one.text, one.text, "y", 1);
    int seen = 0;

    (void)state;
    store_request_free(case_change(changes, 2));
    expect_changed(&newer, CHANGED, 2);
    auto_(store_request) struct store_request *list =
        ask(store_request_new(STORE_FLOWS, NULL, NULL));
    for (size_t i = 0; i < list->out.nflows; i++) {
        const struct store_flow *flow = &list->out.flows[i];

        assert_null(flow->yaml);
        if (!strcmp(flow->workflow_id, one.text)) {
            assert_int_equal(flow->revision, 2);
            assert_int_equal(seen++, 0);
        } else if (!strcmp(flow->workflow_id, two.text)) {
            assert_int_equal(seen++, 1);
        }
    }
    assert_int_equal(seen, 2);

    struct store_request *history = store_request_new(STORE_FLOWS, NULL, NULL);
    history->in.workflow_id = one.text;
    auto_(store_request) struct store_request *revisions = ask(history);
    assert_int_equal(revisions->out.nflows, 2);
    assert_int_equal(revisions->out.flows[0].revision, 2);
    assert_int_equal(revisions->out.flows[1].revision, 1);
    assert_int_equal(revisions->out.flows[1].published, 2);
}

static struct store_request *
key_request(enum store_kind kind, const struct store_key *key)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.key = *key;
    request->in.now = NOW;
    return store_do(store, request);
}

static void
keys_are_found_by_their_hash(void **state)
{
    const struct case_id id = case_name("key");
    struct store_key key = {
        .id = id.text,
        .name = "shop",
        .scopes = "invoke,read",
        .created = NOW,
        .expires = STORE_NEVER,
    };

    (void)state;
    digest_random(key.hash, sizeof(key.hash));
    auto_(store_request) struct store_request *add =
        key_request(STORE_KEY_ADD, &key);
    assert_string_equal(add->failure.text, "");
    auto_(store_request) struct store_request *again =
        key_request(STORE_KEY_ADD, &key);
    assert_int_equal(again->failure.status, STATUS_CONFLICT);

    reopen();
    auto_(store_request) struct store_request *found =
        key_request(STORE_KEY_FIND, &key);
    assert_int_equal(found->out.nkeys, 1);
    assert_string_equal(found->out.keys[0].id, id.text);
    assert_string_equal(found->out.keys[0].name, "shop");
    assert_string_equal(found->out.keys[0].scopes, "invoke,read");
    assert_memory_equal(found->out.keys[0].hash, key.hash, sizeof(key.hash));
    assert_int_equal(found->out.keys[0].created, NOW);
    assert_int_equal(found->out.keys[0].expires, STORE_NEVER);
    assert_int_equal(found->out.keys[0].revoked, 0);

    auto_(store_request) struct store_request *revoked =
        key_request(STORE_KEY_REVOKE, &key);
    assert_int_equal(revoked->out.nkeys, 1);
    assert_int_equal(revoked->out.keys[0].revoked, NOW);
    struct store_request *later =
        store_request_new(STORE_KEY_REVOKE, NULL, NULL);
    later->in.key.id = id.text;
    later->in.now = NOW + 1;
    auto_(store_request) struct store_request *still = ask(later);
    assert_int_equal(still->out.keys[0].revoked, NOW);
    key.hash[0] ^= 1;
    auto_(store_request) struct store_request *none =
        key_request(STORE_KEY_FIND, &key);
    assert_int_equal(none->out.nkeys, 0);
    key.id = "nobody";
    auto_(store_request) struct store_request *unknown =
        key_request(STORE_KEY_REVOKE, &key);
    assert_int_equal(unknown->out.nkeys, 0);
    auto_(store_request) struct store_request *all =
        key_request(STORE_KEYS, &key);
    assert_true(all->out.nkeys >= 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_a_flow_to_the_byte),
        cmocka_unit_test(content_digests_know_where_a_text_ends),
        cmocka_unit_test(counts_revisions_of_new_content_only),
        cmocka_unit_test(refuses_to_overwrite_what_was_not_seen),
        cmocka_unit_test(publishes_all_or_nothing),
        cmocka_unit_test(titles_are_taken_whatever_their_case),
        cmocka_unit_test(deleting_frees_the_title_and_keeps_revisions),
        cmocka_unit_test(unpublished_content_is_published_under_its_number),
        cmocka_unit_test(history_tells_what_happened),
        cmocka_unit_test(sees_who_came_between_without_a_new_revision),
        cmocka_unit_test(a_dry_run_says_what_would_be_and_writes_nothing),
        cmocka_unit_test(refuses_improper_publications),
        cmocka_unit_test(lists_flows_by_title_and_revisions_of_one),
        cmocka_unit_test(keys_are_found_by_their_hash),
    };
    return case_run(tests, open_store);
}
