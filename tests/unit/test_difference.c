/* What is said of two versions of a flow. */
#include "test.h"

#include <ctype.h>

#include "difference.h"
#include "flow_keys.h"
#include "template_keys.h"

static const char workspace_yaml[] =
    "fallback: 1\n"
    "account: HXTEST\n"
    "channels:\n"
    "  whatsapp: {kind: whatsapp, provider: sandbox,"
    " senders: [\"+390212345678\"],"
    " price: {per: delivered, default: 0.05, \"+39\": 0.06}}\n"
    "  sms: {kind: sms, provider: sandbox, senders: [ACME],"
    " price: {per: part, default: 0.04}}\n"
    "  rcs: {kind: rcs, provider: sandbox, senders: [acme]}\n";

static const char templates_yaml[] =
    "fallback: 1\n"
    "templates:\n"
    "- name: hello\n"
    "  kind: whatsapp\n"
    "  language: en\n"
    "  category: utility\n"
    "  status: paused\n"
    "  reason: quality\n"
    "  quality: green\n"
    "  source: {from: meta, id: \"5944\", fetched: 2026-11-20T09:12:00Z}\n"
    "  ttl: 10m\n"
    "  header: {format: text, text: Good day}\n"
    "  body: \"Hello {{1}}, come in.\"\n"
    "  footer: From us\n"
    "  buttons:\n"
    "  - {type: url, text: Open, url: \"https://a.example/\"}\n"
    "  - {type: phone_number, text: Call, phone_number: \"+39021\"}\n"
    "  examples: {\"1\": Ada}\n"
    "- name: hello\n"
    "  kind: whatsapp\n"
    "  language: it\n"
    "  category: utility\n"
    "  status: approved\n"
    "  body: \"Ciao {{1}}, vieni.\"\n"
    "- name: hello_sms\n"
    "  kind: sms\n"
    "  language: en\n"
    "  category: utility\n"
    "  type: txn\n"
    "  status: approved\n"
    "  body: \"Hello {#var#} of {#var#}.\"\n"
    "  variables: [name, town]\n"
    "  dlt: {entity_id: \"1101456789012345678\","
    " template_id: \"1107161234567890124\"}\n";

#define WHATSAPP                           \
    "- channel: whatsapp\n"                \
    "  from: \"+390212345678\"\n"          \
    "  template: hello\n"                  \
    "  language: en\n"                     \
    "  params: {\"1\": \"{{name}}\"}\n"    \
    "  media: {url: \"https://m.test\"}\n" \
    "  delay: 90s\n"                       \
    "  success: delivered\n"               \
    "  fallback_on: [failed, timeout]\n"   \
    "  stop_on: [opted_out]\n"             \
    "  withdraw: auto\n"                   \
    "  on_unknown: hold\n"                 \
    "  only_for: [\"+39\"]\n"              \
    "  skip_for: [\"+3933\"]\n"
#define SMS                                        \
    "- channel: sms\n"                             \
    "  from: ACME\n"                               \
    "  template: hello_sms\n"                      \
    "  language: en\n"                             \
    "  params: {name: \"{{name}}\", town: Rome}\n" \
    "  delay: 120s\n"
#define RCS                   \
    "- channel: rcs\n"        \
    "  from: acme\n"          \
    "  template: hello_rcs\n" \
    "  language: en\n"        \
    "  delay: 30s\n"
#define HEAD                                                         \
    "fallback: 1\n"                                                  \
    "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n"            \
    "title: Hello\n"                                                 \
    "description: At the door\n"                                     \
    "category: utility\n"                                            \
    "callback_profile: crm\n"                                        \
    "not_after: 5m\n"                                                \
    "send_window: {from: \"09:00\", to: \"20:00\", timezone: UTC}\n" \
    "consent: assumed\n"                                             \
    "budget: {fallbacks_per_hour: 500, when_spent: hold}\n"          \
    "retain: 30d\n"                                                  \
    "inputs:\n"                                                      \
    "  name: {pattern: \"[a-z]*\", max_length: 20, default: ada,"    \
    " sensitive: false}\n"                                           \
    "channels:\n"

static const char flow_yaml[] = HEAD WHATSAPP SMS "wizard: {page: 3}\n";

/* One side, read from texts; what is wrong in them does not matter here. */
struct side {
    struct flow *flow;
    struct catalogue templates;
};

static struct side
read_side(const char *flow, const char *templates)
{
    auto_(findings) struct findings findings = {0};
    struct side side = {0};

    side.flow =
        flow_read("flow.yaml", flow, strlen(flow), FLOW_DRAFT, &findings);
    assert_non_null(side.flow);
    catalogue_read(&side.templates, "templates.yaml", templates,
        strlen(templates), &findings);
    catalogue_ready(&side.templates, &findings);
    return side;
}

static void
side_done(struct side *side)
{
    flow_free(side->flow);
    catalogue_done(&side->templates);
}

static void
find(struct differences *out, const struct side *before,
    const struct side *after)
{
    auto_(findings) struct findings findings = {0};
    auto_(workspace) struct workspace *workspace = workspace_read(
        "fallback.yaml", workspace_yaml, sizeof(workspace_yaml) - 1, &findings);
    const struct difference_side was = {before->flow, &before->templates};
    const struct difference_side is = {after->flow, &after->templates};

    assert_non_null(workspace);
    assert_int_equal(findings.n, 0);
    differences_find(out, &was, &is, workspace);
}

/* "path: text\n" for each. The caller frees it. */
static char *
outline(const struct differences *differences)
{
    struct text out = {0};

    text_add(&out, "");
    for (size_t i = 0; i < differences->n; i++)
        text_addf(&out, "%s: %s\n", differences->items[i].path,
            differences->items[i].text);
    return text_take(&out);
}

static char *
compare(const char *before, const char *before_templates, const char *after,
    const char *after_templates)
{
    auto_(differences) struct differences differences = {0};
    struct side was = read_side(before, before_templates);
    struct side is = read_side(after, after_templates);

    find(&differences, &was, &is);
    side_done(&was);
    side_done(&is);
    return outline(&differences);
}

/* The text with one place changed; the caller frees it. */
static char *
replace(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    struct text out = {0};

    if (!at)
        fail_msg("'%s' is not in the sample", from);
    text_add_bytes(&out, text, (size_t)(at - text));
    text_addf(&out, "%s%s", to, at + strlen(from));
    return text_take(&out);
}

/* A change of one key, and what is said of it; NULL: nothing. */
struct sample {
    const char *key, *from, *to, *says;
};

static const struct sample flow_samples[] = {
    {"fallback", "fallback: 1", "fallback: 2",
        "/fallback: the format is 2 instead of 1\n"},
    {"workflow_id", "5a69", "5a70",
        "/workflow_id: the Workflow ID is "
        "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70 instead of "
        "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n"},
    {"title", "title: Hello", "title: Bye",
        "/title: title 'Hello' becomes 'Bye'\n"},
    {"description", "At the door", "In the house",
        "/description: the description changes: 'At the door' -> 'In the "
        "house'\n"},
    {"category", "category: utility", "category: marketing",
        "/category: the category is marketing instead of utility\n"},
    {"callback_profile", "callback_profile: crm\n", "",
        "/callback_profile: nobody is told of the end any more; callbacks went "
        "to 'crm'\n"},
    {"not_after", "not_after: 5m", "not_after: 1h30m",
        "/not_after: nothing is sent later than 1 h 30 min after the "
        "invocation, instead of 5 min\n"},
    {"send_window/from", "09:00", "08:00",
        "/send_window: the flow sends from 08:00 to 20:00 (UTC) instead of "
        "from 09:00 to 20:00 (UTC)\n"},
    {"send_window/to", "20:00", "21:00", "from 09:00 to 21:00 (UTC) instead"},
    {"send_window/timezone", "UTC", "Europe/Rome",
        "from 09:00 to 20:00 (Europe/Rome) instead"},
    {"consent", "consent: assumed", "consent: required",
        "/consent: consent is required instead of assumed\n"},
    {"budget/fallbacks_per_hour", "500", "300",
        "/budget: a fallback is for 300 invocations an hour (then the rest are "
        "held) instead of 500 invocations an hour (then the rest are held)\n"},
    {"budget/when_spent", "when_spent: hold", "when_spent: stop",
        "500 invocations an hour (then the rest are stopped) instead"},
    {"retain", "retain: 30d", "retain: 10d",
        "/retain: numbers and texts are kept for 10 d instead of 30 d\n"},
    {"inputs", "  name: {", "  who: {}\n  name: {",
        "/inputs/who: input who is new\n"},
    {"channels", SMS, "",
        "/channels/1: channel sms is removed: it was channel 2\n"},
    {"wizard", "page: 3", "page: 4", "/wizard: the wizard's notes change\n"},
};

static const struct sample channel_samples[] = {
    {"channel", "channel: sms", "channel: text",
        "/channels/1/channel: channel 2 is text instead of sms\n"},
    {"from", "from: ACME", "from: ACMEIT",
        "/channels/1/from: channel 2 (sms) is sent from ACMEIT instead of "
        "ACME\n"},
    {"template", "template: hello_sms", "template: bye",
        "/channels/1/template: template of channel 2 (sms) is bye (en) instead "
        "of hello_sms (en)\n"},
    {"language", "template: hello\n  language: en",
        "template: hello\n  language: it",
        "/channels/0/language: template of channel 1 (whatsapp) is hello in it "
        "instead of en\n"},
    {"params", "town: Rome", "town: Milan",
        "/channels/1/params/town: parameter 'town' of channel 2 (sms) changes: "
        "'Rome' -> 'Milan'\n"},
    {"media/url", "https://m.test", "https://n.test",
        "/channels/0/media/url: the media of channel 1 (whatsapp) changes: "
        "'https://m.test' -> 'https://n.test'\n"},
    {"delay", "delay: 90s", "delay: 60s",
        "/channels/0/delay: channel 2 (sms) is sent 30 s sooner: after 60 s "
        "instead of 90 s\n"},
    {"success", "success: delivered", "success: read",
        "/channels/0/success: success of channel 1 (whatsapp) is read instead "
        "of delivered\n"},
    {"fallback_on", "[failed, timeout]", "[failed]",
        "/channels/0/fallback_on: channel 1 (whatsapp) moves on after failed "
        "instead of failed, timeout\n"},
    {"stop_on", "stop_on: [opted_out]", "stop_on: []",
        "/channels/0/stop_on: channel 1 (whatsapp) ends the flow after nothing "
        "instead of opted_out\n"},
    {"withdraw", "withdraw: auto", "withdraw: never",
        "/channels/0/withdraw: withdraw of channel 1 (whatsapp) is never "
        "instead of auto\n"},
    {"on_unknown", "on_unknown: hold", "on_unknown: fallback",
        "/channels/0/on_unknown: on_unknown of channel 1 (whatsapp) is "
        "fallback instead of hold\n"},
    {"only_for", "only_for: [\"+39\"]", "only_for: [\"+39\", \"+41\"]",
        "/channels/0/only_for: channel 1 (whatsapp) is for +39, +41 instead of "
        "+39\n"},
    {"skip_for", "  skip_for: [\"+3933\"]\n", "",
        "/channels/0/skip_for: channel 1 (whatsapp) is skipped for nothing "
        "instead of +3933\n"},
};

static const struct sample input_samples[] = {
    {"pattern", "[a-z]*", "[a-z]+",
        "/inputs/name/pattern: input name must match '[a-z]+' instead of "
        "'[a-z]*'\n"},
    {"max_length", "max_length: 20", "max_length: 30",
        "/inputs/name/max_length: input name may have 30 characters instead of "
        "20\n"},
    {"default", "default: ada", "default: eve",
        "/inputs/name/default: input name is 'eve' instead of 'ada' where an "
        "invocation brings none\n"},
    {"sensitive", "sensitive: false", "sensitive: true",
        "/inputs/name/sensitive: input name is sensitive now\n"},
};

#define HELLO "template hello (whatsapp, en)"
#define HELLO_SMS "template hello_sms (sms, en)"

static const struct sample template_samples[] = {
    {"name", "name: hello_sms", "name: bye",
        "/channels/1/template: " HELLO_SMS " is not there any more\n"},
    {"kind", "kind: sms", "kind: rcs", HELLO_SMS " is not there any more\n"},
    {"language", "language: en", "language: de",
        "/channels/0/template: " HELLO " is not there any more\n"},
    {"category", "category: utility", "category: marketing",
        "the category of " HELLO " is marketing instead of utility\n"},
    {"type", "type: txn", "type: mkt",
        "the type of " HELLO_SMS " is mkt instead of txn\n"},
    {"status", "status: paused", "status: disabled",
        "/channels/0/template: " HELLO " is disabled: quality instead of "
        "paused: quality\n"},
    {"reason", "reason: quality", "reason: policy",
        HELLO " is paused: policy instead of paused: quality\n"},
    {"quality", "quality: green", "quality: yellow", NULL},
    {"source/from", "from: meta", "from: csv",
        HELLO " comes from csv, id 5944 instead of meta, id 5944\n"},
    {"source/id", "5944", "5945", HELLO " comes from meta, id 5945 instead"},
    {"source/account", "id: \"5944\"", "id: \"5944\", account: \"77\"", NULL},
    {"source/fetched", "2026-11-20", "2026-11-21", NULL},
    {"ttl", "ttl: 10m", "ttl: 60s",
        "the platform keeps trying " HELLO " for 60 s instead of 10 min\n"},
    {"header/format", "format: text", "format: image",
        "the header of " HELLO " is image instead of text\n"},
    {"header/text", "Good day", "Good night",
        "the header's text of " HELLO " changes: 'Good day' -> 'Good night'\n"},
    {"body", "Hello {{1}}, come in.", "Hello {{1}}, go out.",
        "the body of " HELLO " changes: 'Hello {{1}}, come in.' -> 'Hello "
        "{{1}}, go out.'\n"},
    {"footer", "From us", "From them",
        "the footer of " HELLO " changes: 'From us' -> 'From them'\n"},
    {"buttons",
        "  - {type: phone_number, text: Call,"
        " phone_number: \"+39021\"}\n",
        "", "button 2 of " HELLO " is gone; it was 'Call'\n"},
    {"variables", "[name, town]", "[town, name]",
        "the variables of " HELLO_SMS
        " are town, name instead of name, town\n"},
    {"dlt/entity_id", "345678", "345679",
        "the DLT entity of " HELLO_SMS " is 1101456789012345679 instead of "
        "1101456789012345678\n"},
    {"dlt/template_id", "0124", "0125",
        "the DLT id of " HELLO_SMS " is 1107161234567890125 instead of "
        "1107161234567890124\n"},
    {"examples", "{\"1\": Ada}", "{\"1\": Eve}",
        "example '1' of " HELLO " is 'Eve' instead of 'Ada'\n"},
};

static const struct sample button_samples[] = {
    {"type", "type: url", "type: copy_code",
        "the type of button 1 of " HELLO " is copy_code instead of url\n"},
    {"text", "text: Open", "text: Look",
        "the text of button 1 of " HELLO " changes: 'Open' -> 'Look'\n"},
    {"url", "https://a.example/", "https://b.example/",
        "the address of button 1 of " HELLO
        " changes: 'https://a.example/' -> 'https://b.example/'\n"},
    {"phone_number", "+39021", "+39022",
        "the telephone number of button 2 of " HELLO
        " is +39022 instead of +39021\n"},
};

static void
try_sample(const struct sample *sample, bool of_templates)
{
    auto_(heap) char *changed = replace(
        of_templates ? templates_yaml : flow_yaml, sample->from, sample->to);
    auto_(heap) char *said = of_templates
        ? compare(flow_yaml, templates_yaml, flow_yaml, changed)
        : compare(flow_yaml, templates_yaml, changed, templates_yaml);

    if (sample->says ? !strstr(said, sample->says) : *said)
        fail_msg("%s: %s", sample->key, said);
}

static const struct sample *
find_sample(const struct sample *samples, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(samples[i].key, key))
            return &samples[i];
    return NULL;
}

/* Walks a table of keys, those of its maps too: each has a sample. */
static void
walk(const struct keys_row *rows, const char *inside,
    const struct sample *samples, size_t n, bool of_templates)
{
    for (; rows->name; rows++) {
        auto_(text) struct text key = {0};

        text_addf(&key, "%s%s", inside, rows->name);
        if (rows->read == keys_map) {
            text_add(&key, "/");
            walk(rows->detail, key.bytes, samples, n, of_templates);
            continue;
        }
        const struct sample *sample = find_sample(samples, n, key.bytes);
        if (!sample)
            fail_msg("no sample changes the key '%s'", key.bytes);
        else
            try_sample(sample, of_templates);
    }
}

static void
every_key_of_a_flow_is_compared(void **state)
{
    (void)state;
    walk(flow_keys, "", flow_samples, ARRAY_LEN(flow_samples), false);
    walk(flow_channel_keys, "", channel_samples, ARRAY_LEN(channel_samples),
        false);
    walk(flow_input_keys, "", input_samples, ARRAY_LEN(input_samples), false);
}

static void
every_key_of_a_template_is_compared(void **state)
{
    (void)state;
    walk(
        template_keys, "", template_samples, ARRAY_LEN(template_samples), true);
    walk(template_button_keys, "", button_samples, ARRAY_LEN(button_samples),
        true);
}

static void
the_same_is_no_difference(void **state)
{
    static const char *const samples[][2] = {
        {"delay: 90s", "delay: 1m30s"},
        {"  success: delivered\n", ""},
        {"  stop_on: [opted_out]\n", ""},
        {"  withdraw: auto\n", ""},
        {"  on_unknown: hold\n", ""},
        {"consent: assumed\n", ""},
        {", when_spent: hold", ""},
        {", sensitive: false", ""},
        {"[failed, timeout]", "[timeout, failed]"},
        {"01929f5c-7d1e", "01929F5C-7D1E"},
        {"title: Hello", "title: \"Hello\""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        auto_(heap) char *changed =
            replace(flow_yaml, samples[i][0], samples[i][1]);
        auto_(heap) char *said =
            compare(flow_yaml, templates_yaml, changed, templates_yaml);

        if (*said)
            fail_msg("'%s' -> '%s': %s", samples[i][0], samples[i][1], said);
    }
}

#define LEAN "fallback: 1\ntitle: A\ncategory: utility\nchannels:\n"

static void
check(const char *before, const char *after, const char *expected)
{
    auto_(heap) char *said =
        compare(before, templates_yaml, after, templates_yaml);

    assert_string_equal(said, expected);
}

static void
channels_are_matched_as_people_see_them(void **state)
{
    (void)state;
    check(LEAN WHATSAPP SMS, LEAN SMS WHATSAPP,
        "/channels/0: channel 1 and 2 change places: sms goes before "
        "whatsapp\n"
        "/channels: longest time to the last send 90 s -> 120 s\n");
    check(LEAN WHATSAPP SMS, LEAN WHATSAPP RCS SMS,
        "/channels/1: channel rcs is added as channel 2\n"
        "/channels: longest time to the last send 90 s -> 120 s, to the end "
        "3 min 30 s -> 4 min\n"
        "/channels: worst-case price 0.1000 EUR to +39, 0.0400 EUR elsewhere "
        "-> not known (channel 'rcs' has no price)\n");
    check(LEAN WHATSAPP RCS SMS, LEAN SMS WHATSAPP RCS,
        "/channels/0: channel sms moves from place 3 to 1\n"
        "/channels: longest time to the last send 120 s -> 3 min 30 s\n");
    check(LEAN RCS SMS, LEAN RCS,
        "/channels/1: channel sms is removed: it was channel 2\n"
        "/channels: longest time to the last send 30 s -> 0 s, to the end "
        "2 min 30 s -> 30 s\n");
}

static void
a_flow_may_be_new_or_gone(void **state)
{
    struct side full = read_side(LEAN WHATSAPP SMS, templates_yaml);
    const struct side none = {0};
    auto_(differences) struct differences fresh = {0}, gone = {0}, no = {0};

    (void)state;
    find(&fresh, &none, &full);
    find(&gone, &full, &none);
    find(&no, &none, &none);
    auto_(heap) char *said = outline(&fresh);
    auto_(heap) char *told = outline(&gone);
    assert_string_equal(said,
        ": flow 'A' is new: whatsapp, then sms after 90 s\n"
        "/channels: longest time to the last send 90 s, to the end 3 min 30 s\n"
        "/channels: worst-case price 0.1000 EUR to +39, 0.0400 EUR "
        "elsewhere\n");
    assert_string_equal(told, ": flow 'A' is gone\n");
    assert_int_equal(no.n, 0);
    side_done(&full);
}

/* Long texts are cut where they differ; nothing in them drives a terminal. */
static void
texts_are_short_and_clean(void **state)
{
    auto_(heap) char *before = replace(templates_yaml, "come in.",
        "we are glad that you could come, and hope that you will stay here.");
    auto_(heap) char *after = replace(templates_yaml, "come in.",
        "we are glad that you could come, and hope that you will not stay.");
    auto_(heap) char *said = compare(flow_yaml, before, flow_yaml, after);
    auto_(heap) char *evil =
        replace(flow_yaml, "title: Hello", "title: \"\\u001b[31mHi\"");
    auto_(heap) char *told =
        compare(flow_yaml, templates_yaml, evil, templates_yaml);

    (void)state;
    assert_string_equal(said,
        "/channels/0/template: the body of " HELLO " changes: '... glad that "
        "you could come, and hope that you will stay here.' -> '...e glad that "
        "you could come, and hope that you will not stay.'\n");
    assert_string_equal(told, "/title: title 'Hello' becomes '\\x1B[31mHi'\n");
}

static void
what_matters_most_goes_first(void **state)
{
    (void)state;
    check(LEAN WHATSAPP SMS,
        "fallback: 1\ntitle: B\ncategory: utility\nchannels:\n" RCS
        "- channel: whatsapp\n"
        "  from: \"+390212345678\"\n"
        "  template: hello\n"
        "  language: it\n"
        "  delay: 60s\n"
        "  success: sent\n" SMS,
        "/channels/0: channel rcs is added as channel 1\n"
        "/channels/1/only_for: channel 2 (whatsapp) is for all countries "
        "instead of +39\n"
        "/channels/1/skip_for: channel 2 (whatsapp) is skipped for nothing "
        "instead of +3933\n"
        "/channels/1/delay: channel 3 (sms) is sent 30 s sooner: 60 s after "
        "channel 2 instead of 90 s\n"
        "/channels/1/language: template of channel 2 (whatsapp) is hello in it "
        "instead of en\n"
        "/channels/1/media/url: channel 2 (whatsapp) shows no media any more; "
        "it was 'https://m.test'\n"
        "/channels/1/params/1: parameter '1' of channel 2 (whatsapp) has no "
        "value any more; it was '{{name}}'\n"
        "/channels: worst-case price 0.1000 EUR to +39, 0.0400 EUR elsewhere "
        "-> not known (channel 'rcs' has no price)\n"
        "/channels/1/success: success of channel 2 (whatsapp) is sent instead "
        "of delivered\n"
        "/channels/1/fallback_on: channel 2 (whatsapp) moves on after any "
        "reason but opted_out instead of failed, timeout\n"
        "/channels/1/template: the body of channel 2 (whatsapp) changes: "
        "'Hello {{1}}, come in.' -> 'Ciao {{1}}, vieni.'\n"
        "/title: title 'A' becomes 'B'\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_a_flow_is_compared),
        cmocka_unit_test(every_key_of_a_template_is_compared),
        cmocka_unit_test(the_same_is_no_difference),
        cmocka_unit_test(channels_are_matched_as_people_see_them),
        cmocka_unit_test(a_flow_may_be_new_or_gone),
        cmocka_unit_test(texts_are_short_and_clean),
        cmocka_unit_test(what_matters_most_goes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
