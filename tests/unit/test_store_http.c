/* The store behind a runner's API: what it asks, what it makes of answers. */
#include "test.h"

#include <unistd.h>

#include "scripted.h"
#include "store.h"

#define UUID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
#define FLOW                                                                \
    "{\"workflow_id\":\"" UUID "\",\"title\":\"Login OTP\",\"revision\":3," \
    "\"published\":2,\"sha256\":\"aa\",\"at\":\"2026-11-20T09:12:00Z\","    \
    "\"yaml\":\"y\",\"templates\":\"[]\"}"
#define KEY                                           \
    "{\"id\":\"k1\",\"scopes\":\"read\",\"created\":" \
    "\"2026-11-20T09:12:00Z\"}"
#define BASE "/v1/HX%2FTEST/"

static struct scripted server;

static struct store *
open_to_server(void)
{
    const struct store_options options = {
        .account = "HX/TEST",
        .token = "secret",
    };
    struct failure failure = {0};
    char url[60];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d", server.port);
    struct store *store = store_open(url, &options, &failure);
    assert_string_equal(failure.text, "");
    return store;
}

/* Sends one request to a server that says the replies. */
static struct store_request *
ask(struct store_request *request, const char *const *replies)
{
    scripted_start(&server, NULL, replies);
    auto_(store) struct store *store = open_to_server();
    (void)store_do(store, request);
    store_close(take(store));
    scripted_stop(&server);
    return request;
}

static struct store_request *
ask_once(struct store_request *request, const char *reply)
{
    const char *const replies[] = {reply, NULL};

    return ask(request, replies);
}

static void
expect_asked(size_t i, const char *line)
{
    assert_true(i < server.nasked);
    const char *end = strstr(server.asked[i], " HTTP/1.1\r\n");
    assert_non_null(end);
    const size_t len = (size_t)(end - server.asked[i]);
    if (len != strlen(line) || memcmp(server.asked[i], line, len) != 0)
        fail_msg("asked '%.*s', not '%s'", (int)len, server.asked[i], line);
    assert_non_null(strstr(server.asked[i], "\r\napi-key: secret\r\n"));
}

static const char *
body_of(size_t i)
{
    return strstr(server.asked[i], "\r\n\r\n") + 4;
}

static struct store_request *
publication(void)
{
    static const struct store_change change = {
        .kind = CHANGE_PUBLISH,
        .workflow_id = "w1",
        .title = "One",
        .yaml = "y",
        .templates = "[]",
        .expected = 2,
    };
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);

    request->in.changes = &change;
    request->in.nchanges = 1;
    request->in.message = "because";
    return request;
}

static void
publishes(void **state)
{
    (void)state;
    auto_(store_request) struct store_request *request = ask_once(publication(),
        SCRIPTED_JSON("200 OK",
            "{\"committed\":true,\"changes\":"
            "[{\"result\":\"changed\",\"revision\":3}]}"));
    assert_string_equal(request->failure.text, "");
    assert_true(request->out.committed);
    assert_int_equal(request->out.changes[0].result, CHANGED);
    assert_int_equal(request->out.changes[0].revision, 3);
    expect_asked(0, "POST " BASE "workflow/v1/publications");
    assert_string_equal(body_of(0),
        "{\"message\":\"because\",\"changes\":[{\"op\":\"publish\","
        "\"workflow_id\":\"w1\",\"title\":\"One\",\"yaml\":\"y\","
        "\"templates\":\"[]\",\"expected_revision\":2}]}");
}

static void
a_conflict_is_an_outcome(void **state)
{
    (void)state;
    auto_(store_request) struct store_request *request = ask_once(publication(),
        SCRIPTED_JSON("409 Conflict",
            "{\"committed\":false,\"changes\":[{\"result\":\"conflict\","
            "\"revision\":3,\"current\":" FLOW "}]}"));
    assert_string_equal(request->failure.text, "");
    assert_false(request->out.committed);
    assert_int_equal(request->out.changes[0].result, CHANGE_CONFLICT);
    assert_string_equal(request->out.changes[0].current.title, "Login OTP");
}

static void
a_dry_run_asks_and_is_answered(void **state)
{
    struct store_request *wanted = publication();

    (void)state;
    wanted->in.dry_run = true;
    auto_(store_request) struct store_request *request = ask_once(wanted,
        SCRIPTED_JSON("200 OK",
            "{\"committed\":false,\"would\":true,\"changes\":"
            "[{\"result\":\"changed\",\"revision\":3}]}"));
    assert_string_equal(request->failure.text, "");
    assert_false(request->out.committed);
    assert_true(request->out.would);
    assert_non_null(strstr(body_of(0), "\"dry_run\":true"));
}

static void
what_the_runner_found_comes_with_the_failure(void **state)
{
    (void)state;
    auto_(store_request) struct store_request *request = ask_once(publication(),
        SCRIPTED_JSON("422 Unprocessable Content",
            "{\"code\":\"flow-wrong\",\"detail\":\"d\",\"findings\":[{"
            "\"workflow_id\":\"w1\",\"code\":\"channel-unknown\","
            "\"severity\":\"error\",\"file\":\"yaml\",\"line\":14,"
            "\"column\":15,\"text\":\"no 'x'\"}]}"));
    assert_int_equal(request->failure.status, STATUS_FINDINGS);
    assert_int_equal(request->out.nfindings, 1);
    assert_string_equal(request->out.findings[0].code, "channel-unknown");
    assert_int_equal(request->out.findings[0].line, 14);
    assert_null(request->out.findings[0].pointer);
    auto_(store_request) struct store_request *garbled = ask_once(publication(),
        SCRIPTED_JSON("422 Unprocessable Content",
            "{\"code\":\"flow-wrong\",\"findings\":[7,7]}"));
    assert_int_equal(garbled->failure.status, STATUS_FINDINGS);
    assert_int_equal(garbled->out.nfindings, 0);
}

/* A list of the one flow, as the runner has it now. */
static const char *
listing(char *room, size_t size, long revision, const char *yaml)
{
    char sha256[65];

    store_content_sha256(sha256, yaml, "[]");
    (void)snprintf(room, size,
        "%s{\"instances\":[{\"workflow_id\":\"w1\",\"title\":\"One\","
        "\"revision\":%ld,\"published\":%ld,\"sha256\":\"%s\","
        "\"at\":\"2026-11-20T09:12:00Z\"}]}",
        SCRIPTED_JSON("200 OK", ""), revision, revision, sha256);
    return room;
}

static void
a_lost_answer_is_looked_for_in_the_store(void **state)
{
    static const struct {
        const char *answer, *yaml; /* of the push; what the store has then */
        long revision;
        enum status status;
        const char *words;
    } cases[] = {
        {"", "y", 3, STATUS_DONE, ""},
        {SCRIPTED_JSON("500 Oops", "{}"), "y", 3, STATUS_DONE, ""},
        {SCRIPTED_JSON("200 OK", "<html>"), "y", 3, STATUS_DONE, ""},
        {"", "x", 2, STATUS_UNREACHABLE, "it was not done"},
        {SCRIPTED_JSON("502 Oops", "{}"), "x", 2, STATUS_UNREACHABLE,
            "it was not done"},
        {"", "z", 5, STATUS_UNREACHABLE, "is not known, since others"},
    };
    char room[600];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const replies[] = {
            cases[i].answer,
            listing(room, sizeof(room), cases[i].revision, cases[i].yaml),
            NULL,
        };
        auto_(store_request) struct store_request *request =
            ask(publication(), replies);

        assert_int_equal(request->failure.status, cases[i].status);
        assert_non_null(strstr(request->failure.text, cases[i].words));
        assert_int_equal(
            request->out.committed, cases[i].status == STATUS_DONE);
        assert_int_equal(server.nasked, 2);
        expect_asked(1, "GET " BASE "workflow/v1/instances");
        if (request->out.committed)
            assert_int_equal(request->out.changes[0].revision, 3);
    }
    const char *const gone[] = {"", "", "", "", NULL};
    auto_(store_request) struct store_request *request =
        ask(publication(), gone);
    assert_int_equal(request->failure.status, STATUS_UNREACHABLE);
    assert_non_null(strstr(request->failure.text, "whether it was done"));
    assert_int_equal(server.nasked, 4);
}

static void
reads_the_history(void **state)
{
    static const char reply[] = SCRIPTED_JSON("200 OK",
        "{\"events\":[{\"number\":2,\"at\":\"2026-11-20T09:12:00Z\","
        "\"kind\":\"unpublished\",\"revision\":1,\"author\":\"ada\"}]}");
    struct store_request *one = store_request_new(STORE_HISTORY, NULL, NULL);
    struct store_request *other = store_request_new(STORE_HISTORY, NULL, NULL);

    (void)state;
    one->in.workflow_id = other->in.workflow_id = UUID;
    auto_(store_request) struct store_request *got = ask_once(one, reply);
    assert_string_equal(got->failure.text, "");
    assert_int_equal(got->out.nevents, 1);
    assert_int_equal(got->out.events[0].kind, EVENT_UNPUBLISHED);
    expect_asked(0, "GET " BASE "workflow/v1/instances/" UUID "/history");
    auto_(store_request) struct store_request *none = ask_once(other,
        SCRIPTED_JSON("404 Not Found", "{\"code\":\"workflow-unknown\"}"));
    assert_string_equal(none->failure.text, "");
    assert_int_equal(none->out.nevents, 0);
}

static void
refusals_are_failures_with_their_problem(void **state)
{
    static const char problem[] =
        "{\"code\":\"flow-wrong\",\"detail\":\"channel 'x' is not here\"}";

    (void)state;
    auto_(store_request) struct store_request *request = ask_once(publication(),
        SCRIPTED_JSON("422 Unprocessable Content",
            "{\"code\":\"flow-wrong\",\"detail\":\"channel 'x' is not "
            "here\"}"));
    assert_int_equal(request->failure.status, STATUS_FINDINGS);
    assert_string_equal(request->failure.text,
        "the runner answered 422: channel 'x' is not here");
    assert_string_equal(request->out.problem, problem);
    auto_(store_request) struct store_request *other =
        ask_once(publication(), SCRIPTED_JSON("409 Conflict", "{}"));
    assert_int_equal(other->failure.status, STATUS_CONFLICT);
    auto_(store_request) struct store_request *strange =
        ask_once(publication(), SCRIPTED_JSON("200 OK", "{\"changes\":[]}"));
    assert_int_equal(strange->failure.status, STATUS_UNREACHABLE);
    assert_non_null(strstr(strange->failure.text, "'committed'"));
}

static void
lists_flows_and_revisions(void **state)
{
    static const char reply[] =
        SCRIPTED_JSON("200 OK", "{\"instances\":[" FLOW "," FLOW "]}");

    (void)state;
    auto_(store_request) struct store_request *all =
        ask_once(store_request_new(STORE_FLOWS, NULL, NULL), reply);
    assert_string_equal(all->failure.text, "");
    assert_int_equal(all->out.nflows, 2);
    assert_int_equal(all->out.flows[1].revision, 3);
    expect_asked(0, "GET " BASE "workflow/v1/instances");

    struct store_request *one = store_request_new(STORE_FLOWS, NULL, NULL);
    one->in.workflow_id = UUID;
    auto_(store_request) struct store_request *revisions = ask_once(one, reply);
    assert_int_equal(revisions->out.nflows, 2);
    expect_asked(0, "GET " BASE "workflow/v1/instances/" UUID "/revisions");
}

static struct store_request *
flow(const char *name, int64_t revision)
{
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);

    request->in.workflow_id = name;
    request->in.revision = revision;
    return request;
}

static void
finds_flows_by_id(void **state)
{
    static const struct {
        int64_t revision;
        const char *asked;
    } cases[] = {
        {0, "GET " BASE "workflow/v1/instances/" UUID},
        {7, "GET " BASE "workflow/v1/instances/" UUID "/revisions/7"},
        {-1, "GET " BASE "workflow/v1/instances/" UUID "/revisions/newest"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(store_request) struct store_request *got = ask_once(
            flow(UUID, cases[i].revision), SCRIPTED_JSON("200 OK", FLOW));

        assert_string_equal(got->failure.text, "");
        assert_int_equal(got->out.nflows, 1);
        assert_string_equal(got->out.flows[0].yaml, "y");
        expect_asked(0, cases[i].asked);
    }
}

static void
finds_flows_by_title(void **state)
{
    static const char *const found[] = {
        SCRIPTED_JSON("200 OK", "{\"instances\":[" FLOW "]}"),
        SCRIPTED_JSON("200 OK", FLOW),
        NULL,
    };

    (void)state;
    auto_(store_request) struct store_request *got =
        ask(flow("Login OTP", 0), found);
    assert_string_equal(got->failure.text, "");
    assert_int_equal(got->out.nflows, 1);
    expect_asked(0, "GET " BASE "workflow/v1/instances?title=Login%20OTP");
    expect_asked(1, "GET " BASE "workflow/v1/instances/" UUID);
    auto_(store_request) struct store_request *none = ask_once(
        flow("Nobody", 0), SCRIPTED_JSON("200 OK", "{\"instances\":[]}"));
    assert_string_equal(none->failure.text, "");
    assert_int_equal(none->out.nflows, 0);
}

static void
what_is_unknown_is_none_but_a_wrong_path_is_a_failure(void **state)
{
    static const struct {
        const char *body;
        enum status status;
    } cases[] = {
        {"{\"code\":\"workflow-unknown\"}", STATUS_DONE},
        {"{\"code\":\"revision-unknown\"}", STATUS_DONE},
        {"{\"code\":\"account-unknown\"}", STATUS_USAGE},
        {"{\"code\":\"no-such-path\"}", STATUS_USAGE},
        {"<html>", STATUS_USAGE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char reply[200];

        snprintf(reply, sizeof(reply), "%s%s",
            SCRIPTED_JSON("404 Not Found", ""), cases[i].body);
        auto_(store_request) struct store_request *got =
            ask_once(flow(UUID, 0), reply);
        assert_int_equal(got->failure.status, cases[i].status);
        assert_int_equal(got->out.nflows, 0);
    }
}

static void
adds_lists_and_revokes_keys(void **state)
{
    struct store_request *add = store_request_new(STORE_KEY_ADD, NULL, NULL);

    (void)state;
    add->in.key = (struct store_key){
        .id = "k1",
        .name = "shop",
        .scopes = "read",
        .created = INT64_C(1795165920250),
        .expires = STORE_NEVER,
        .hash = {0xab, 0xcd},
    };
    auto_(store_request) struct store_request *added =
        ask_once(add, SCRIPTED_JSON("201 Created", KEY));
    assert_string_equal(added->failure.text, "");
    expect_asked(0, "POST " BASE "admin/keys");
    assert_non_null(strstr(body_of(0), "\"hash\":\"abcd0000"));
    assert_null(strstr(body_of(0), "expires"));

    auto_(store_request) struct store_request *list =
        ask_once(store_request_new(STORE_KEYS, NULL, NULL),
            SCRIPTED_JSON("200 OK", "{\"keys\":[" KEY "]}"));
    assert_int_equal(list->out.nkeys, 1);
    assert_string_equal(list->out.keys[0].id, "k1");
    expect_asked(0, "GET " BASE "admin/keys");

    struct store_request *revoke =
        store_request_new(STORE_KEY_REVOKE, NULL, NULL);
    revoke->in.key.id = "k 1";
    auto_(store_request) struct store_request *revoked =
        ask_once(revoke, SCRIPTED_JSON("200 OK", KEY));
    assert_int_equal(revoked->out.nkeys, 1);
    expect_asked(0, "DELETE " BASE "admin/keys/k%201");
}

static void
the_rest_is_not_done_over_http(void **state)
{
    static const char *const none[] = {NULL};

    (void)state;
    for (int kind = STORE_EXECUTION_ADD; kind < STORE_CALLBACKS; kind++) {
        auto_(store_request) struct store_request *got =
            ask(store_request_new((enum store_kind)kind, NULL, NULL), none);

        assert_int_equal(got->failure.status, STATUS_USAGE);
        assert_non_null(strstr(got->failure.text, "not done over HTTP"));
    }
}

static void
a_sqlite_url_goes_through_the_runner_that_has_it(void **state)
{
    static const char *const replies[] = {
        SCRIPTED_JSON("200 OK", "{\"instances\":[" FLOW "]}"), NULL};
    const struct store_options options = {.account = "HX", .create = true};
    const struct store_options direct = {.account = "HX", .direct = true};
    char folder[] = "/tmp/fallback-http-XXXXXX", socket[60], url[60];
    struct failure failure = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(socket, sizeof(socket), "%s/a.db.sock", folder);
    snprintf(url, sizeof(url), "sqlite:%s/a.db", folder);
    /* The first connection only looks whether somebody listens. */
    scripted_start(&server, socket, replies);
    auto_(store) struct store *store = store_open(url, &options, &failure);
    assert_string_equal(failure.text, "");
    auto_(store_request) struct store_request *got =
        store_do(store, store_request_new(STORE_FLOWS, NULL, NULL));
    assert_string_equal(got->failure.text, "");
    assert_int_equal(got->out.nflows, 1);
    assert_null(store_open(url, &direct, &failure));
    assert_non_null(strstr(failure.text, "there is no store"));
    store_close(take(store));
    scripted_stop(&server);

    /* The socket of a dead runner is in nobody's way. */
    failure = (struct failure){0};
    auto_(store) struct store *own = store_open(url, &options, &failure);
    assert_string_equal(failure.text, "");
    store_close(take(own));
    static const char *const ends[] = {"a.db", "a.db.lock", "a.db.sock"};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        char path[60];

        snprintf(path, sizeof(path), "%s/%s", folder, ends[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

#define CALLBACK                                                            \
    "{\"webhook_id\":\"msg_1\",\"profile\":\"crm\",\"state\":\"given_up\"," \
    "\"created\":\"2026-11-20T09:12:00Z\",\"tries\":10,"                    \
    "\"last\":\"answered 503\"}"

static void
lists_callbacks(void **state)
{
    struct store_request *wanted =
        store_request_new(STORE_CALLBACKS, NULL, NULL);

    (void)state;
    wanted->in.outbox = (struct store_outbox){
        .state = CALLBACK_GIVEN_UP, .profile = "a&b", .since = 1000};
    wanted->in.limit = 7;
    auto_(store_request) struct store_request *request = ask_once(
        wanted, SCRIPTED_JSON("200 OK", "{\"callbacks\":[" CALLBACK "]}"));
    assert_string_equal(request->failure.text, "");
    assert_int_equal(request->out.ncallbacks, 1);
    const struct store_callback *one = request->out.callbacks;
    assert_string_equal(one->webhook_id, "msg_1");
    assert_int_equal(one->due, STORE_NEVER);
    assert_int_equal(one->tries, 10);
    assert_false(one->delivered);
    expect_asked(0,
        "GET " BASE "admin/callbacks?limit=7&state=given_up&profile=a%26b"
        "&since=1970-01-01T00%3A00%3A01.000Z");
}

static void
shows_a_callback_or_none(void **state)
{
    static const char *const replies[] = {
        SCRIPTED_JSON("404 Not Found", "{\"code\":\"callback-unknown\"}"),
        SCRIPTED_JSON("200 OK", CALLBACK)};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
        struct store_request *wanted =
            store_request_new(STORE_CALLBACKS, NULL, NULL);
        wanted->in.outbox.webhook_id = "m/1";
        auto_(store_request) struct store_request *request =
            ask_once(wanted, replies[i]);
        assert_string_equal(request->failure.text, "");
        assert_int_equal(request->out.ncallbacks, i);
        expect_asked(0, "GET " BASE "admin/callbacks/m%2F1");
    }
}

static void
replays_callbacks(void **state)
{
    struct store_request *wanted =
        store_request_new(STORE_CALLBACK_REPLAY, NULL, NULL);

    (void)state;
    wanted->in.outbox = (struct store_outbox){.profile = "crm", .since = 1000};
    auto_(store_request) struct store_request *request =
        ask_once(wanted, SCRIPTED_JSON("200 OK", "{\"replayed\":3}"));
    assert_string_equal(request->failure.text, "");
    assert_int_equal(request->out.nreplayed, 3);
    expect_asked(0, "POST " BASE "admin/callbacks/replay");
    assert_string_equal(body_of(0),
        "{\"profile\":\"crm\",\"since\":\"1970-01-01T00:00:01.000Z\"}");
    auto_(store_request) struct store_request *other =
        ask_once(store_request_new(STORE_CALLBACK_REPLAY, NULL, NULL),
            SCRIPTED_JSON("200 OK", "{}"));
    assert_int_equal(other->failure.status, STATUS_UNREACHABLE);
}

static const struct store_wish two_wishes[] = {
    {.number = "+393331234513",
        .channel = WISH_SMS,
        .category = WISH_MARKETING,
        .at = 1000,
        .source = WISH_BY_COMMAND,
        .note = "a letter"},
    {.number = "+393331234514",
        .category = WISH_EVERYTHING,
        .digest_only = true},
};

static void
adds_and_removes_opt_outs(void **state)
{
    struct store_request *add = store_request_new(STORE_WISHES_ADD, NULL, NULL);
    struct store_request *remove =
        store_request_new(STORE_WISHES_REMOVE, NULL, NULL);

    (void)state;
    add->in.wishes = two_wishes;
    add->in.nwishes = 2;
    auto_(store_request) struct store_request *added =
        ask_once(add, SCRIPTED_JSON("200 OK", "{\"changed\":2}"));
    assert_string_equal(added->failure.text, "");
    assert_int_equal(added->out.nchanged, 2);
    expect_asked(0, "POST " BASE "admin/optouts");
    assert_string_equal(body_of(0),
        "{\"optouts\":[{\"number\":\"+393331234513\",\"channel\":\"sms\","
        "\"category\":\"marketing\",\"at\":\"1970-01-01T00:00:01.000Z\","
        "\"source\":\"command\",\"note\":\"a letter\"},"
        "{\"number\":\"+393331234514\",\"channel\":\"all\","
        "\"category\":\"all\",\"source\":\"api\",\"digest_only\":true}]}");
    remove->in.wished = (struct store_wished){
        .kind = WISH_CONSENT,
        .number = "+39333",
        .of_channel = true,
        .channel = WISH_RCS,
    };
    auto_(store_request) struct store_request *removed =
        ask_once(remove, SCRIPTED_JSON("200 OK", "{}"));
    expect_asked(
        0, "DELETE " BASE "admin/consents?number=%2B39333&channel=rcs");
    assert_int_equal(removed->failure.status, STATUS_UNREACHABLE);
}

static void
lists_consents_page_by_page(void **state)
{
    struct store_request *wanted = store_request_new(STORE_WISHES, NULL, NULL);

    (void)state;
    wanted->in.wished =
        (struct store_wished){.kind = WISH_CONSENT, .before = 77};
    wanted->in.limit = 2;
    auto_(store_request) struct store_request *request = ask_once(wanted,
        SCRIPTED_JSON("200 OK",
            "{\"consents\":[{\"number\":\"+39333\",\"channel\":\"sms\","
            "\"at\":\"1970-01-01T00:00:01.000Z\",\"source\":\"provider\","
            "\"by\":\"x\"},{\"channel\":\"all\",\"digest_only\":true,"
            "\"at\":\"1970-01-01T00:00:01.000Z\",\"source\":\"api\"}],"
            "\"next\":\"41\"}"));
    assert_string_equal(request->failure.text, "");
    expect_asked(0, "GET " BASE "admin/consents?limit=2&before=77");
    assert_int_equal(request->out.nwishes, 2);
    assert_int_equal(request->out.next_page, 41);
    assert_int_equal(request->out.wishes[0].kind, WISH_CONSENT);
    assert_int_equal(request->out.wishes[0].channel, WISH_SMS);
    assert_int_equal(request->out.wishes[0].source, WISH_BY_PROVIDER);
    assert_string_equal(request->out.wishes[0].by, "x");
    assert_null(request->out.wishes[1].number);
    assert_true(request->out.wishes[1].digest_only);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_and_removes_opt_outs),
        cmocka_unit_test(lists_consents_page_by_page),
        cmocka_unit_test(lists_callbacks),
        cmocka_unit_test(shows_a_callback_or_none),
        cmocka_unit_test(replays_callbacks),
        cmocka_unit_test(publishes),
        cmocka_unit_test(a_conflict_is_an_outcome),
        cmocka_unit_test(a_dry_run_asks_and_is_answered),
        cmocka_unit_test(what_the_runner_found_comes_with_the_failure),
        cmocka_unit_test(a_lost_answer_is_looked_for_in_the_store),
        cmocka_unit_test(reads_the_history),
        cmocka_unit_test(refusals_are_failures_with_their_problem),
        cmocka_unit_test(lists_flows_and_revisions),
        cmocka_unit_test(finds_flows_by_id),
        cmocka_unit_test(finds_flows_by_title),
        cmocka_unit_test(what_is_unknown_is_none_but_a_wrong_path_is_a_failure),
        cmocka_unit_test(adds_lists_and_revokes_keys),
        cmocka_unit_test(the_rest_is_not_done_over_http),
        cmocka_unit_test(a_sqlite_url_goes_through_the_runner_that_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
