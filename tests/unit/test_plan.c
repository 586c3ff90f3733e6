/* From a flow and its workspace to the engine's plan. */
#include "test.h"

#include "plan.h"

#define DAY_MS INT64_C(86400000)

static const char workspace_yaml[] =
    "fallback: 1\n"
    "account: HXXXXXXX071IN\n"
    "currency: EUR\n"
    "store: sqlite:fallback.db\n"
    "channels:\n"
    "  able: {kind: sms, provider: able-sms, senders: [ACME]}\n"
    "  plain: {kind: sms, provider: plain-sms, senders: [ACME]}\n"
    "  lost: {kind: sms, provider: nobody, senders: [ACME]}\n";

static const char able_yaml[] =
    "fallback: 1\n"
    "provider: able-sms\n"
    "kind: sms\n"
    "abilities: {recall: true, query: true, dedupe: reference, "
    "dedupe_for: 1d}\n";

static const char plain_yaml[] =
    "fallback: 1\n"
    "provider: plain-sms\n"
    "kind: sms\n"
    "abilities: {recall: false, query: false, dedupe: none}\n";

static const char flow_head[] =
    "fallback: 1\n"
    "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n"
    "title: Login OTP\n"
    "category: authentication\n"
    "channels:\n";

static struct engine_plan plan;
static struct flow *flow;

/* Reads the flow with these channels and plans it. */
static void
plan_it(const char *channels)
{
    auto_(text) struct text yaml = {0};
    auto_(findings) struct findings findings = {0};
    auto_(workspace) struct workspace *workspace = workspace_read(
        "fallback.yaml", workspace_yaml, strlen(workspace_yaml), &findings);

    provider_read(&workspace->providers, "able.yaml", able_yaml,
        strlen(able_yaml), &findings);
    provider_read(&workspace->providers, "plain.yaml", plain_yaml,
        strlen(plain_yaml), &findings);
    text_addf(&yaml, "%s%s", flow_head, channels);
    flow_free(flow);
    flow = flow_read("a.yaml", yaml.bytes, yaml.len, FLOW_PUBLISHED, &findings);
    for (size_t i = 0; i < findings.n; i++)
        if (findings.items[i].severity == SEVERITY_ERROR)
            print_message("# %s\n", findings.items[i].text);
    assert_non_null(flow);
    engine_plan_make(&plan, flow, workspace);
}

#define CHANNEL(name)                                            \
    "  - channel: " name "\n    from: ACME\n    template: otp\n" \
    "    language: en\n    delay: 60s\n"

static void
presets_are_filled_in(void **state)
{
    const uint32_t all = (1U << REASON_COUNT) - 1;

    (void)state;
    plan_it(CHANNEL("plain") CHANNEL("able"));
    assert_int_equal(plan.nchannels, 2);
    assert_int_equal(plan.not_after_ms, 600000);
    const struct engine_channel *channel = &plan.channels[0];
    assert_int_equal(channel->delay_ms, 60000);
    assert_int_equal(channel->success, SUCCESS_DELIVERED);
    assert_int_equal(channel->withdraw, WITHDRAW_AUTO);
    assert_int_equal(channel->on_unknown, ON_UNKNOWN_HOLD);
    assert_int_equal(channel->fallback_on, all & ~(1U << REASON_OPTED_OUT));
    assert_int_equal(channel->stop_on, 1U << REASON_OPTED_OUT);
}

static void
abilities_are_the_providers(void **state)
{
    (void)state;
    plan_it(
        CHANNEL("able") CHANNEL("plain") CHANNEL("lost") CHANNEL("not-there"));
    assert_int_equal(plan.nchannels, 4);
    assert_true(plan.channels[0].can_recall && plan.channels[0].can_query);
    assert_int_equal(plan.channels[0].dedupe_ms, DAY_MS);
    for (size_t i = 1; i < plan.nchannels; i++) {
        assert_false(plan.channels[i].can_recall);
        assert_false(plan.channels[i].can_query);
        assert_int_equal(plan.channels[i].dedupe_ms, 0);
    }
}

static void
words_become_choices_and_sets(void **state)
{
    (void)state;
    plan_it(
        CHANNEL("plain") "    success: read\n"
                         "    withdraw: never\n"
                         "    on_unknown: fallback\n"
                         "    fallback_on: [failed, timeout, provider_down]\n"
                         "    stop_on: []\n" CHANNEL(
                             "plain") "    success: sent\n"
                                      "    stop_on: [payment, opted_out]\n");
    assert_int_equal(plan.channels[0].success, SUCCESS_READ);
    assert_int_equal(plan.channels[0].withdraw, WITHDRAW_NEVER);
    assert_int_equal(plan.channels[0].on_unknown, ON_UNKNOWN_FALLBACK);
    assert_int_equal(plan.channels[0].fallback_on,
        1U << REASON_FAILED | 1U << REASON_TIMEOUT |
            1U << REASON_PROVIDER_DOWN);
    assert_int_equal(plan.channels[0].stop_on, 0);
    assert_int_equal(plan.channels[1].success, SUCCESS_SENT);
    assert_int_equal(plan.channels[1].stop_on,
        1U << REASON_PAYMENT | 1U << REASON_OPTED_OUT);
}

static void
not_after_is_the_flows_own(void **state)
{
    (void)state;
    plan_it(CHANNEL("plain") "not_after: 5m\n");
    assert_int_equal(plan.not_after_ms, 300000);
}

static void
a_channel_without_a_name_can_be_planned(void **state)
{
    (void)state;
    plan_it("  - {template: otp}\n");
    assert_int_equal(plan.nchannels, 1);
    assert_false(plan.channels[0].can_recall);
}

static void
prefixes_skip_channels(void **state)
{
    static const struct {
        const char *number;
        uint8_t skip;
    } cases[] = {
        {"+393331234567", 0x04},
        {"+4915112345678", 0x03},
        {"+33612345678", 0x05},
        {"+3", 0x05},
        {NULL, 0x05},
    };

    (void)state;
    plan_it(
        CHANNEL("plain") "    only_for: [\"+39\"]\n" CHANNEL("plain") "    skip_for: [\"+49\", \"+1\"]\n" CHANNEL(
            "plain") "    only_for: [\"+44\", \"+49\"]\n" CHANNEL("plain"));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *recipients[FLOW_CHANNELS_MAX];

        for (size_t at = 0; at < FLOW_CHANNELS_MAX; at++)
            recipients[at] = cases[i].number;
        assert_int_equal(engine_plan_skip(flow, recipients), cases[i].skip);
    }
    const char *mixed[FLOW_CHANNELS_MAX] = {
        "+4915", "+4915", "+393331234567", "+4915"};
    assert_int_equal(engine_plan_skip(flow, mixed), 0x07);
}

static int
forget(void **state)
{
    (void)state;
    flow_free(flow);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_are_filled_in),
        cmocka_unit_test(abilities_are_the_providers),
        cmocka_unit_test(words_become_choices_and_sets),
        cmocka_unit_test(not_after_is_the_flows_own),
        cmocka_unit_test(a_channel_without_a_name_can_be_planned),
        cmocka_unit_test(prefixes_skip_channels),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
