/* Invocations: what a body may say, and what is kept of it. */
#include "test.h"

#include "invocation.h"

static const char flow_yaml[] =
    "fallback: 1\n"
    "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n"
    "title: Login OTP\n"
    "category: authentication\n"
    "inputs:\n"
    "  code: {pattern: \"[0-9]{4,8}\", sensitive: true}\n"
    "  name: {max_length: 5, default: you}\n"
    "channels:\n"
    "  - {channel: wa, from: \"+390212345678\", template: otp, language: en,"
    " params: {\"1\": \"{{code}}\", \"2\": \"{{name}}\"}, delay: 60s}\n"
    "  - {channel: sms, from: ACME, template: otp_sms, language: en,"
    " params: {pin: \"{{code}}\", brand: Acme}, delay: 60s}\n";

static const char templates_yaml[] =
    "fallback: 1\n"
    "templates:\n"
    "  - {name: otp, kind: whatsapp, language: en, category: authentication,"
    " status: approved, body: \"{{1}} is the code of {{2}}.\"}\n"
    "  - {name: otp_sms, kind: sms, language: en, category: authentication,"
    " type: otp, status: approved, body: \"{#var#} is your {#var#} code.\","
    " variables: [pin, brand]}\n";

#define TO "\"recipient\":\"+393331234513\""
#define GOOD "{" TO ",\"data\":{\"code\":\"1234\"}}"

struct invoking {
    struct published published;
    struct pattern *patterns[8];
    struct arena arena;
    json_t *body;
    struct invocation invocation;
    struct invocation_fault fault;
    int64_t now;
};

static int
open_case(void **state)
{
    struct invoking *c = calloc(1, sizeof(*c));
    auto_(findings) struct findings findings = {0};
    struct published *p = &c->published;
    const char *reason;

    p->flow = flow_read(
        "flow.yaml", flow_yaml, strlen(flow_yaml), FLOW_PUBLISHED, &findings);
    catalogue_read(&p->catalogue, "templates.yaml", templates_yaml,
        strlen(templates_yaml), &findings);
    catalogue_ready(&p->catalogue, &findings);
    assert_non_null(p->flow);
    p->templates[0] = catalogue_find(&p->catalogue, KIND_WHATSAPP, "otp", "en");
    p->templates[1] = catalogue_find(&p->catalogue, KIND_SMS, "otp_sms", "en");
    assert_non_null(p->templates[0]);
    assert_non_null(p->templates[1]);
    p->patterns = c->patterns;
    for (size_t i = 0; i < p->flow->ninputs; i++)
        if (p->flow->inputs[i].pattern.text)
            c->patterns[i] =
                pattern_compile(p->flow->inputs[i].pattern.text, &reason);
    *state = c;
    return 0;
}

static void
forget_body(struct invoking *c)
{
    invocation_done(&c->invocation);
    json_decref(c->body);
    c->body = NULL;
    c->invocation = (struct invocation){0};
    c->fault = (struct invocation_fault){0};
}

static int
close_case(void **state)
{
    struct invoking *c = *state;

    forget_body(c);
    for (size_t i = 0; i < ARRAY_LEN(c->patterns); i++)
        pattern_free(c->patterns[i]);
    catalogue_done(&c->published.catalogue);
    flow_free(c->published.flow);
    arena_free(&c->arena);
    free(c);
    return 0;
}

static bool
read_body(struct invoking *c, const char *body)
{
    forget_body(c);
    c->body = json_loads(body, 0, NULL);
    assert_non_null(c->body);
    return invocation_read(
        &c->invocation, &c->arena, c->body, &c->published, c->now, &c->fault);
}

static void
takes(struct invoking *c, const char *body)
{
    if (!read_body(c, body))
        fail_msg("%s: %s at %s: %s", body, c->fault.code, c->fault.pointer,
            c->fault.detail);
}

static const char *
value(const struct invoking *c, size_t channel, const char *name)
{
    return json_string_value(
        json_object_get(c->invocation.inputs[channel], name));
}

static void
every_form_brings_the_same(void **state)
{
    static const char *const bodies[] = {
        GOOD,
        "{\"recipient\":\"393331234513\",\"data\":{\"code\":1234}}",
        "{\"input\":{\"send1\":{" TO ",\"templateParams\":[\"1234\"]},"
        "\"send2\":{\"recipient\":\"00393331234513\","
        "\"templateParams\":[\"1234\"]}}}",
        "{\"input\":{\"send1\":{" TO ",\"templateParams\":{\"code\":\"1234\"}},"
        "\"send2\":{" TO ",\"templateParams\":{\"pin\":\"1234\"}}}}",
    };
    struct invoking *c = *state;

    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        takes(c, bodies[i]);
        for (size_t k = 0; k < 2; k++) {
            assert_string_equal(c->invocation.recipients[k], "+393331234513");
            assert_string_equal(value(c, k, "code"), "1234");
        }
    }
}

static void
a_channel_has_its_own_recipient_and_values(void **state)
{
    struct invoking *c = *state;

    takes(c,
        "{" TO ",\"data\":{\"code\":\"1234\"},\"requestId\":\"r-1\","
        "\"consent\":true,\"input\":{\"send2\":{\"recipient\":"
        "\"+4915112345678\",\"templateParams\":{\"pin\":\"5678\"}}}}");
    assert_string_equal(c->invocation.recipients[0], "+393331234513");
    assert_string_equal(c->invocation.recipients[1], "+4915112345678");
    assert_string_equal(value(c, 0, "code"), "1234");
    assert_string_equal(value(c, 1, "code"), "5678");
    assert_string_equal(c->invocation.request_id, "r-1");
    assert_true(c->invocation.consent);
}

static void
fixed_text_is_never_changed(void **state)
{
    struct invoking *c = *state;

    takes(c,
        "{" TO ",\"data\":{\"code\":\"1234\"},\"input\":{\"send2\":"
        "{\"templateParams\":[\"5678\",\"Evil\"]}}}");
    assert_string_equal(value(c, 1, "code"), "5678");
    assert_int_equal(json_object_size(c->invocation.inputs[1]), 1);
    assert_false(read_body(c,
        "{" TO ",\"data\":{\"code\":\"1234\"},\"input\":"
        "{\"send2\":{\"templateParams\":"
        "{\"brand\":\"Evil\"}}}}"));
    assert_string_equal(c->fault.code, "input-unknown");
}

static void
what_is_wrong_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *body, *code, *pointer;
    } cases[] = {
        {"{\"data\":{\"code\":\"1234\"}}", "recipient-missing", "/recipient"},
        {"{\"input\":{\"send1\":{" TO ",\"templateParams\":[1234]}}}",
            "recipient-missing", "/input/send2/recipient"},
        {"{\"recipient\":\"12\",\"data\":{\"code\":\"1234\"}}",
            "recipient-wrong", "/recipient"},
        {"{\"recipient\":{},\"data\":{}}", "recipient-wrong", "/recipient"},
        {"{" TO "}", "input-missing", "/data/code"},
        {"{" TO ",\"input\":{}}", "input-missing",
            "/input/send1/templateParams/code"},
        {"{" TO ",\"input\":{\"send1\":{\"templateParams\":{\"1\":1234}}}}",
            "input-missing", "/input/send2/templateParams/code"},
        {"{" TO ",\"data\":{\"code\":\"12\"}}", "input-mismatch", "/data/code"},
        {"{" TO ",\"data\":[\"12\"]}", "input-mismatch", "/data/0"},
        {"{" TO ",\"data\":{\"code\":\"1234\"},\"input\":{\"send2\":"
         "{\"templateParams\":{\"pin\":\"x\"}}}}",
            "input-mismatch", "/input/send2/templateParams/pin"},
        {"{" TO ",\"data\":{\"code\":\"1234\"},\"input\":{\"send2\":"
         "{\"templateParams\":[\"x\"]}}}",
            "input-mismatch", "/input/send2/templateParams/0"},
        {"{" TO ",\"data\":{\"code\":\"1234x\"}}", "input-mismatch",
            "/data/code"},
        {"{" TO ",\"data\":{\"code\":\"1234\",\"name\":\"sixsix\"}}",
            "input-too-long", "/data/name"},
        {"{" TO ",\"data\":{\"code\":\"1234\",\"name\":\"a\\nb\"}}",
            "parameter-wrong", "/data/name"},
        {"{" TO ",\"data\":{\"code\":\"1234\",\"name\":\"\"}}",
            "parameter-wrong", "/data/name"},
        {"{" TO ",\"consent\":\"yes\"}", "body-wrong", "/consent"},
        {"{" TO ",\"data\":{\"code\":null}}", "input-wrong", "/data/code"},
        {"{" TO ",\"data\":{\"a/b~\":\"1\"}}", "input-unknown", "/data/a~1b~0"},
        {"{" TO ",\"data\":7}", "parameters-wrong", "/data"},
        {"{" TO ",\"other\":1}", "key-unknown", "/other"},
        {"{\"input\":{\"send3\":{}}}", "channel-unknown", "/input/send3"},
        {"{\"input\":{\"send01\":{}}}", "channel-unknown", "/input/send01"},
        {"{\"input\":[]}", "body-wrong", "/input"},
        {"{\"input\":{\"send1\":{\"to\":1}}}", "key-unknown",
            "/input/send1/to"},
        {"{\"input\":{\"send1\":{\"templateParams\":[1,2,3]}}}",
            "parameters-too-many", "/input/send1/templateParams"},
        {"{" TO ",\"requestId\":\"\"}", "request-id-wrong", "/requestId"},
    };
    struct invoking *c = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (read_body(c, cases[i].body))
            fail_msg("%s was taken", cases[i].body);
        assert_int_equal(c->fault.status, 422);
        assert_string_equal(c->fault.code, cases[i].code);
        assert_string_equal(c->fault.pointer, cases[i].pointer);
    }
}

/* 2026-11-24 at that hour, UTC. */
static int64_t
at_hour(int hour)
{
    return INT64_C(1795478400000) + hour * INT64_C(3600000);
}

static void
what_can_never_be_sent_is_refused(void **state)
{
    struct invoking *c = *state;
    struct flow *flow = c->published.flow;

    flow->send_window = (struct flow_window){
        .from = {.text = "09:00"},
        .to = {.text = "21:00"},
        .timezone = {.text = "UTC"},
    };
    flow->not_after = (struct value_time){.text = "2h", .ms = 7200000};
    c->now = at_hour(6);
    assert_false(read_body(c, GOOD));
    assert_string_equal(c->fault.code, "send-window-closed");
    c->now = at_hour(7); /* it would open when not_after is over */
    assert_false(read_body(c, GOOD));
    c->now = at_hour(7) + 1;
    takes(c, GOOD);
    c->now = at_hour(12);
    takes(c, GOOD);
    c->now = at_hour(21);
    assert_false(read_body(c, GOOD));
}

static void
a_number_that_all_channels_leave_out_is_refused(void **state)
{
    struct value_text italy = {.text = "+39"};
    struct invoking *c = *state;
    struct flow_channel *channels = c->published.flow->channels;

    channels[0].skip_for = (struct value_list){.items = &italy, .n = 1};
    takes(c, GOOD);
    channels[1].skip_for = channels[0].skip_for;
    assert_false(read_body(c, GOOD));
    assert_string_equal(c->fault.code, "no-channel");
    assert_string_equal(c->fault.pointer, "/recipient");
    takes(c,
        "{" TO ",\"data\":{\"code\":\"1234\"},\"input\":{\"send2\":"
        "{\"recipient\":\"+4915112345678\"}}}");
}

static void
consent_is_asked_for_where_the_flow_wants_it(void **state)
{
    struct invoking *c = *state;

    c->published.flow->consent.value = CONSENT_REQUIRED;
    assert_false(read_body(c, GOOD));
    assert_string_equal(c->fault.code, "consent-missing");
    assert_false(read_body(c,
        "{" TO ",\"data\":{\"code\":\"1234\"},"
        "\"consent\":\"true\"}"));
    takes(c, "{" TO ",\"data\":{\"code\":\"1234\"},\"consent\":true}");
}

static void
what_is_packed_comes_back_and_secrets_can_go(void **state)
{
    struct invoking *c = *state;

    takes(c, "{" TO ",\"data\":{\"code\":\"1234\",\"name\":\"Zoë\"}}");
    auto_(heap) char *packed = invocation_pack(&c->invocation, &c->published);
    auto_(heap) char *erased = invocation_erase(packed, &c->published);
    forget_body(c);
    assert_true(invocation_unpack(&c->invocation, &c->arena, packed));
    assert_string_equal(c->invocation.recipients[1], "+393331234513");
    assert_string_equal(value(c, 1, "code"), "1234");
    forget_body(c);
    assert_null(strstr(erased, "1234\""));
    assert_true(invocation_unpack(&c->invocation, &c->arena, erased));
    assert_string_equal(c->invocation.recipients[0], "+393331234513");
    assert_null(value(c, 0, "code"));
    assert_string_equal(value(c, 0, "name"), "Zoë");
}

/* A row that something else wrote must not end the runner. */
static void
what_cannot_be_read_does_no_harm(void **state)
{
    static const char *const broken[] = {"", "{", "[]", "{\"to\":[7]}"};
    struct invoking *c = *state;

    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        auto_(heap) char *erased = invocation_erase(broken[i], &c->published);

        assert_non_null(erased);
        forget_body(c);
        (void)invocation_unpack(&c->invocation, &c->arena, broken[i]);
        for (size_t k = 0; k < FLOW_CHANNELS_MAX; k++)
            assert_string_equal(c->invocation.recipients[k], "");
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_case, close_case)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_form_brings_the_same),
        CASE(a_channel_has_its_own_recipient_and_values),
        CASE(fixed_text_is_never_changed),
        CASE(what_is_wrong_is_refused_with_its_place),
        CASE(what_can_never_be_sent_is_refused),
        CASE(a_number_that_all_channels_leave_out_is_refused),
        CASE(consent_is_asked_for_where_the_flow_wants_it),
        CASE(what_is_packed_comes_back_and_secrets_can_go),
        CASE(what_cannot_be_read_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
