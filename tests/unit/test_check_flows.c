/* The checks that need more than one row: several flows, the severity under a
 * profile, the words, and the example that is shipped. */
#include "check_case.h"

#include "data.h"

static const struct row good = {"good", .expected = ""};

static struct flow *
named(const char *file, const char *title, const char *id)
{
    struct flow *flow = flow_new(file);

    flow->title = (struct value_text){title, {3, 8}};
    flow->workflow_id = (struct value_text){id, {2, 14}};
    return flow;
}

static struct flow_entry
entry(struct arena *arena, const struct flow *flow)
{
    struct flow_entry entry = {.file = flow->file};

    flow_entry_fill(&entry, arena, flow);
    return entry;
}

static void
titles_and_ids_are_their_own(void **state)
{
    auto_(findings) struct findings findings = {0};
    const char *const id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69";
    auto_(flow) struct flow *a = named("flows/a.yaml", "Straße", id);
    auto_(flow) struct flow *b =
        named("flows/b.yaml", "Other", "01929F5C-7D1E-7C3A-9B1E-3F1D2C4B5A69");
    auto_(flow) struct flow *c = named("flows/c.yaml", "STRASSE", "no id");
    auto_(flow) struct flow *d = named("flows/d.yaml", NULL, NULL);
    auto_(flow) struct flow *e = named("flows/e.yaml", NULL, "no id");
    const struct flow *const flows[] = {a, b, c, d, e};
    const struct flow_entry *entries[ARRAY_LEN(flows)];
    struct flow_entry filled[ARRAY_LEN(flows)];
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(flows); i++) {
        filled[i] = entry(&arena, flows[i]);
        entries[i] = &filled[i];
    }
    check_flows(entries, ARRAY_LEN(flows), &findings);
    auto_(heap) char *said = findings_outline(&findings);
    assert_string_equal(
        said, "title-taken /title 3:8\nid-taken /workflow_id 2:14\n");
    assert_string_equal(findings.items[0].file, "flows/c.yaml");
    assert_string_equal(findings.items[0].text,
        "the title 'STRASSE' is that of flows/a.yaml too, line 3");
    assert_string_equal(findings.items[1].file, "flows/b.yaml");
    arena_free(&arena);
}

static void
kaleyra_is_a_note_unless_it_is_asked_for(void **state)
{
    struct row row = {"", {{FLOW, "delay: 120s", "delay: 1000s"}}, ""};

    (void)state;
    for (int asked = 0; asked < 2; asked++) {
        auto_(findings) struct findings findings = {0};

        row.profile = asked ? PROFILE_KALEYRA : PROFILE_NONE;
        row_check(&row, &findings);
        assert_int_equal(findings.n, 1);
        assert_int_equal(
            findings.items[0].severity, asked ? SEVERITY_ERROR : SEVERITY_NOTE);
    }
}

static const struct {
    struct row row;
    const char *text, *hint;
} cases[] = {
    {{"", {{FLOW, "channel: sms", "channel: smms"}}},
        "fallback.yaml has no channel 'smms'", "did you mean 'sms'?"},
    {{"", {{FLOW, "channel: sms", "channel: pigeon"}}},
        "fallback.yaml has no channel 'pigeon'",
        "use 'whatsapp', 'sms' or 'rcs'"},
    {{"", {{FLOW, "login_otp", "login_opt"}}},
        "there is no WhatsApp template 'login_opt'",
        "did you mean 'login_otp'?"},
    {{"", {{FLOW, "template: login_otp", "template: pigeon"}}},
        "there is no WhatsApp template 'pigeon'",
        "use 'login_otp', 'offer' or 'visit'"},
    {{"", {{FLOW, "otp_sms", "login_otp"}}},
        "template 'login_otp' is for WhatsApp, and channel 'sms' is SMS",
        "use 'otp_sms'"},
    {{"", {{FLOW, "language: en", "language: de"}}},
        "template 'login_otp' does not exist in language 'de'",
        "use 'en' or 'it'"},
    {{"", {{FLOW, "language: en", "language: it"}}},
        "template 'login_otp' (whatsapp, it) is paused: quality",
        "pick an approved one; 'fallback-publish templates status' lists them"},
    {{"", {{TEMPLATES, "ttl: 60s", "ttl: 10m"}}},
        "the message lives for 10m (its time to live) and the delay is "
        "60s: a late one becomes a double",
        "set the template's TTL to at most 60s, or the delay to 10m"},
    {{"", {{TEMPLATES, "    ttl: 60s\n", ""}}},
        "the message lives for 10m (WhatsApp's default) and the delay is 60s: "
        "a late one becomes a double",
        "set the template's TTL to at most 60s, or the delay to 10m"},
    {{"", {{TEMPLATES, "ttl: 60s", "ttl: 72h"}}},
        "the message lives for 72h (its time to live) and the delay is 60s: "
        "a late one becomes a double",
        "set the template's TTL to at most 60s, or the delay to 72h"},
    {{"", {{TEMPLATES, "ttl: 60s", "ttl: 73h"}}},
        "the message lives for 3d1h (its time to live) and the delay is 60s: "
        "a late one becomes a double",
        "set the template's TTL to at most 60s"},
    {{"", {{FLOW, "delay: 60s", "delay: 30s"}}},
        "the message lives for 60s (its time to live) and the delay is 30s: "
        "a late one becomes a double",
        "set the template's TTL to at most 30s, or the delay to 60s"},
    {{"", {{FLOW, "delay: 60s", "delay: 10s"}}},
        "the message lives for 60s (its time to live) and the delay is "
        "10s: a late one becomes a double",
        "set the delay to 60s"},
    {{"", {{FLOW, "brand: Acme", "brand: Acme’s"}}},
        "a curly apostrophe (U+2019) makes the SMS Unicode: a part then "
        "holds 70 characters, not 160",
        "write ' instead"},
    {{"", {{FLOW, "{\"1\": \"{{code}}\"}", "{code: \"{{code}}\"}"}}},
        "template 'login_otp' needs parameter '1' (body)",
        "add \"1\" to params"},
    {{"", {{FLOW, "[0-9]{4,8}", "\\\\d{4}"}}},
        "the pattern of input 'code' cannot be used: "
        "\\d is not POSIX: write [0-9]",
        "write a POSIX extended expression, such as [0-9]{4,8}"},
    {{"", {{FLOW, "delay: 120s", "delay: 4s"}}},
        "a delay of '4s' is too short: 5s is the least", "set it to 5s to 72h"},
};

/* What the words say: of each row the first finding, to the byte. */
static void
words_say_what_to_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(findings) struct findings findings = {0};

        row_check(&cases[i].row, &findings);
        assert_true(findings.n > 0);
        assert_string_equal(findings.items[0].text, cases[i].text);
        assert_string_equal(findings.items[0].hint, cases[i].hint);
    }
}

/* A form has no places and no reader: what is missing is told by its path. */
static void
a_form_is_checked_without_a_file(void **state)
{
    auto_(findings) struct findings findings = {0};
    auto_(workspace) struct workspace *workspace =
        row_workspace(&good, &findings);
    auto_(flow) struct flow *flow = flow_new("new");
    struct flow_channel channels[2] = {{.channel = {.text = "sms"}}};
    const struct check check = {.workspace = workspace};

    (void)state;
    flow->channels = channels;
    flow->nchannels = 2;
    check_flow(&check, flow, &findings);
    auto_(heap) char *said = findings_outline(&findings);
    assert_string_equal(said,
        "workflow-id-missing /workflow_id 1:1\n"
        "title-missing /title 1:1\n"
        "category-missing /category 1:1\n"
        "sender-missing /channels/0/from 0:0\n"
        "template-missing /channels/0/template 0:0\n"
        "delay-missing /channels/0/delay 0:0\n"
        "channel-missing /channels/1/channel 0:0\n"
        "sender-missing /channels/1/from 0:0\n"
        "template-missing /channels/1/template 0:0\n"
        "delay-missing /channels/1/delay 0:0\n");
}

static void
check_example_flow(
    struct workspace *workspace, const char *path, struct findings *findings)
{
    struct failure failure = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(workspace, path, findings, &failure);
    const struct check check = {
        .workspace = workspace, .now_ms = INT64_C(1795521600000)};

    assert_non_null(flow);
    check_flow(&check, flow, findings);
}

static void
the_example_is_without_findings(void **state)
{
    auto_(findings) struct findings findings = {0};
    auto_(heap) char *root = data_path("examples");
    struct failure failure = {0};
    struct arena arena = {0};
    const char **paths;
    size_t n;
    auto_(workspace) struct workspace *workspace =
        workspace_open(root, NULL, &findings, &failure);

    (void)state;
    assert_non_null(workspace);
    check_workspace(&(struct check){.workspace = workspace}, &findings);
    assert_true(workspace_flow_files(workspace, &arena, &paths, &n, &failure));
    assert_true(n > 1);
    for (size_t i = 0; i < n; i++)
        check_example_flow(workspace, paths[i], &findings);
    findings_print(&findings, stderr);
    assert_int_equal(findings.n, 0);
    arena_free(&arena);
}

static bool
means(const char *word, const struct flow *flow)
{
    struct arena arena = {0};
    const struct flow_entry called = entry(&arena, flow);
    struct flow_name name;

    flow_name_make(&name, &arena, word);
    const bool meant = flow_name_means(&name, &called);
    arena_free(&arena);
    return meant;
}

static void
flows_are_called_by_id_or_title(void **state)
{
    const char *const id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69";
    auto_(flow) struct flow *a = named("flows/a.yaml", "Straße", id);
    auto_(flow) struct flow *b = named("flows/b.yaml", id, NULL);
    auto_(flow) struct flow *c = named("flows/c.yaml", NULL, "no id");

    (void)state;
    assert_true(means("STRASSE", a));
    assert_true(means("01929F5C-7D1E-7C3A-9B1E-3F1D2C4B5A69", a));
    assert_false(means("Strasse 2", a));
    assert_false(means(id, b)); /* its title only looks like one */
    assert_false(means("no id", c));
    assert_false(means("", c));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_and_ids_are_their_own),
        cmocka_unit_test(flows_are_called_by_id_or_title),
        cmocka_unit_test(kaleyra_is_a_note_unless_it_is_asked_for),
        cmocka_unit_test(words_say_what_to_do),
        cmocka_unit_test(a_form_is_checked_without_a_file),
        cmocka_unit_test(the_example_is_without_findings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
