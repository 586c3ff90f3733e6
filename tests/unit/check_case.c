/* The workspace, the flow, and what the rows of tests do with them. */
#include "check_case.h"

#include "clock.h"

const char workspace_yaml[] =
    "fallback: 1\n"
    "account: HXDEMO0000071IN\n"
    "store: sqlite:fallback.db\n"
    "public_url: http://127.0.0.1:8080\n"
    "channels:\n"
    "  whatsapp:\n"
    "    kind: whatsapp\n"
    "    provider: meta\n"
    "    senders: [\"+390212345678\"]\n"
    "    price: {per: delivered, default: 0.05}\n"
    "  sms:\n"
    "    kind: sms\n"
    "    provider: gateway\n"
    "    senders: [ACME, \"+919876543210\"]\n"
    "    price: {per: part, default: 0.06}\n"
    "    settings: {url: http://127.0.0.1, password: {env: PASSWORD}}\n"
    "  rcs:\n"
    "    kind: rcs\n"
    "    provider: recaller\n"
    "    senders: [acme_agent]\n"
    "    price: {per: delivered, default: 0.04}\n"
    "callback_profiles:\n"
    "  crm: {url: http://127.0.0.1:8090/hook}\n"
    "environments:\n"
    "  production: {store: sqlite:prod.db, senders: {ACME: ACMEIT}}\n";

static const char meta_yaml[] =
    "fallback: 1\n"
    "provider: meta\n"
    "kind: whatsapp\n"
    "abilities: {expiry: none, recall: false, dedupe: none}\n";

static const char gateway_yaml[] =
    "fallback: 1\n"
    "provider: gateway\n"
    "kind: sms\n"
    "settings:\n"
    "  url: {required: true}\n"
    "  password: {required: true, secret: true}\n"
    "abilities: {expiry: 1m..7d, recall: false, dedupe: none}\n";

static const char recaller_yaml[] =
    "fallback: 1\n"
    "provider: recaller\n"
    "kind: rcs\n"
    "abilities: {expiry: none, recall: true, dedupe: reference, "
    "dedupe_for: 1h}\n";

static const char templates_yaml[] =
    "fallback: 1\n"
    "templates:\n"
    "  - name: login_otp\n"
    "    kind: whatsapp\n"
    "    language: en\n"
    "    category: authentication\n"
    "    status: approved\n"
    "    source: {from: meta, id: \"1\", fetched: 2026-11-20T09:00:00Z}\n"
    "    ttl: 60s\n"
    "    body: \"{{1}} is your code.\"\n"
    "    buttons: [{type: otp, text: Copy code}]\n"
    "  - name: login_otp\n"
    "    kind: whatsapp\n"
    "    language: it\n"
    "    category: authentication\n"
    "    status: paused\n"
    "    reason: quality\n"
    "    body: \"{{1}} e' il codice.\"\n"
    "    buttons: [{type: otp, text: Copia}]\n"
    "  - name: offer\n"
    "    kind: whatsapp\n"
    "    language: en\n"
    "    category: marketing\n"
    "    status: approved\n"
    "    header: {format: image}\n"
    "    body: \"Dear {{1}}, come and see.\"\n"
    "  - name: visit\n"
    "    kind: whatsapp\n"
    "    language: en\n"
    "    category: authentication\n"
    "    status: approved\n"
    "    ttl: 60s\n"
    "    header: {format: text, text: \"Hello {{1}}\"}\n"
    "    body: \"On {{1}} at {{2}}.\"\n"
    "  - name: otp_sms\n"
    "    kind: sms\n"
    "    language: en\n"
    "    category: authentication\n"
    "    type: otp\n"
    "    status: approved\n"
    "    body: \"{#var#} is your {#var#} code.\"\n"
    "    variables: [code, brand]\n"
    "  - name: otp_rcs\n"
    "    kind: rcs\n"
    "    language: en\n"
    "    category: authentication\n"
    "    status: approved\n"
    "    body: \"{{1}} is your code.\"\n";

const char flow_yaml[] = "fallback: 1\n"
                         "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n"
                         "title: Login OTP\n"
                         "category: authentication\n"
                         "callback_profile: crm\n"
                         "inputs:\n"
                         "  code: {pattern: \"[0-9]{4,8}\", sensitive: true}\n"
                         "channels:\n" FIRST_CHANNEL SECOND_CHANNEL;

static const char *const sources[SOURCES] = {
    [FLOW] = flow_yaml,
    [WORKSPACE] = workspace_yaml,
    [TEMPLATES] = templates_yaml,
    [METAS] = meta_yaml,
    [GATEWAYS] = gateway_yaml,
    [RECALLERS] = recaller_yaml,
};

static char *
replace(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    auto_(text) struct text out = {0};

    if (!at)
        fail_msg("'%s' is not in the text", from);
    text_add_bytes(&out, text, (size_t)(at - text));
    text_add(&out, to);
    text_add(&out, at + strlen(from));
    return text_take(&out);
}

static char *
edited(const struct row *row, enum source source)
{
    char *text = strdup(sources[source]);

    for (size_t i = 0; i < ARRAY_LEN(row->edits); i++) {
        if (row->edits[i].in != source)
            continue;
        char *next = replace(text, row->edits[i].from, row->edits[i].to);

        free(text);
        text = next;
    }
    return text;
}

static void
read_provider(struct workspace *workspace, const char *file, const char *yaml,
    struct findings *findings)
{
    provider_read(&workspace->providers, file, yaml, strlen(yaml), findings);
}

struct workspace *
row_workspace(const struct row *row, struct findings *findings)
{
    auto_(heap) char *yaml = edited(row, WORKSPACE);
    auto_(heap) char *templates = edited(row, TEMPLATES);
    auto_(heap) char *metas = edited(row, METAS);
    auto_(heap) char *gateways = edited(row, GATEWAYS);
    auto_(heap) char *recallers = edited(row, RECALLERS);
    struct workspace *workspace =
        workspace_read("fallback.yaml", yaml, strlen(yaml), findings);

    assert_non_null(workspace);
    catalogue_read(&workspace->catalogue, "templates/t.yaml", templates,
        strlen(templates), findings);
    catalogue_ready(&workspace->catalogue, findings);
    read_provider(workspace, "providers/meta.yaml", metas, findings);
    read_provider(workspace, "providers/gateway.yaml", gateways, findings);
    read_provider(workspace, "providers/recaller.yaml", recallers, findings);
    return workspace;
}

static int64_t
instant(const char *text)
{
    int64_t ms;

    assert_true(clock_parse(text, &ms));
    return ms;
}

void
row_check(const struct row *row, struct findings *findings)
{
    auto_(workspace) struct workspace *workspace = row_workspace(row, findings);
    auto_(heap) char *yaml = edited(row, FLOW);
    auto_(flow) struct flow *flow =
        flow_read("flows/f.yaml", yaml, strlen(yaml), FLOW_PUBLISHED, findings);
    const struct check check = {
        .workspace = workspace,
        .now_ms = instant("2026-11-24T12:00:00Z"),
        .profile = row->profile,
    };

    check_workspace(&check, findings);
    if (flow)
        check_flow(&check, flow, findings);
    findings_sort(findings);
}

char *
findings_outline(const struct findings *findings)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *f = &findings->items[i];

        text_addf(
            &out, "%s %s %d:%d\n", f->code, f->path, f->at.line, f->at.column);
    }
    return strdup(text_str(&out));
}

static void
row_says_what_is_expected(void **state)
{
    const struct row *row = *state;
    auto_(findings) struct findings findings = {0};

    row_check(row, &findings);
    auto_(heap) char *said = findings_outline(&findings);
    if (strcmp(said, row->expected) != 0)
        findings_print(&findings, stderr);
    assert_string_equal(said, row->expected);
}

void
rows_to_tests(const struct row *rows, size_t n, struct CMUnitTest *tests)
{
    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name,
            .test_func = row_says_what_is_expected,
            .initial_state = (void *)(uintptr_t)&rows[i],
        };
}
