/* Requests made from a provider's trees and a message. */
#include "provider_case.h"

#include <sys/stat.h>
#include <unistd.h>

#include "fill.h"

#define OK "  accepted: {status: [200]}\n"

static struct provider_case *
open_ready(const char *lines)
{
    struct provider_case *c = case_open(lines);

    case_set(c, "url", "http://h:1/base", false);
    return c;
}

static void
assert_url(
    const char *lines, const char *to, const char *text, const char *wanted)
{
    auto_(provider_case) struct provider_case *c = open_ready(lines);

    c->message.to = to;
    c->message.text = text;
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->url, wanted);
}

static void
a_query_is_made_in_the_order_of_the_file(void **state)
{
    (void)state;
    assert_url("send:\n  url: \"{settings.url}/send\"\n"
               "  query: {to: \"{to}\", b: \"{text}\", a: fixed, n: 31}\n" OK,
        "+39333", "Hi", "http://h:1/base/send?to=%2B39333&b=Hi&a=fixed&n=31");
}

static void
no_value_can_leave_its_place_in_a_query(void **state)
{
    const char *lines = "send:\n  url: \"{settings.url}/s\"\n"
                        "  query: {t: \"<{text}>\"}\n" OK;

    (void)state;
    assert_url(lines, "+1", "a&b=c%d#e f?g/h+i",
        "http://h:1/base/s?t=%3Ca%26b%3Dc%25d%23e%20f%3Fg%2Fh%2Bi%3E");
    assert_url(lines, "+1", "x\r\nHost: y",
        "http://h:1/base/s?t=%3Cx%0D%0AHost%3A%20y%3E");
    assert_url(lines, "+1", "caf\xc3\xa9 \xf0\x9f\x98\x80",
        "http://h:1/base/s?t=%3Ccaf%C3%A9%20%F0%9F%98%80%3E");
}

static void
no_value_can_leave_its_segment_of_a_path(void **state)
{
    const char *lines = "send:\n  url: \"{settings.url}/to/{text}/x\"\n" OK;

    (void)state;
    assert_url(lines, "+1", "a/../b?c#d%2f",
        "http://h:1/base/to/a%2F..%2Fb%3Fc%23d%252f/x");
    assert_url("send:\n  url: \"https://h/{text}\"\n" OK, "+1", "@evil:80",
        "https://h/%40evil%3A80");
}

static void
dots_alone_are_no_segment(void **state)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}/{text}/x\"\n" OK);

    (void)state;
    c->message.text = "..";
    case_refuses(c, "case.yaml:7:8: the address must not have the segments");
    c->message.text = ".";
    case_refuses(c, "segments");
    c->message.text = "...";
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->url, "http://h:1/base/.../x");
}

static void
braces_in_values_are_not_filled_again(void **state)
{
    (void)state;
    assert_url("send:\n  url: \"{settings.url}\"\n"
               "  query: {t: \"{text}{to}\"}\n" OK,
        "{text}", "{to} {settings.token}",
        "http://h:1/base?t=%7Bto%7D%20%7Bsettings.token%7D%7Btext%7D");
}

static void
an_empty_field_drops_its_pair_and_no_other(void **state)
{
    (void)state;
    assert_url("send:\n  url: \"{settings.url}\"\n  query: {v: "
               "\"{expiry.seconds}\", w: \"x{expiry.seconds}\", e: \"\"}\n" OK,
        "+1", "Hi", "http://h:1/base?w=x&e=");
}

static void
an_empty_value_in_a_path_is_refused(void **state)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}/{settings.word}/x\"\n" OK);

    (void)state;
    case_refuses(c, "'{settings.word}' is empty");
}

static void
the_base_address_stands_as_it_is(void **state)
{
    auto_(provider_case) struct provider_case *c =
        case_open("send:\n  url: \"{settings.url}/s/{settings.url}\"\n" OK);

    (void)state;
    case_set(c, "url", "https://u.example:8443/a%20b/", false);
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->url,
        "https://u.example:8443/a%20b/s/"
        "https%3A%2F%2Fu.example%3A8443%2Fa%2520b%2F");
}

static void
a_base_that_is_no_base_is_refused(void **state)
{
    static const char *const bad[] = {"h:1", "ftp://h", "//h", "http://h?x=1",
        "http://h#x", "http://h x", "http://h\r\nX: y", "javascript:http://"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        auto_(provider_case) struct provider_case *c =
            case_open("send:\n  url: \"{settings.url}/s\"\n" OK);

        case_set(c, "url", bad[i], false);
        case_refuses(c, "'{settings.url}'");
    }
}

static void
a_query_joins_the_one_of_the_address(void **state)
{
    (void)state;
    assert_url("send:\n  url: \"https://h/s?k={to}\"\n"
               "  query: {t: \"{text}\"}\n" OK,
        "+1&x", "Hi", "https://h/s?k=%2B1%26x&t=Hi");
}

static void
headers_hold_one_line(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready(
        "send:\n  url: \"{settings.url}\"\n  headers: {X-Text: \"={text}\","
        " X-None: \"{media_url}\", Content-Type: text/plain}\n" OK);

    (void)state;
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_int_equal(job->nheaders, 1);
    assert_string_equal(job->headers[0], "X-Text: =Hello");
    assert_string_equal(job->content_type, "text/plain");
    c->message.text = "a\r\nX-More: b";
    case_refuses(c, "a header must not hold a new line");
    c->message.text = "a\nb";
    case_refuses(c, "a header must not hold a new line");
}

static void
a_form_is_encoded(void **state)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}\"\n"
                   "  body: {form: {To: \"{to}\", Body: \"{text}\","
                   " \"a b\": \"{params.list}\", V: \"{header}\"}}\n" OK);

    (void)state;
    c->message.text = "a&b=1+1 \xe2\x82\xac";
    case_param(c, "code", "body", "1,2");
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->method, "POST");
    assert_string_equal(job->content_type, "application/x-www-form-urlencoded");
    assert_string_equal((const char *)job->body,
        "To=%2B393331234513&Body=a%26b%3D1%2B1%20%E2%82%AC"
        "&a%20b=%5B%221%2C2%22%5D");
    assert_int_equal(job->len, strlen(job->body));
}

static void
assert_json(struct provider_case *c, const char *wanted)
{
    auto_(courier_job) struct courier_job *job = case_make(c);

    assert_string_equal(job->content_type, "application/json");
    assert_string_equal((const char *)job->body, wanted);
}

static void
a_tree_becomes_json(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready(
        "send:\n  url: \"{settings.url}\"\n  body:\n    json:\n"
        "      to: [\"{to}\"]\n      text: \"<{text}>\"\n"
        "      flags: {a: true, b: false, c: null, d: 7, e: -12, f: \"true\","
        " g: 007, h: 1.5, i: 'null', j: 1234567890123456789}\n" OK);

    (void)state;
    c->message.text = "\"},{\"x\":\"\n\\";
    assert_json(c,
        "{\"to\":[\"+393331234513\"],\"text\":\"<\\\"},{\\\"x\\\":\\\"\\n\\\\"
        ">\",\"flags\":{\"a\":true,\"b\":false,\"c\":null,\"d\":7,\"e\":-12,"
        "\"f\":\"true\",\"g\":\"007\",\"h\":\"1.5\",\"i\":\"null\","
        "\"j\":\"1234567890123456789\"}}");
}

static void
a_value_that_is_one_field_takes_its_type(void **state)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}\"\n  body:\n    json:\n"
                   "      n: \"{sms.parts}\"\n      t: \"{sms.parts}s\"\n"
                   "      digits: \"{to.digits}\"\n      l: \"{params.list}\"\n"
                   "      o: \"{params.object}\"\n      s: \"{params.code}\"\n"
                   "      i: \"x{params.list}\"\n" OK);

    (void)state;
    case_param(c, "code", "body", "true");
    case_param(c, "brand", "body", "A\"B");
    case_param(c, "header.1", "header", "not here");
    assert_json(c,
        "{\"n\":1,\"t\":\"1s\",\"digits\":\"393331234513\","
        "\"l\":[\"true\",\"A\\\"B\"],"
        "\"o\":{\"code\":\"true\",\"brand\":\"A\\\"B\"},\"s\":\"true\","
        "\"i\":\"x[\\\"true\\\",\\\"A\\\\\\\"B\\\"]\"}");
}

static void
what_is_empty_is_left_out_of_json(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready(
        "send:\n  url: \"{settings.url}\"\n  body:\n    json:\n"
        "      a: \"{media_url}\"\n      b: {c: {d: \"{header}\"}, e: []}\n"
        "      f: [\"{header}\", x]\n      g: [\"{header}\"]\n      h: \"\"\n"
        "      i: \"{params.list}\"\n" OK);

    (void)state;
    assert_json(c, "{\"b\":{\"e\":[]},\"f\":[\"x\"],\"h\":\"\"}");
}

static void
a_tree_of_nothing_is_an_empty_object(void **state)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}\"\n"
                   "  body: {json: {a: \"{media_url}\"}}\n" OK);

    (void)state;
    assert_json(c, "{}");
}

static void
text_that_is_not_utf8_is_refused_in_json(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready(
        "send:\n  url: \"{settings.url}\"\n"
        "  body: {json: {a: \"{text}\", b: \"{params.list}\"}}\n" OK);

    (void)state;
    c->message.text = "a\xff";
    case_refuses(c, "not UTF-8");
    c->message.text = "fine";
    case_param(c, "code", "body", "\xc3");
    case_refuses(c, "not UTF-8");
}

static void
assert_field(struct provider_case *c, const char *name, const char *wanted)
{
    struct fields fields = {.message = &c->message, .arena = &c->arena};
    struct failure failure = {0};
    struct field field;

    assert_true(fields_get(&fields, name, &field, &failure));
    if (!text_is(field.text, wanted))
        fail_msg("%s is '%s', not '%s'", name, field.text ? field.text : "",
            wanted ? wanted : "");
}

static void
every_field_has_its_value(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready("");

    (void)state;
    c->message.header = "Head";
    c->message.media_url = "https://m.example/1.png";
    c->template.category =
        (struct value_choice){.value = CATEGORY_UTILITY, .given = true};
    c->template.type =
        (struct value_choice){.value = SMS_TYPE_TXN, .given = true};
    c->template.dlt_entity.text = "1101";
    c->template.dlt_template.text = "1107";
    case_param(c, "1", "body", "one");
    case_param(c, "header.1", "header", "two");
    assert_field(c, "settings.url", "http://h:1/base");
    assert_field(c, "settings.word", NULL);
    assert_field(c, "from", "+390212345678");
    assert_field(c, "from.digits", "390212345678");
    assert_field(c, "to", "+393331234513");
    assert_field(c, "to.digits", "393331234513");
    assert_field(c, "text", "Hello");
    assert_field(c, "header", "Head");
    assert_field(c, "media_url", "https://m.example/1.png");
    assert_field(c, "reference", "ref-1");
    assert_field(c, "report_url", "https://r.example/d/1");
    assert_field(c, "sms.type", "TXN");
    assert_field(c, "template.name", "hello");
    assert_field(c, "template.language", "it");
    assert_field(c, "template.category", "utility");
    assert_field(c, "dlt.entity_id", "1101");
    assert_field(c, "dlt.template_id", "1107");
    assert_field(c, "params.1", "one");
    assert_field(c, "params.header.1", "two");
    assert_field(c, "params.none", NULL);
    assert_field(c, "params.list", "[\"one\"]");
    assert_field(c, "params.object", "{\"1\":\"one\"}");
    c->message.from = "ACME+1";
    assert_field(c, "from.digits", "ACME+1");
}

static void
an_sms_tells_its_encoding(void **state)
{
    auto_(provider_case) struct provider_case *c = open_ready("");

    (void)state;
    c->message.text = "caff\xc3\xa8 {";
    assert_field(c, "sms.coding", "0");
    assert_field(c, "sms.encoding", "GSM-7");
    c->message.text = "\xd0\x9c 3456789012345678901234567890123456789012345678"
                      "90123456789012345678901";
    assert_field(c, "sms.coding", "2");
    assert_field(c, "sms.encoding", "UCS-2");
    assert_field(c, "sms.parts", "2");
    c->template.kind.value = KIND_WHATSAPP;
    assert_field(c, "sms.coding", NULL);
    assert_field(c, "sms.encoding", NULL);
    assert_field(c, "sms.parts", NULL);
    assert_field(c, "sms.type", NULL);
}

static void
an_expiry_is_rounded_up_within_the_range(void **state)
{
    static const struct {
        int64_t ms;
        const char *seconds, *minutes;
    } rows[] = {
        {0, NULL, NULL},
        {-1, NULL, NULL},
        {1, "60", "1"},
        {60000, "60", "1"},
        {60001, "61", "2"},
        {90500, "91", "2"},
        {3599001, "3600", "60"},
        {3600000, "3600", "60"},
        {INT64_C(86400000), "3600", "60"},
    };
    auto_(provider_case) struct provider_case *c = open_ready("");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        c->message.expiry_ms = rows[i].ms;
        assert_field(c, "expiry.seconds", rows[i].seconds);
        assert_field(c, "expiry.minutes", rows[i].minutes);
    }
    c->providers.items[0].expiry_max_ms = 90000;
    c->message.expiry_ms = 80000;
    assert_field(c, "expiry.minutes", "1");
    c->providers.items[0].expiry_max_ms = 0;
    assert_field(c, "expiry.minutes", NULL);
}

static void
unknown_fields_are_named_with_their_place(void **state)
{
    static const struct {
        const char *lines, *words;
    } rows[] = {
        {"send:\n  url: \"{settings.url}\"\n  query:\n    a: \"x{form}\"\n" OK,
            "case.yaml:9:8: '{form}' is not a field; did you mean '{from}'?"},
        {"send:\n  url: \"{settings.uri}\"\n" OK,
            "case.yaml:7:8: '{settings.uri}' is not a field; did you mean "
            "'{settings.url}'?"},
        {"send:\n  url: \"{settings.url}\"\n  body:\n    json:\n"
         "      a: [{b: \"{xyzzy}\"}]\n" OK,
            "case.yaml:10:15: '{xyzzy}' is not a field"},
        {"send:\n  url: \"{settings.url}\"\n  headers: {A: \"{to\"}\n" OK,
            "case.yaml:8:16: a '{' begins no field"},
        {"send:\n  url: \"{settings.url}\"\n  headers: {A: \"{}\"}\n" OK,
            "begins no field"},
        {"send:\n  url: \"{settings.url}\"\n  headers: {A: \"{{to}}\"}\n" OK,
            "begins no field"},
        {"send:\n  url: \"{settings.url}\"\n  headers: {A: \"{params.}\"}\n" OK,
            "'{params.}' is not a field"},
        {"send:\n  url: \"{settings.url}\"\n  headers: {A: \"{to }\"}\n" OK,
            "'{to }' is not a field"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(provider_case) struct provider_case *c =
            open_ready(rows[i].lines);

        case_refuses(c, rows[i].words);
    }
}

static void
wrong_trees_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *lines, *words;
    } rows[] = {
        {"", "provider 'case' has no 'send'"},
        {"send: {}\n", "'url' is missing"},
        {"send:\n  url: \"{settings.url}\"\n", "'accepted' is missing"},
        {"send:\n  url: \"{settings.url}\"\n  querry: {a: b}\n" OK,
            "case.yaml:8:3: 'querry' is not a key"},
        {"send:\n  url: \"{to}\"\n" OK, "an address begins with http://"},
        {"send:\n  url: \"ftp://h\"\n" OK, "an address begins with http://"},
        {"send:\n  url: \"http://h/#x\"\n" OK, "no '#'"},
        {"send:\n  url: [a]\n" OK, "text is expected"},
        {"send:\n  method: PSOT\n  url: \"http://h\"\n" OK,
            "did you mean 'POST'?"},
        {"send:\n  method: GET\n  url: \"http://h\"\n  body: {form: {a: b}}\n" OK,
            "a GET request has no body"},
        {"send:\n  url: \"http://h\"\n"
         "  body: {form: {a: b}, json: {a: b}}\n" OK,
            "the body is json or form"},
        {"send:\n  url: \"http://h\"\n  query: {a: [b]}\n" OK,
            "case.yaml:8:14: text is expected"},
        {"send:\n  url: \"http://h\"\n  headers: {\"A b\": c}\n" OK,
            "cannot be the name of a header"},
        {"send:\n  url: \"http://h\"\n  headers: {content-length: 1}\n" OK,
            "is made by itself"},
        {"send:\n  url: \"http://h\"\n  accepted: {status: 2000}\n",
            "'2000' is no HTTP status"},
        {"send:\n  url: \"http://h\"\n  accepted: {message_id: id}\n",
            "a pointer begins with '/'"},
        {"send:\n  url: \"http://h\"\n  accepted: {is: ok}\n",
            "'is' needs 'at'"},
        {"send:\n  url: \"http://h\"\n  errors: [{status: 400}]\n" OK,
            "'class' is missing"},
        {"send:\n  url: \"http://h\"\n"
         "  errors: [{status: 400, class: invalid_recipent}]\n" OK,
            "did you mean 'invalid_recipient'?"},
        {"send:\n  url: \"http://h\"\n"
         "  errors: [{status: 400, class: timeout}]\n" OK,
            "'timeout' is not one of"},
        {"send:\n  url: \"http://h\"\n"
         "  errors: [{is: [a], class: other}]\n" OK,
            "'is' needs 'at'"},
        {"send:\n  url: \"http://h\"\n  auth: digest\n" OK,
            "'digest' is not one of"},
        {"send:\n  url: \"http://h\"\n  auth: secret_path\n" OK,
            "is a proof of reports"},
        {"send:\n  url: \"http://h\"\n  auth: oauth_client\n" OK,
            "'oauth_client' is not there yet"},
        {"send:\n  url: \"http://h\"\n  auth: basic\n" OK,
            "'basic' needs a map"},
        {"send:\n  url: \"http://h\"\n  auth: {none: {}}\n" OK,
            "'none' stands alone"},
        {"send:\n  url: \"http://h\"\n  auth: {bearer: {token: token}}\n" OK,
            "'token' is no setting"},
        {"send:\n  url: \"http://h\"\n"
         "  auth: {header: {name: \"a:\", value: settings.token}}\n" OK,
            "cannot be the name of a header"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(provider_case) struct provider_case *c =
            open_ready(rows[i].lines);

        case_refuses(c, rows[i].words);
    }
}

static void
settings_are_looked_up_when_they_are_needed(void **state)
{
    const char *lines = "send:\n  url: \"{settings.url}\"\n"
                        "  headers: {K: \"{settings.token}\"}\n" OK;
    auto_(provider_case) struct provider_case *c = open_ready(lines);

    (void)state;
    case_set(c, "token", "FALLBACK_CASE_TOKEN", true);
    unsetenv("FALLBACK_CASE_TOKEN");
    case_refuses(c, "'FALLBACK_CASE_TOKEN' is not set");
    setenv("FALLBACK_CASE_TOKEN", "first", 1);
    auto_(courier_job) struct courier_job *first = case_make(c);
    assert_string_equal(first->headers[0], "K: first");
    setenv("FALLBACK_CASE_TOKEN", "second", 1);
    auto_(courier_job) struct courier_job *second = case_make(c);
    assert_string_equal(second->headers[0], "K: second");
    unsetenv("FALLBACK_CASE_TOKEN");
    auto_(provider_case) struct provider_case *none = case_open(lines);
    case_refuses(none, "channel 'out' does not set 'url'");
}

static void
the_file_of_a_secret_is_below_the_workspace(void **state)
{
    char root[] = "/tmp/fallback-case-XXXXXX", path[64];
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}\"\n"
                   "  headers: {K: \"{settings.token}\"}\n" OK);

    (void)state;
    assert_non_null(mkdtemp(root));
    (void)snprintf(path, sizeof(path), "%s/key", root);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs("from-file\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    case_set(c, "token", "key", true);
    c->items[1]->keys[0]->text = "file";
    c->message.root = root;
    assert_int_equal(chmod(path, 0644), 0);
    case_refuses(c, "can be read by others");
    assert_int_equal(chmod(path, 0600), 0);
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->headers[0], "K: from-file");
    assert_int_equal(truncate(path, 0), 0);
    auto_(courier_job) struct courier_job *empty = case_make(c);
    assert_int_equal(empty->nheaders, 0);
    c->providers.items[0].settings[1].required = true;
    case_refuses(c, "channel 'out' does not set 'token'");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(root), 0);
}

static void
requests_carry_their_proof(void **state)
{
    static const struct {
        const char *auth, *header;
    } rows[] = {
        {"{basic: {username: settings.word, password: settings.token}}",
            "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
        {"{bearer: {token: settings.token}}",
            "Authorization: Bearer open sesame"},
        {"{header: {name: api-key, value: settings.token}}",
            "api-key: open sesame"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text lines = {0};

        text_addf(&lines, "send:\n  url: \"{settings.url}\"\n  auth: %s\n" OK,
            rows[i].auth);
        auto_(provider_case) struct provider_case *c = open_ready(lines.bytes);
        case_set(c, "word", "Aladdin", false);
        case_refuses(c, "does not set 'token'");
        case_set(c, "token", "open sesame", false);
        auto_(courier_job) struct courier_job *job = case_make(c);
        assert_int_equal(job->nheaders, 1);
        assert_string_equal(job->headers[0], rows[i].header);
        c->items[2]->text = "a\r\nX: y";
        if (i)
            case_refuses(c, "holds a control character");
    }
}

/* The components of a template that is written as templates files are. */
static void
assert_components(
    const char *template, const char *const params[][2], const char *wanted)
{
    auto_(provider_case) struct provider_case *c =
        open_ready("send:\n  url: \"{settings.url}\"\n"
                   "  body: {json: {c: \"{meta.components}\"}}\n" OK);
    auto_(text) struct text yaml = {0};
    struct catalogue catalogue = {0};

    text_addf(&yaml,
        "fallback: 1\ntemplates: [{name: t, kind: whatsapp, language: en, "
        "category: utility, status: approved, %s}]\n",
        template);
    catalogue_read(&catalogue, "t.yaml", yaml.bytes, yaml.len, &c->findings);
    catalogue_ready(&catalogue, &c->findings);
    assert_int_equal(c->findings.n, 0);
    c->message.template = &catalogue.items[0];
    c->message.media_url = "https://m.example/1";
    for (; params[c->message.nparams][0]; c->message.nparams++)
        c->params[c->message.nparams] = (struct message_param){
            params[c->message.nparams][0], params[c->message.nparams][1]};
    assert_json(c, wanted);
    catalogue_done(&catalogue);
}

static void
components_are_those_of_the_template(void **state)
{
    (void)state;
    assert_components("body: No values.", (const char *[][2]){{0}}, "{}");
    assert_components("body: \"Hi {{1}}, {{2}}!\"",
        (const char *[][2]){{"1", "a\"b"}, {"2", "c"}, {0}},
        "{\"c\":[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\","
        "\"text\":\"a\\\"b\"},{\"type\":\"text\",\"text\":\"c\"}]}]}");
    assert_components("body: \"Hi {{name}}!\"",
        (const char *[][2]){{"name", "Ann"}, {0}},
        "{\"c\":[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\","
        "\"text\":\"Ann\",\"parameter_name\":\"name\"}]}]}");
}

static void
headers_and_buttons_are_components(void **state)
{
    (void)state;
    assert_components(
        "header: {format: text, text: \"For {{1}}\"}, body: \"Hi {{1}}!\", "
        "buttons: [{type: quick_reply, text: Yes}, {type: url, text: Open, "
        "url: \"https://e.example/{{1}}\"}]",
        (const char *[][2]){
            {"1", "b"}, {"header.1", "h"}, {"button.1", "u"}, {0}},
        "{\"c\":["
        "{\"type\":\"header\",\"parameters\":[{\"type\":\"text\","
        "\"text\":\"h\"}]},"
        "{\"type\":\"body\",\"parameters\":[{\"type\":\"text\",\"text\":\"b\"}]"
        "},{\"type\":\"button\",\"sub_type\":\"url\",\"index\":\"1\","
        "\"parameters\":[{\"type\":\"text\",\"text\":\"u\"}]}]}");
    assert_components("header: {format: image}, body: Look!",
        (const char *[][2]){{0}},
        "{\"c\":[{\"type\":\"header\",\"parameters\":[{\"type\":\"image\","
        "\"image\":{\"link\":\"https://m.example/1\"}}]}]}");
}

static void
the_code_is_also_that_of_its_button(void **state)
{
    (void)state;
    assert_components(
        "body: \"{{1}} is your code.\", buttons: [{type: otp, text: Copy}]",
        (const char *[][2]){{"1", "482913"}, {0}},
        "{\"c\":[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\","
        "\"text\":\"482913\"}]},{\"type\":\"button\",\"sub_type\":\"url\","
        "\"index\":\"0\",\"parameters\":[{\"type\":\"text\","
        "\"text\":\"482913\"}]}]}");
}

static void
pieces_join_up_to_the_text(void **state)
{
    static const char *const bits[] = {
        "{", "}", "a", "{to}", "{text", "settings.", " ", "\xc3\xa9"};

    (void)state;
    srand(5);
    for (int round = 0; round < 2000; round++) {
        auto_(text) struct text text = {0};
        struct fill_piece piece = {0};
        size_t end = 0;

        for (int i = rand() % 20; i > 0; i--)
            text_add(&text, bits[(size_t)rand() % ARRAY_LEN(bits)]);
        while (fill_next(text_str(&text), &piece)) {
            assert_int_equal(piece.start, end);
            assert_true(piece.len > 0);
            end += piece.len;
        }
        assert_int_equal(end, text.len);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_made_in_the_order_of_the_file),
        cmocka_unit_test(no_value_can_leave_its_place_in_a_query),
        cmocka_unit_test(no_value_can_leave_its_segment_of_a_path),
        cmocka_unit_test(dots_alone_are_no_segment),
        cmocka_unit_test(braces_in_values_are_not_filled_again),
        cmocka_unit_test(an_empty_field_drops_its_pair_and_no_other),
        cmocka_unit_test(an_empty_value_in_a_path_is_refused),
        cmocka_unit_test(the_base_address_stands_as_it_is),
        cmocka_unit_test(a_base_that_is_no_base_is_refused),
        cmocka_unit_test(a_query_joins_the_one_of_the_address),
        cmocka_unit_test(headers_hold_one_line),
        cmocka_unit_test(a_form_is_encoded),
        cmocka_unit_test(a_tree_becomes_json),
        cmocka_unit_test(a_value_that_is_one_field_takes_its_type),
        cmocka_unit_test(what_is_empty_is_left_out_of_json),
        cmocka_unit_test(a_tree_of_nothing_is_an_empty_object),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_in_json),
        cmocka_unit_test(every_field_has_its_value),
        cmocka_unit_test(an_sms_tells_its_encoding),
        cmocka_unit_test(an_expiry_is_rounded_up_within_the_range),
        cmocka_unit_test(unknown_fields_are_named_with_their_place),
        cmocka_unit_test(wrong_trees_are_refused_with_their_place),
        cmocka_unit_test(settings_are_looked_up_when_they_are_needed),
        cmocka_unit_test(the_file_of_a_secret_is_below_the_workspace),
        cmocka_unit_test(requests_carry_their_proof),
        cmocka_unit_test(components_are_those_of_the_template),
        cmocka_unit_test(headers_and_buttons_are_components),
        cmocka_unit_test(the_code_is_also_that_of_its_button),
        cmocka_unit_test(pieces_join_up_to_the_text),
    };

    return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
