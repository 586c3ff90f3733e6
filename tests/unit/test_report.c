/* Delivery reports: whose they are, and what they say. */
#include "provider_case.h"

#include "digest.h"
#include "pairs.h"
#include "report.h"

struct asked {
    struct provider_case *c;
    struct report_request request;
    struct pair *query, headers[4];
    size_t nquery, nheaders;
    struct report_found *found;
    size_t n, unknown;
};

static void
asked_close(struct asked *a)
{
    case_close(a->c);
    free(a);
}
DEFINE_AUTO(asked, struct asked *, asked_close);

static const char *
look_in_query(const char *name, void *data)
{
    const struct asked *a = data;

    return pairs_value(a->query, a->nquery, name);
}

static const char *
look_in_headers(const char *name, void *data)
{
    const struct asked *a = data;

    return pairs_value(a->headers, a->nheaders, name);
}

static struct asked *
ask(const char *lines, const char *query, const char *body)
{
    struct asked *a = calloc(1, sizeof(*a));

    assert_non_null(a);
    a->c = case_open(lines);
    a->nquery = pairs_read(&a->c->arena, query, strlen(query), &a->query);
    a->request = (struct report_request){
        .method = "POST",
        .body = body,
        .len = strlen(body),
        .reference = "ref-1",
        .query = look_in_query,
        .header = look_in_headers,
        .data = a,
    };
    return a;
}

static void
read_it(struct asked *a)
{
    a->n = report_read(&a->c->arena, a->c->message.provider, &a->request,
        &a->found, &a->unknown);
}

/* What is read, one line each: reference|id|part|report|class|words; then the
 * number of what is unknown. */
static void
assert_reads(
    const char *lines, const char *query, const char *body, const char *wanted)
{
    auto_(asked) struct asked *a = ask(lines, query, body);
    auto_(text) struct text all = {0};

    read_it(a);
    for (size_t i = 0; i < a->n; i++) {
        const struct report_found *f = &a->found[i];

        text_addf(&all, "%s|%s|%u|%s|%s|%s\n", f->reference ? f->reference : "",
            f->message_id ? f->message_id : "", f->part,
            report_words[f->report], reason_words[f->reason], f->words);
    }
    text_addf(&all, "%zu", a->unknown);
    assert_string_equal(text_str(&all), wanted);
}

#define KANNEL                                                              \
    "reports:\n  auth: secret_path\n  reference: path\n"                    \
    "  report: {from: query.status, map: {\"1\": delivered, \"2\": failed," \
    " \"32\": none}}\n"

static void
a_query_is_read_by_its_map(void **state)
{
    (void)state;
    assert_reads(
        KANNEL, "status=1", "", "ref-1||0|delivered|failed|status 1\n0");
    assert_reads(KANNEL, "a=b&status=2&status=1", "",
        "ref-1||0|failed|failed|status 2\n0");
    assert_reads(KANNEL, "status=32", "", "0");
    assert_reads(KANNEL, "status=3", "", "1");
    assert_reads(KANNEL, "status=", "", "1");
    assert_reads(KANNEL, "status=01", "", "1");
    assert_reads(KANNEL, "", "status=1", "1");
}

#define FORM                                                           \
    "reports:\n  auth: none\n  message_id: form.MessageSid\n"          \
    "  report: {from: form.MessageStatus, map: {delivered: delivered," \
    " undelivered: failed, sent: sent}}\n"                             \
    "  class: {from: form.ErrorCode, map: {\"30004\": blocked,"        \
    " \"21610\": opted_out}}\n"

static void
a_form_is_read_by_its_map(void **state)
{
    (void)state;
    assert_reads(FORM, "", "MessageSid=SM1&MessageStatus=delivered",
        "|SM1|0|delivered|failed|MessageStatus delivered\n0");
    assert_reads(FORM, "",
        "ErrorCode=30004&MessageSid=S%4D%2B1&MessageStatus=undelivered",
        "|SM+1|0|failed|blocked|MessageStatus undelivered, "
        "ErrorCode 30004\n0");
    assert_reads(FORM, "",
        "ErrorCode=99&MessageSid=SM1&MessageStatus=undelivered",
        "|SM1|0|failed|failed|MessageStatus undelivered, ErrorCode 99\n0");
    assert_reads(FORM, "", "MessageStatus=delivered", "1");
    assert_reads(FORM, "", "MessageSid=&MessageStatus=delivered", "1");
    assert_reads(FORM, "", "MessageSid=%zz&MessageStatus=delivered", "1");
    assert_reads(FORM, "", "MessageSid=a%00b&MessageStatus=delivered", "1");
    assert_reads(FORM, "", "MessageSid=%ff&MessageStatus=delivered", "1");
    assert_reads(FORM, "", "&&MessageSid&=&MessageStatus=delivered&", "1");
}

#define META                                                            \
    "reports:\n  auth: none\n"                                          \
    "  each: /entry/*/changes/*/value/statuses/*\n"                     \
    "  message_id: /id\n  reference: /biz_opaque_callback_data\n"       \
    "  part: /part\n"                                                   \
    "  report: {from: /status, map: {sent: sent, delivered: delivered," \
    " read: read, failed: failed, expired: expired}}\n"                 \
    "  class: {from: /errors/0/code, map: {\"131026\": not_on_channel}}\n"

static void
a_batch_gives_several(void **state)
{
    (void)state;
    assert_reads(META, "",
        "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":["
        "{\"id\":\"w1\",\"status\":\"sent\"},"
        "{\"id\":\"w2\",\"status\":\"failed\",\"errors\":[{\"code\":131026}],"
        "\"biz_opaque_callback_data\":\"ref-2\"}]}},"
        "{\"value\":{\"messages\":[]}}]},{\"changes\":[{\"value\":"
        "{\"statuses\":[{\"id\":\"w3\",\"status\":\"played\"},"
        "{\"status\":\"read\"},{\"id\":\"w4\",\"status\":\"expired\","
        "\"part\":2}]}}]}]}",
        "|w1|0|sent|failed|status sent\n"
        "ref-2|w2|0|failed|not_on_channel|status failed, code 131026\n"
        "|w4|2|expired|failed|status expired\n2");
    assert_reads(META, "", "{\"entry\":[]}", "0");
}

#define ANYWHERE                                                       \
    "reports:\n  auth: none\n  message_id: [/id, form.id, query.id]\n" \
    "  report: {from: [/status, /group, form.status, query.status],"   \
    " map: {Sent: sent, failed: failed, DONE: delivered}}\n"           \
    "  class: {from: [/code, /group], map: {\"5..7\": blocked, x: auth}}\n"

static void
a_word_is_looked_for_in_each_place(void **state)
{
    (void)state;
    assert_reads(ANYWHERE, "", "{\"id\":\"a\",\"status\":\"SENT\"}",
        "|a|0|sent|failed|status SENT\n0");
    assert_reads(ANYWHERE, "",
        "{\"id\":\"a\",\"status\":\"?\",\"group\":"
        "\"done\"}",
        "|a|0|delivered|failed|group done\n0");
    assert_reads(
        ANYWHERE, "", "id=b&status=sent", "|b|0|sent|failed|status sent\n0");
    assert_reads(
        ANYWHERE, "id=c&status=sent", "", "|c|0|sent|failed|status sent\n0");
    assert_reads(ANYWHERE, "id=c&status=sent", "{\"id\":\"a\"}",
        "|a|0|sent|failed|status sent\n0");
    assert_reads(ANYWHERE, "",
        "{\"id\":\"a\",\"status\":\"failed\",\"code\":6}",
        "|a|0|failed|blocked|status failed, code 6\n0");
    assert_reads(ANYWHERE, "",
        "{\"id\":\"a\",\"status\":\"failed\",\"code\":8,\"group\":\"X\"}",
        "|a|0|failed|auth|status failed, group X\n0");
    assert_reads(ANYWHERE, "", "{\"id\":\"a\",\"status\":\"?\"}", "1");
    assert_reads(ANYWHERE, "", "", "1");
}

static void
a_class_belongs_to_failures_alone(void **state)
{
    (void)state;
    assert_reads(META, "",
        "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":["
        "{\"id\":\"w1\",\"status\":\"read\",\"errors\":[{\"code\":131026}]},"
        "{\"id\":\"w1\",\"status\":\"expired\",\"errors\":[{\"code\":131026}]}"
        "]}}]}]}",
        "|w1|0|read|failed|status read, code 131026\n"
        "|w1|0|expired|not_on_channel|status expired, code 131026\n0");
}

static void
parts_are_small_numbers(void **state)
{
    static const struct {
        const char *part;
        unsigned read;
    } rows[] = {{"1", 1}, {"255", 255}, {"256", 0}, {"257", 0}, {"0", 0},
        {"-1", 0}, {"1.0", 0}, {"\"3\"", 3}, {"\"x\"", 0},
        {"\"0000000001\"", 0}, {"99999999999999", 0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text body = {0};

        text_addf(&body,
            "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":[{\"id\":\"w\","
            "\"status\":\"sent\",\"part\":%s}]}}]}]}",
            rows[i].part);
        auto_(asked) struct asked *a = ask(META, "", body.bytes);
        read_it(a);
        assert_int_equal(a->n, 1);
        assert_int_equal(a->found[0].part, rows[i].read);
    }
}

static void
bodies_that_cannot_be_read_are_counted(void **state)
{
    auto_(text) struct text deep = {0};

    (void)state;
    assert_reads(META, "", "", "1");
    assert_reads(META, "", "{", "1");
    assert_reads(META, "", "{\"entry\":[],\"entry\":[]}", "1");
    for (int i = 0; i < 40; i++)
        text_add(&deep, "[");
    for (int i = 0; i < 40; i++)
        text_add(&deep, "]");
    assert_reads(META, "", deep.bytes, "1");
}

static void
words_are_clean(void **state)
{
    auto_(asked) struct asked *a =
        ask("reports:\n  auth: none\n  message_id: query.id\n"
            "  report: {from: query.s, map: {\"a\\nb\\e\": sent}}\n",
            "id=1&s=a%0Ab%1B", "");

    (void)state;
    read_it(a);
    assert_int_equal(a->n, 1);
    assert_string_equal(a->found[0].words, "s a b\\x1B");
}

static bool
is_trusted(struct asked *a, struct failure *failure)
{
    return report_judge(a->c->message.provider, &a->c->channel, NULL,
               &a->request, failure) == REPORT_TRUSTED;
}

static void
the_secret_of_a_path_must_be_right(void **state)
{
    auto_(asked) struct asked *a = ask(KANNEL, "status=1", "");

    (void)state;
    assert_false(is_trusted(a, NULL));
    a->request.secret_ok = true;
    assert_true(is_trusted(a, NULL));
    a->request.reference = NULL;
    assert_false(is_trusted(a, NULL));
}

static struct asked *
ask_with(const char *auth, const char *name, const char *value)
{
    auto_(text) struct text lines = {0};

    text_addf(&lines,
        "reports:\n  auth: %s\n  message_id: query.id\n"
        "  report: {from: query.s, map: {a: sent}}\n",
        auth);
    struct asked *a = ask(lines.bytes, "id=1&s=a", "");
    case_set(a->c, "word", "Aladdin", false);
    case_set(a->c, "token", "open sesame", false);
    if (name)
        a->headers[a->nheaders++] = (struct pair){name, value};
    return a;
}

static void
assert_trust(
    const char *auth, const char *name, const char *value, bool trusted)
{
    auto_(asked) struct asked *a = ask_with(auth, name, value);

    if (is_trusted(a, NULL) != trusted)
        fail_msg("%s with %s: %s is judged wrongly", auth, name ? name : "",
            value ? value : "");
}

#define BASIC "{basic: {username: settings.word, password: settings.token}}"
#define BEARER "{bearer: {token: settings.token}}"
#define HEADER "{header: {name: X-Token, value: settings.token}}"

static void
proofs_are_told_from_forgeries(void **state)
{
    static const struct {
        const char *auth, *name, *value;
        bool trusted;
    } rows[] = {
        {"none", NULL, NULL, true},
        {BASIC, "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", true},
        {BASIC, "Authorization", "basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==", true},
        {BASIC, "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZSE=", false},
        {BASIC, "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2Ft", false},
        {BASIC, "Authorization", "Basic QWxhZGRpbjo=", false},
        {BASIC, "Authorization", "Basic !!!", false},
        {BASIC, "Authorization", "Basic ", false},
        {BASIC, "Authorization", "BasicQWxhZGRpbjpvcGVuIHNlc2FtZQ==", false},
        {BASIC, "Authorization", "Bearer open sesame", false},
        {BASIC, NULL, NULL, false},
        {BEARER, "Authorization", "Bearer open sesame", true},
        {BEARER, "Authorization", "BEARER open sesame", true},
        {BEARER, "Authorization", "Bearer open sesam", false},
        {BEARER, "Authorization", "Bearer open sesamE", false},
        {BEARER, "Authorization", "Bearer open sesame ", false},
        {BEARER, "Authorization", "Bearer ", false},
        {BEARER, "Authorization", "Bearer", false},
        {BEARER, "Authorization", "", false},
        {BEARER, "X-Token", "open sesame", false},
        {BEARER, NULL, NULL, false},
        {HEADER, "X-Token", "open sesame", true},
        {HEADER, "X-Token", "", false},
        {HEADER, "X-Token", "open sesame2", false},
        {HEADER, "Authorization", "open sesame", false},
        {HEADER, NULL, NULL, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_trust(
            rows[i].auth, rows[i].name, rows[i].value, rows[i].trusted);
}

static void
a_setting_that_is_not_set_proves_nothing(void **state)
{
    static const char *const rows[][3] = {
        {BASIC, "Authorization", "Basic Og=="},
        {BEARER, "Authorization", "Bearer "},
        {HEADER, "X-Token", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(asked) struct asked *a =
            ask_with(rows[i][0], rows[i][1], rows[i][2]);
        struct failure failure = {0};

        a->c->items[1] = case_node(a->c, "");
        assert_false(is_trusted(a, &failure));
        assert_string_equal(failure.text, "'token' is not set");
        a->c->settings.n = 0;
        assert_false(is_trusted(a, NULL));
    }
}

static void
proofs_that_are_not_there_yet_are_refused(void **state)
{
    static const char *const words[] = {"oauth_client", "google_account"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        auto_(asked) struct asked *a = ask_with(words[i], NULL, NULL);
        struct failure failure = {0};

        a->request.secret_ok = true;
        assert_false(is_trusted(a, &failure));
        assert_non_null(strstr(failure.text, "is not there yet"));
        read_it(a);
        assert_int_equal(a->n, 0);
        assert_int_equal(a->unknown, 1);
    }
}

#define META_SECRET \
    "{meta_signature: {secret: settings.token, token: settings.word}}"
#define GOOGLE                                                        \
    "reports:\n  auth: {google_signature: {token: settings.token}}\n" \
    "  data: /message/data\n  message_id: /messageId\n"               \
    "  report: {from: /eventType, map: {DELIVERED: delivered}}\n"
/* {"eventType":"DELIVERED","messageId":"m1"} and its HMAC with "client-token",
 * made by another program. */
#define GOOGLE_BODY                                                     \
    "{\"message\":{\"data\":\"eyJldmVudFR5cGUiOiJERUxJVkVSRUQiLCJtZXNz" \
    "YWdlSWQiOiJtMSJ9\"}}"
#define GOOGLE_SIGNATURE                                                   \
    "XH9S2IcYzQoNbuXUt9a/XZHozUTAYZeiklC/vX6m1v+1b2y267VP6igRorxTj9MGG1sw" \
    "7EvQuKjOdHMRX58kCQ=="

static void
platforms_signatures_are_judged_by_the_channels_secret(void **state)
{
    auto_(asked) struct asked *meta =
        ask_with(META_SECRET, "X-Hub-Signature-256",
            "sha256="
            "fe6aaed5aff30b5679e782271914a2287bdd7de6bedb495c95c24ad91e5e3fdb");
    auto_(asked) struct asked *google = ask(GOOGLE, "", GOOGLE_BODY);

    (void)state;
    meta->request.body = "{\"entry\":[]}";
    meta->request.len = strlen(meta->request.body);
    assert_false(is_trusted(meta, NULL));
    meta->c->items[1] = case_node(meta->c, "app-secret");
    assert_true(is_trusted(meta, NULL));
    case_set(google->c, "token", "client-token", false);
    assert_false(is_trusted(google, NULL));
    google->headers[google->nheaders++] =
        (struct pair){"X-Goog-Signature", GOOGLE_SIGNATURE};
    assert_true(is_trusted(google, NULL));
    read_it(google);
    assert_int_equal(google->n, 1);
    assert_string_equal(google->found[0].message_id, "m1");
    google->request.body = "{\"message\":{\"data\":\"e30=\"}}";
    google->request.len = strlen(google->request.body);
    assert_false(is_trusted(google, NULL));
}

static void
a_body_without_its_data_is_unknown(void **state)
{
    (void)state;
    assert_reads(GOOGLE, "", GOOGLE_BODY,
        "|m1|0|delivered|failed|eventType DELIVERED\n0");
    assert_reads(GOOGLE, "", "{\"message\":{\"data\":\"!\"}}", "1");
    assert_reads(GOOGLE, "", "{\"message\":{\"data\":\"e30\"}}", "1");
    assert_reads(GOOGLE, "", "{\"message\":{\"data\":7}}", "1");
    assert_reads(GOOGLE, "", "{}", "1");
    assert_reads(GOOGLE, "", "", "1");
}

static const char *
shaken(struct asked *a, const char *method)
{
    const struct message *m = &a->c->message;
    const char *word = "not asked";

    a->request.method = method;
    (void)report_handshake(
        &a->c->arena, m->provider, &a->c->channel, ".", &a->request, &word);
    return word;
}

static void
a_handshake_wants_the_right_token(void **state)
{
    static const char question[] =
        "hub.mode=subscribe&hub.verify_token=Aladdin&hub.challenge=77";
    auto_(asked) struct asked *meta = ask_with(META_SECRET, NULL, NULL);
    auto_(asked) struct asked *google =
        ask(GOOGLE, "", "{\"clientToken\":\"client-token\",\"secret\":\"s7\"}");

    (void)state;
    assert_string_equal(shaken(meta, "GET"), "not asked");
    meta->nquery =
        pairs_read(&meta->c->arena, question, strlen(question), &meta->query);
    assert_string_equal(shaken(meta, "GET"), "77");
    assert_string_equal(shaken(meta, "POST"), "not asked");
    meta->query[1].value = "aladdin";
    assert_null(shaken(meta, "GET"));
    meta->query[1].value = "Aladdin";
    meta->c->items[0] = case_node(meta->c, "");
    assert_null(shaken(meta, "GET"));
    case_set(google->c, "token", "client-token", false);
    assert_string_equal(shaken(google, "POST"), "s7");
    google->c->items[0] = case_node(google->c, "other");
    assert_null(shaken(google, "POST"));
    google->c->settings.n = 0;
    assert_null(shaken(google, "POST"));
}

static void
wrong_trees_trust_and_read_nothing(void **state)
{
    static const char *const rows[][2] = {
        {"", "sends no reports"},
        {"reports: {auth: none}\n", "'report' is missing"},
        {"reports:\n  message_id: query.id\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "'auth' is missing"},
        {"reports:\n  auth: none\n  report: {from: query.s, map: {a: sent}}\n",
            "no message can be found"},
        {"reports:\n  auth: secret_path\n  message_id: query.id\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "proves only the reference in it"},
        {"reports:\n  auth: secret_path\n  reference: query.id\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "proves only the reference in it"},
        {"reports:\n  auth: none\n  message_id: path\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "only the reference"},
        {"reports:\n  auth: none\n  message_id: [/id, path]\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "only the reference"},
        {"reports:\n  auth: none\n  message_id: /id\n"
         "  report: {from: [], map: {a: sent}}\n",
            "an empty list names no place"},
        {"reports:\n  auth: {google_signature: {token: settings.token}}\n"
         "  message_id: /id\n  report: {from: /s, map: {a: sent}}\n",
            "the signature is that of the data inside"},
        {"reports:\n  auth: {meta_signature: {token: settings.token}}\n"
         "  message_id: /id\n  report: {from: /s, map: {a: sent}}\n",
            "'secret' is missing"},
        {"reports:\n  auth: none\n  message_id: id\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "case.yaml:8:15: 'id' is not query.NAME"},
        {"reports:\n  auth: none\n  message_id: query.\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "'query.' is not query.NAME"},
        {"reports:\n  auth: none\n  message_id: /a~b\n"
         "  report: {from: query.s, map: {a: sent}}\n",
            "'~' is written ~0"},
        {"reports:\n  auth: none\n  message_id: query.id\n"
         "  report: {from: query.s, map: {a: deliverd}}\n",
            "did you mean 'delivered'?"},
        {"reports:\n  auth: none\n  message_id: query.id\n"
         "  report: {from: query.s, map: {a: failed}}\n"
         "  class: {from: query.c, map: {b: sent}}\n",
            "'sent' is not one of"},
        {"reports:\n  auth: none\n  message_id: query.id\n  evry: /a\n"
         "  report: {from: query.s, map: {a: failed}}\n",
            "'evry' is not a key"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(asked) struct asked *a = ask(rows[i][0], "id=1&s=a", "");
        struct failure failure = {0};

        a->request.secret_ok = true;
        assert_false(is_trusted(a, &failure));
        if (!strstr(failure.text, rows[i][1]))
            fail_msg("'%s' does not hold '%s'", failure.text, rows[i][1]);
        read_it(a);
        assert_int_equal(a->n, 0);
        assert_int_equal(a->unknown, 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_read_by_its_map),
        cmocka_unit_test(a_form_is_read_by_its_map),
        cmocka_unit_test(a_batch_gives_several),
        cmocka_unit_test(a_word_is_looked_for_in_each_place),
        cmocka_unit_test(a_class_belongs_to_failures_alone),
        cmocka_unit_test(parts_are_small_numbers),
        cmocka_unit_test(bodies_that_cannot_be_read_are_counted),
        cmocka_unit_test(words_are_clean),
        cmocka_unit_test(the_secret_of_a_path_must_be_right),
        cmocka_unit_test(proofs_are_told_from_forgeries),
        cmocka_unit_test(a_setting_that_is_not_set_proves_nothing),
        cmocka_unit_test(proofs_that_are_not_there_yet_are_refused),
        cmocka_unit_test(
            platforms_signatures_are_judged_by_the_channels_secret),
        cmocka_unit_test(a_body_without_its_data_is_unknown),
        cmocka_unit_test(a_handshake_wants_the_right_token),
        cmocka_unit_test(wrong_trees_trust_and_read_nothing),
    };

    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
