/* What comes in from listings and files, hostile ones too. */
#include "test.h"

#include "incoming_csv.h"
#include "incoming_json.h"

#define APPROVED "\"language\":\"en\",\"status\":\"APPROVED\","

static struct incoming
meta(const char *bytes)
{
    struct incoming in = {.from = "meta", .file = "page.json"};

    (void)incoming_json(&in, incoming_meta, bytes, strlen(bytes));
    incoming_ready(&in);
    return in;
}

static struct incoming
csv(const char *bytes)
{
    struct incoming in = {.from = "csv", .file = "sms.csv"};

    incoming_csv(&in, bytes, strlen(bytes));
    incoming_ready(&in);
    return in;
}

/* One template of Meta's with these members beside name and the usual. */
static struct incoming
one(const char *members)
{
    auto_(text) struct text out = {0};

    text_addf(&out, "{\"data\":[{\"name\":\"a\",%s%s}]}", APPROVED, members);
    struct incoming in = meta(out.bytes);
    assert_int_equal(in.findings.n, 0);
    assert_int_equal(in.n, 1);
    return in;
}

static void
assert_finding(const struct incoming *in, size_t n, const char *words)
{
    if (n >= in->findings.n)
        fail_msg("no finding %zu: '%s' was expected", n, words);
    if (!strstr(in->findings.items[n].text, words))
        fail_msg("'%s' is not in '%s'", words, in->findings.items[n].text);
}

static void
meta_statuses_are_words_of_ours(void **state)
{
    static const struct {
        const char *word, *status, *reason;
    } rows[] = {
        {"APPROVED", "approved", NULL},
        {"PENDING", "pending", NULL},
        {"REJECTED", "rejected", NULL},
        {"PAUSED", "paused", NULL},
        {"DISABLED", "disabled", NULL},
        {"IN_APPEAL", "in_appeal", NULL},
        {"FLAGGED", "flagged", NULL},
        {"REINSTATED", "reinstated", NULL},
        {"PENDING_DELETION", "pending_deletion", NULL},
        {"DELETED", "deleted", NULL},
        {"LIMIT_EXCEEDED", "limit_exceeded", NULL},
        {"LOCKED", "locked", NULL},
        {"ARCHIVED", "archived", NULL},
        {"UNARCHIVED", "unarchived", NULL},
        {"Submission Rejected", "rejected", "submission rejected"},
        {"SHINY", "unsupported", "its status 'SHINY' is not known here"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text page = {0};

        text_addf(&page,
            "[{\"name\":\"a\",\"language\":\"en\",\"status\":\"%s\"}]",
            rows[i].word);
        auto_(incoming) struct incoming in = meta(page.bytes);
        assert_int_equal(in.n, 1);
        const struct template *t = &in.items[0].template;
        assert_string_equal(
            template_status_words[t->status.value], rows[i].status);
        assert_true(text_is(t->reason.text, rows[i].reason));
        assert_int_equal(template_usable(t), i == 0);
    }
}

static void
reasons_come_from_where_they_are(void **state)
{
    static const struct {
        const char *members, *reason;
    } rows[] = {
        {"\"status\":\"REJECTED\",\"rejected_reason\":\"SCAM\"", "SCAM"},
        {"\"status\":\"REJECTED\",\"rejected_reason\":\"NONE\"", NULL},
        {"\"status\":\"APPROVED\",\"rejected_reason\":\"SCAM\"", NULL},
        {"\"status\":\"PAUSED\",\"quality_score\":{\"score\":\"RED\"}",
            "quality"},
        {"\"status\":\"PAUSED\",\"quality_score\":{\"score\":\"GREEN\"}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text page = {0};

        text_addf(&page, "[{\"name\":\"a\",\"language\":\"en\",%s}]",
            rows[i].members);
        auto_(incoming) struct incoming in = meta(page.bytes);
        assert_int_equal(in.n, 1);
        assert_true(text_is(in.items[0].template.reason.text, rows[i].reason));
    }
}

static void
components_become_parts(void **state)
{
    auto_(incoming) struct incoming in = one(
        "\"category\":\"UTILITY\",\"id\":12345678901234567,"
        "\"message_send_ttl_seconds\":600,\"components\":["
        "{\"type\":\"HEADER\",\"format\":\"TEXT\",\"text\":\"Hi {{1}}\","
        "\"example\":{\"header_text\":[\"Ada\"]}},"
        "{\"type\":\"BODY\",\"text\":\"Box {{1}} of {{2}}.\","
        "\"example\":{\"body_text\":[[\"one\",\"two\"]]}},"
        "{\"type\":\"FOOTER\",\"text\":\"Bye\"},"
        "{\"type\":\"BUTTONS\",\"buttons\":["
        "{\"type\":\"QUICK_REPLY\",\"text\":\"Yes\"},"
        "{\"type\":\"URL\",\"text\":\"Go\",\"url\":\"https://a.example/{{1}}\","
        "\"example\":[\"https://a.example/x7\"]},"
        "{\"type\":\"PHONE_NUMBER\",\"text\":\"Call\","
        "\"phone_number\":\"+390212345678\"},"
        "{\"type\":\"COPY_CODE\",\"example\":\"SALE\"}]}]");
    const struct template *t = &in.items[0].template;

    (void)state;
    assert_string_equal(t->source_id.text, "12345678901234567");
    assert_string_equal(t->ttl.text, "10m");
    assert_string_equal(t->header_text.text, "Hi {{1}}");
    assert_string_equal(t->body.text, "Box {{1}} of {{2}}.");
    assert_string_equal(t->footer.text, "Bye");
    assert_int_equal(t->nbuttons, 4);
    assert_string_equal(t->buttons[1].url.text, "https://a.example/{{1}}");
    assert_string_equal(t->buttons[2].phone_number.text, "+390212345678");
    assert_int_equal(t->buttons[3].type.value, BUTTON_COPY_CODE);
    assert_string_equal(template_example(t, "header.1"), "Ada");
    assert_string_equal(template_example(t, "1"), "one");
    assert_string_equal(template_example(t, "2"), "two");
    assert_string_equal(template_example(t, "button.1"), "x7");
    assert_true(template_usable(t));
}

static void
named_parameters_have_named_examples(void **state)
{
    auto_(incoming) struct incoming in =
        one("\"category\":\"UTILITY\",\"parameter_format\":\"NAMED\","
            "\"components\":[{\"type\":\"BODY\",\"text\":\"Hi {{who}}.\","
            "\"example\":{\"body_text_named_params\":["
            "{\"param_name\":\"who\",\"example\":\"Ada\"}]}}]");

    (void)state;
    assert_string_equal(template_example(&in.items[0].template, "who"), "Ada");
}

static void
the_preset_body_of_codes_is_known(void **state)
{
    auto_(incoming) struct incoming in = one(
        "\"category\":\"AUTHENTICATION\",\"components\":["
        "{\"type\":\"BODY\",\"add_security_recommendation\":true},"
        "{\"type\":\"FOOTER\",\"code_expiration_minutes\":5},"
        "{\"type\":\"BUTTONS\",\"buttons\":[{\"type\":\"URL\","
        "\"text\":\"Copy code\",\"url\":\"https://www.whatsapp.com/otp/code/"
        "?otp_type=COPY_CODE&code=otp{{1}}\"}]}]");
    const struct template *t = &in.items[0].template;

    (void)state;
    assert_string_equal(t->body.text,
        "{{1}} is your verification code. For your security, do not share "
        "this code.");
    assert_string_equal(t->footer.text, "This code expires in 5 minutes.");
    assert_int_equal(t->buttons[0].type.value, BUTTON_OTP);
    assert_null(t->buttons[0].url.text);
    /* What the file says of them may be the words of another language. */
    assert_false(in.items[0].knows & (INCOMING_BODY | INCOMING_FOOTER));
}

static void
what_cannot_be_sent_is_unsupported(void **state)
{
    static const struct {
        const char *component, *reason;
    } rows[] = {
        {"{\"type\":\"BUTTONS\",\"buttons\":[{\"type\":\"CATALOG\"}]}",
            "a button of kind CATALOG"},
        {"{\"type\":\"BUTTONS\",\"buttons\":[7]}", "a button of kind unknown"},
        {"{\"type\":\"HEADER\",\"format\":\"GIF\"}", "a header of kind GIF"},
        {"{\"type\":\"CAROUSEL\"}", "a part of kind CAROUSEL"},
        {"[]", "a part of kind unknown"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text members = {0};

        text_addf(&members, "\"category\":\"UTILITY\",\"components\":[%s]",
            rows[i].component);
        auto_(incoming) struct incoming in = one(members.bytes);
        const struct template *t = &in.items[0].template;
        assert_int_equal(t->status.value, TEMPLATE_UNSUPPORTED);
        assert_string_equal(t->reason.text, rows[i].reason);
    }
}

static void
pages_come_in_many_forms(void **state)
{
#define ITEM(name) \
    "{\"name\":\"" name "\"," APPROVED "\"category\":\"UTILITY\"}"
    static const char *const files[] = {
        "{\"data\":[" ITEM("a") "," ITEM("b") "],\"paging\":{}}",
        "{\"data\":[" ITEM("a") "]}\n{\"data\":[" ITEM("b") "]}\n",
        "[{\"data\":[" ITEM("a") "]},{\"data\":[" ITEM("b") "]}]",
        "[" ITEM("a") "," ITEM("b") "]",
        ITEM("a") "\r\n" ITEM("b"),
        "\xEF\xBB\xBF{\"data\":{\"templates\":[" ITEM("a") "," ITEM("b") "]}}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        auto_(incoming) struct incoming in = meta(files[i]);

        if (in.findings.n || in.n != 2)
            fail_msg("%zu templates of %s", in.n, files[i]);
        assert_string_equal(in.items[1].template.name.text, "b");
    }
}

static void
wrong_listings_have_a_place(void **state)
{
    static const struct {
        const char *bytes, *words;
        int line;
    } rows[] = {
        {"", "there is nothing in this file", 1},
        {"  \n ", "there is nothing in this file", 1},
        {"7", "'[' or '{' expected", 1},
        {"{\n\"data\": [\n", "expected", 3},
        {"{\"data\":[]}\n{\"data\":[}", "expected", 2},
        {"{}", "no listing of templates", 0},
        {"{\"data\":7}", "no listing of templates", 0},
        {"{\"data\":[7]}", "/data/0: a template is expected", 0},
        {"{\"data\":[]}\n{\"data\":[7]}", "/data/0: a template", 2},
        {"{\"error\":{\"message\":\"Invalid token\"}}", "Invalid token", 0},
        {"[{\"data\":[]},7]", "/1: a page is expected", 0},
        {"{\"data\":[{}]}", "/data/0: 'name' is missing", 0},
        {"{\"data\":[{\"name\":\"\"}]}", "/data/0: 'name' is missing", 0},
        {"{\"data\":[{\"name\":[]}]}", "/data/0/name: a text is expected", 0},
        {"{\"data\":[{\"name\":\"a\\u0000b\"}]}", "\\u0000", 1},
        {"{\"data\":[{\"name\":\"\xFF\"}]}", "unable to decode byte", 1},
        {"{\"data\":[{\"name\":\"a\",\"name\":\"b\"}]}", "duplicate", 1},
        {"[{\"name\":\"a\"," APPROVED "\"category\":\"FUN\"}]",
            "/0/category: 'FUN' is not one of", 0},
        {"[{\"name\":\"a\"," APPROVED "\"message_send_ttl_seconds\":0}]",
            "/0/message_send_ttl_seconds: a number", 0},
        {"[{\"name\":\"a\"," APPROVED "\"components\":{}}]",
            "/0/components: a list", 0},
        {"[" ITEM("a") "," ITEM("a") "]", "is there twice", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(incoming) struct incoming in = meta(rows[i].bytes);

        assert_finding(&in, 0, rows[i].words);
        if (in.findings.items[0].at.line != rows[i].line)
            fail_msg(
                "%s: line %d", rows[i].bytes, in.findings.items[0].at.line);
    }
}

static void
hostile_listings_end_quickly(void **state)
{
    auto_(text) struct text deep = {0}, large = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        text_add(&deep, "[");
    auto_(incoming) struct incoming bottomless = meta(deep.bytes);
    assert_finding(&bottomless, 0, "depth");
    text_add(&large, "[{\"name\":\"");
    for (int i = 0; i < 100000; i++)
        text_add(&large, "xxxxxxxxxx");
    text_add(&large, "\"," APPROVED "\"id\":\"1\"}]");
    auto_(incoming) struct incoming huge = meta(large.bytes);
    assert_finding(&huge, 0, "a text of 1000000 bytes");
    assert_int_equal(huge.n, 0);
}

static void
broken_variables_leave_a_template_out(void **state)
{
    auto_(incoming) struct incoming in =
        meta("[{\"name\":\"a\"," APPROVED
             "\"components\":[{\"type\":\"BODY\",\"text\":\"{{1}} {{who\"}]},"
             "{\"name\":\"b\"," APPROVED
             "\"components\":[{\"type\":\"BODY\",\"text\":\"{{1}}\"}]}]");

    (void)state;
    assert_int_equal(in.n, 1);
    assert_string_equal(in.items[0].template.name.text, "b");
    assert_finding(&in, 0, "'a' (en) is left out");
}

static void
kaleyra_spells_it_in_several_ways(void **state)
{
    static const char *const files[] = {
        "{\"data\":[{\"name\":\"a\",\"language\":\"en\",\"status\":"
        "\"Approved\",\"category\":\"Utility\",\"body\":\"Hi.\"}]}",
        "{\"data\":{\"templates\":[{\"template_name\":\"a\",\"lang_code\":"
        "\"en\",\"template_status\":\"approved\",\"category\":\"UTILITY\","
        "\"components\":[{\"type\":\"BODY\",\"text\":\"Hi.\"}]}]}}",
        "[{\"templateName\":\"a\",\"lang\":\"en\",\"status\":\"APPROVED\","
        "\"template_category\":\"utility\",\"body\":{\"text\":\"Hi.\"},"
        "\"footer\":\"\",\"header\":null}]",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct incoming in = {.from = "kaleyra", .file = "k.json"};

        (void)incoming_json(&in, incoming_kaleyra, files[i], strlen(files[i]));
        incoming_ready(&in);
        if (in.n != 1 || in.findings.n)
            fail_msg("%zu templates of %s: %s", in.n, files[i],
                in.findings.n ? in.findings.items[0].text : "");
        assert_string_equal(in.items[0].template.name.text, "a");
        assert_string_equal(in.items[0].template.body.text, "Hi.");
        assert_true(template_usable(&in.items[0].template));
        incoming_done(&in);
    }
}

static void
rows_become_templates(void **state)
{
    static const char *const files[] = {
        "name,language,category,status,body,variables,entity_id,template_id\n"
        "otp,en,Transactional,approved,\"{#var#}, your \"\"code\"\"\",code,"
        "1101456789012345678,1107161234567890123\n",
        "\xEF\xBB\xBFTemplate ID;Entity-ID;BODY;Status;Category;Language;Name;"
        "Variables\r\n1107161234567890123;1101456789012345678;"
        "\"{#var#}, your \"\"code\"\"\";APPROVED;transactional;en;otp;"
        "\"|code \"",
        "\n\nname\tlanguage\tcategory\ttype\tstatus\tbody\tvariables\t"
        "entity_id\ttemplate_id\tsender\n\n"
        "otp\ten\tauthentication\tOTP\tApproved\t\"{#var#}, your "
        "\"\"code\"\"\"\tcode\t1101456789012345678\t1107161234567890123\tACME"
        "\n\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        auto_(incoming) struct incoming in = csv(files[i]);

        if (in.n != 1 || in.findings.n)
            fail_msg("%zu templates of file %zu: %s", in.n, i,
                in.findings.n ? in.findings.items[0].text : "");
        const struct template *t = &in.items[0].template;
        assert_string_equal(t->name.text, "otp");
        assert_string_equal(t->body.text, "{#var#}, your \"code\"");
        assert_int_equal(t->category.value, CATEGORY_AUTHENTICATION);
        assert_int_equal(t->type.value, SMS_TYPE_OTP);
        assert_int_equal(t->variables.n, 1);
        assert_string_equal(t->variables.items[0].text, "code");
        assert_string_equal(t->dlt_template.text, "1107161234567890123");
    }
}

static void
wrong_rows_have_their_line(void **state)
{
#define HEAD "name,language,status,body\n"
    static const struct {
        const char *bytes, *words;
        int line;
    } rows[] = {
        {"", "there is nothing", 1},
        {"\n\n", "there is nothing", 1},
        {"name,body\n", "no column 'language'", 1},
        {"name,language,status,name\n", "'name' is there twice", 1},
        {HEAD "a,en\n", "the row has 2 fields, and the first row 4", 2},
        {HEAD "a,en,approved,\"x\ny\"\n\nb,,approved,x\n", "has no language",
            5},
        {HEAD "a,en,fine,x\n", "the status 'fine'", 2},
        {HEAD "a,en,approved,x\na,en,approved,x\n", "is there twice", 3},
        {HEAD "a,en,approved,\"x\n\n\n", "does not end", 2},
        {HEAD "a,en,approved,x \"y\" z\n", "a quote stands inside", 2},
        {HEAD "a,en,approved,\"x\" y\n", "a quote stands inside", 2},
        {HEAD "a,en,approved,\xC3\x28\n", "UTF-8", 2},
        {"name,language,status,type\na,en,approved,tnx\n", "the type 'tnx'", 2},
        {"name,language,status,entity_id,template_id\n"
         "a,en,approved,1101456789012345678,1.10716E+18\n",
            "'1.10716E+18' is no id", 2},
        {"name,language,status,entity_id\na,en,approved,1101456789012345678\n",
            "given together", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(incoming) struct incoming in = csv(rows[i].bytes);

        assert_finding(&in, 0, rows[i].words);
        if (in.findings.items[0].at.line != rows[i].line)
            fail_msg(
                "%s: line %d", rows[i].bytes, in.findings.items[0].at.line);
    }
}

static void
unknown_columns_are_told(void **state)
{
    auto_(incoming) struct incoming in =
        csv("name,language,status,bodi\na,en,approved,x\n");

    (void)state;
    assert_int_equal(in.n, 1);
    assert_finding(&in, 0, "'bodi' is passed over; did you mean 'body'?");
    assert_int_equal(findings_count(&in.findings, SEVERITY_ERROR), 0);
}

static void
nul_and_columns_without_end_are_refused(void **state)
{
    static const char nul[] = HEAD "a,en,approved,\0\n";
    struct incoming in = {.from = "csv", .file = "sms.csv"};
    auto_(text) struct text wide = {0};

    (void)state;
    incoming_csv(&in, nul, sizeof(nul) - 1);
    assert_finding(&in, 0, "NUL");
    assert_int_equal(in.findings.items[0].at.line, 2);
    incoming_done(&in);
    text_add(&wide, "name,language,status");
    for (int i = 0; i < 5000; i++)
        text_add(&wide, ",x");
    text_add(&wide, "\na,en,approved\n");
    auto_(incoming) struct incoming many = csv(wide.bytes);
    assert_finding(&many, 0, "more than 64 columns");
    assert_int_equal(many.n, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meta_statuses_are_words_of_ours),
        cmocka_unit_test(reasons_come_from_where_they_are),
        cmocka_unit_test(components_become_parts),
        cmocka_unit_test(named_parameters_have_named_examples),
        cmocka_unit_test(the_preset_body_of_codes_is_known),
        cmocka_unit_test(what_cannot_be_sent_is_unsupported),
        cmocka_unit_test(pages_come_in_many_forms),
        cmocka_unit_test(wrong_listings_have_a_place),
        cmocka_unit_test(hostile_listings_end_quickly),
        cmocka_unit_test(broken_variables_leave_a_template_out),
        cmocka_unit_test(kaleyra_spells_it_in_several_ways),
        cmocka_unit_test(rows_become_templates),
        cmocka_unit_test(wrong_rows_have_their_line),
        cmocka_unit_test(unknown_columns_are_told),
        cmocka_unit_test(nul_and_columns_without_end_are_refused),
    };

    return cmocka_run_group_tests_name("incoming", tests, NULL, NULL);
}
