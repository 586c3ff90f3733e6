/* The worst that an invocation can come to. */
#include "test.h"

#include "dryrun.h"
#include "plan.h"
#include "worst.h"

#define SMS_PRICE "per: part, default: 0.04"
#define WHATSAPP_PRICE "per: delivered, default: 0.05, \"+39\": 0.06"

static const char workspace_head[] = "fallback: 1\n"
                                     "account: HXTEST\n"
                                     "currency: EUR\n"
                                     "channels:\n";

static const char templates_yaml[] =
    "fallback: 1\n"
    "templates:\n"
    "- {name: hello, kind: whatsapp, language: en, category: utility,"
    " status: approved, body: \"Hello {{1}}, come in.\"}\n"
    "- {name: hello_sms, kind: sms, language: en, category: utility,"
    " status: approved, body: \"Hello {#var#}.\", variables: [name]}\n"
    "- {name: long_sms, kind: sms, language: en, category: utility,"
    " status: approved, variables: [name], body: \"Hello {#var#}, and here is "
    "what we have to tell you today about it.\"}\n";

#define HEAD "fallback: 1\ntitle: A\ncategory: utility\n"
#define WHATSAPP                                           \
    "- {channel: whatsapp, template: hello, language: en," \
    " params: {\"1\": \"{{name}}\"}, delay: 90s}\n"
#define SMS                                               \
    "- {channel: sms, template: hello_sms, language: en," \
    " params: {name: \"{{name}}\"}, delay: 120s}\n"
#define DIGITS "inputs: {name: {pattern: \"[0-9]{4,8}\"}}\nchannels:\n"

struct worst_case {
    struct workspace *workspace;
    struct flow *flow;
    struct catalogue templates;
    struct worst worst;
};

static void
open_case(struct worst_case *c, const char *flow, const char *whatsapp,
    const char *sms)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text yaml = {0};

    *c = (struct worst_case){0};
    text_addf(&yaml,
        "%s  whatsapp: {kind: whatsapp, provider: sandbox, senders: [A], "
        "price: {%s}}\n  sms: {kind: sms, provider: sandbox, senders: [A], "
        "price: {%s}}\n",
        workspace_head, whatsapp, sms);
    c->workspace =
        workspace_read("fallback.yaml", yaml.bytes, yaml.len, &findings);
    assert_non_null(c->workspace);
    assert_int_equal(findings.n, 0);
    c->flow = flow_read("", flow, strlen(flow), FLOW_DRAFT, &findings);
    assert_non_null(c->flow);
    catalogue_read(&c->templates, "", templates_yaml,
        sizeof(templates_yaml) - 1, &findings);
    catalogue_ready(&c->templates, &findings);
    worst_find(&c->worst, c->flow, &c->templates, c->workspace);
}

static void
close_case(struct worst_case *c)
{
    worst_done(&c->worst);
    flow_free(c->flow);
    catalogue_done(&c->templates);
    workspace_free(c->workspace);
}

/* "0.1000 EUR +39, 0.0900 EUR"; or why one of them is not known. */
static void
check_price(const char *flow, const char *whatsapp, const char *sms,
    const char *expected)
{
    struct worst_case c;
    auto_(text) struct text out = {0};

    open_case(&c, flow, whatsapp, sms);
    if (c.worst.dearest_prefix) {
        worst_price_add(&out, c.worst.dearest.micros, c.workspace);
        text_addf(&out, " %s, ", c.worst.dearest_prefix);
    }
    if (c.worst.usual.unknown)
        text_add(&out, c.worst.usual.unknown);
    else
        worst_price_add(&out, c.worst.usual.micros, c.workspace);
    close_case(&c);
    assert_string_equal(text_str(&out), expected);
}

static void
the_price_is_that_of_all_channels(void **state)
{
    (void)state;
    check_price(HEAD DIGITS WHATSAPP SMS, WHATSAPP_PRICE, SMS_PRICE,
        "0.1000 EUR +39, 0.0900 EUR");
    check_price(HEAD DIGITS WHATSAPP, "per: sent, default: 0.000125", SMS_PRICE,
        "0.000125 EUR");
    check_price(HEAD DIGITS WHATSAPP SMS, WHATSAPP_PRICE,
        "per: part, default: 0.04, \"+1\": 0.07, \"+39\": 0.01",
        "0.1200 EUR +1, 0.0900 EUR");
    check_price(HEAD DIGITS SMS, WHATSAPP_PRICE,
        "per: part, default: 0.04, \"+1\": 0.03", "0.0400 EUR");
}

static void
what_is_not_known_is_said(void **state)
{
    (void)state;
    check_price(HEAD DIGITS WHATSAPP SMS, WHATSAPP_PRICE, "per: part",
        "channel 'sms' has no price");
    check_price(HEAD DIGITS WHATSAPP SMS, "per: sent, \"+39\": 0.05", SMS_PRICE,
        "0.0900 EUR +39, channel 'whatsapp' has no default price");
    check_price(HEAD "channels:\n- {channel: fax, delay: 9s}\n", WHATSAPP_PRICE,
        SMS_PRICE, "channel 'fax' is not known");
    check_price(HEAD
        "channels:\n- {channel: sms, template: gone, language: en}\n",
        WHATSAPP_PRICE, SMS_PRICE, "template 'gone' is not known");
}

static void
channels_count_for_their_countries(void **state)
{
    (void)state;
    check_price(HEAD DIGITS
        "- {channel: whatsapp, template: hello, language: en,"
        " only_for: [\"+39\"], delay: 90s}\n" SMS,
        WHATSAPP_PRICE, SMS_PRICE, "0.1000 EUR +39, 0.0400 EUR");
    check_price(HEAD DIGITS
        "- {channel: whatsapp, template: hello, language: en,"
        " skip_for: [\"+39\"], delay: 90s}\n" SMS,
        WHATSAPP_PRICE, SMS_PRICE, "0.0900 EUR");
    check_price(HEAD DIGITS
        "- {channel: whatsapp, template: hello, language: en,"
        " only_for: [\"+39\"], delay: 90s}\n",
        WHATSAPP_PRICE, SMS_PRICE,
        "0.0600 EUR +39, no channel is for such numbers");
}

static size_t
parts_of(const char *flow)
{
    struct worst_case c;

    open_case(&c, flow, WHATSAPP_PRICE, SMS_PRICE);
    const size_t parts = c.worst.parts[0];
    close_case(&c);
    return parts;
}

#define LONG_SMS                                         \
    "channels:\n"                                        \
    "- {channel: sms, template: long_sms, language: en," \
    " params: {name: \"{{name}}\"}, delay: 120s}\n"

/* The text is of 60 characters without its value. One that may be more than
 * ASCII makes it Unicode, of which a part holds 70; 30 characters are the
 * template's limit for a variable. */
static void
parts_count_the_longest_values(void **state)
{
    static const struct {
        const char *inputs;
        size_t parts;
    } rows[] = {
        {"inputs: {name: {pattern: \"[a-z]{1,30}\"}}\n", 1},
        {"inputs: {name: {pattern: \"[[:digit:]]*\"}}\n", 1},
        {"inputs: {name: {pattern: \"[a-z]{1,30}|\\u00e9\"}}\n", 2},
        {"inputs: {name: {pattern: \"[^0-9]{1,10}\"}}\n", 1},
        {"inputs: {name: {pattern: \"[^0-9]{1,11}\"}}\n", 2},
        {"inputs: {name: {max_length: 10}}\n", 1},
        {"inputs: {name: {max_length: 11}}\n", 2},
        {"inputs: {name: {max_length: 500}}\n", 2},
        {"inputs: {name: {}}\n", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text flow = {0};

        text_addf(&flow, HEAD "%s" LONG_SMS, rows[i].inputs);
        if (parts_of(flow.bytes) != rows[i].parts)
            fail_msg("%s: %zu", rows[i].inputs, parts_of(flow.bytes));
    }
}

/* The engine itself, when no report ever comes. */
static void
check_times(const char *flow)
{
    struct worst_case c;
    struct engine_plan plan;
    struct dryrun_result result = {0};
    int64_t last = 0;

    open_case(&c, flow, WHATSAPP_PRICE, SMS_PRICE);
    engine_plan_make(&plan, c.flow, c.workspace);
    dryrun_play(&(struct dryrun){.plan = &plan}, &result);
    for (size_t i = 0; i < result.nlines; i++)
        if (result.lines[i].action.kind == ACTION_SEND)
            last = result.lines[i].at_ms;
    assert_int_equal(c.worst.last_send_ms, last);
    assert_int_equal(c.worst.end_ms, result.execution.ended_at);
    dryrun_done(&result);
    close_case(&c);
}

static void
times_are_those_of_the_engine(void **state)
{
    (void)state;
    check_times(HEAD DIGITS WHATSAPP SMS);
    check_times(HEAD DIGITS WHATSAPP);
    check_times(HEAD DIGITS SMS WHATSAPP SMS);
    check_times(HEAD "not_after: 3m\n" DIGITS SMS WHATSAPP SMS);
    check_times(HEAD "not_after: 90s\n" DIGITS WHATSAPP SMS);
    check_times(HEAD "not_after: 91s\n" DIGITS WHATSAPP SMS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_price_is_that_of_all_channels),
        cmocka_unit_test(what_is_not_known_is_said),
        cmocka_unit_test(channels_count_for_their_countries),
        cmocka_unit_test(parts_count_the_longest_values),
        cmocka_unit_test(times_are_those_of_the_engine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
