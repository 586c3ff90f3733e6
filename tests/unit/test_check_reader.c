/* What the reader refuses, with the checks running behind it: each complaint
 * at its place, and no noise after it. */
#include "check_case.h"

#include <unistd.h>

#include "file.h"

static const struct row rows[] = {
    {"a key is known", {{FLOW, "  delay: 60s", "  delay: 60s\n  dealy: 60s"}},
        "key-unknown /channels/0/dealy 15:3\n"},
    {"a mistyped key is not missing too", {{FLOW, "title:", "titel:"}},
        "key-unknown /titel 3:1\n"},
    {"a mistyped key of a channel is not missing too",
        {{FLOW, "  template: otp_sms", "  templte: otp_sms"}},
        "key-unknown /channels/1/templte 17:3\n"},
    {"another unknown key hides nothing",
        {{FLOW, "title: Login OTP", "colour: red"}},
        "title-missing /title 1:1\n"
        "key-unknown /colour 3:1\n"},
    {"a key of an input is known",
        {{FLOW, "sensitive: true", "sensitive: true, size: 4"}},
        "key-unknown /inputs/code/size 7:50\n"},
    {"a list is no text", {{FLOW, "title: Login OTP", "title: [Login]"}},
        "value-kind /title 3:8\n"},
    {"a text is no map", {{FLOW, "{code: \"{{code}}\", brand: Acme}", "Acme"}},
        "value-kind /channels/1/params 19:11\n"},
    {"a wizard's notes stay in drafts",
        {{FLOW, "channels:", "wizard: {step: 2}\nchannels:"}},
        "wizard-in-flow /wizard 8:9\n"},
    {"the format is one that we know", {{FLOW, "fallback: 1", "fallback: 2"}},
        "format-unsupported /fallback 1:11\n"},
    {"the format is said", {{FLOW, "fallback: 1\n", ""}}, "key-missing  1:1\n"},
    {"a template is there once",
        {{TEMPLATES, "    language: it\n", "    language: en\n"}},
        "template-duplicate  12:11\n"},

    {"anchors are refused", {{FLOW, "title: Login", "title: &a Login"}},
        "yaml-anchor  3:8\n"},
    {"aliases are refused", {{FLOW, "Login OTP", "*a"}}, "yaml-alias  3:8\n"},
    {"tags are refused", {{FLOW, "Login OTP", "!!str Login"}},
        "yaml-tag  3:8\n"},
    {"merge keys are refused", {{FLOW, "title: Login OTP", "<<: {a: b}"}},
        "yaml-merge-key  3:1\n"},
    {"a key stands once", {{FLOW, "callback_profile: crm", "title: Other"}},
        "yaml-duplicate-key  5:1\n"},
    {"a file is one document", {{FLOW, "title:", "---\ntitle:"}},
        "yaml-several-documents  3:1\n"},
    {"a file is YAML", {{FLOW, "title: Login OTP", "title: \"Login"}},
        "yaml-syntax  7:20\n"},
    {"a tab is no indentation", {{FLOW, "  from: ACME", "\tfrom: ACME"}},
        "yaml-syntax  16:1\n"},
    {"a file is UTF-8", {{FLOW, "Login OTP", "Log\xFFin"}},
        "yaml-not-utf8  3:11\n"},
    {"a text holds no NUL", {{FLOW, "Login OTP", "\"Log\\0in\""}},
        "yaml-nul  3:8\n"},
    {"levels end somewhere",
        {{FLOW, "Login OTP", "[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]"}},
        "yaml-too-deep  3:23\n"},
    {"a file holds something", {{FLOW, flow_yaml, "# nothing\n"}},
        "yaml-empty  1:1\n"},
};

static void
check_text(const char *bytes, size_t len, const char *expected)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow =
        flow_read("flows/f.yaml", bytes, len, FLOW_PUBLISHED, &findings);

    assert_null(flow);
    auto_(heap) char *said = findings_outline(&findings);
    assert_string_equal(said, expected);
}

static void
a_file_has_a_size(void **state)
{
    auto_(text) struct text large = {0};

    (void)state;
    while (large.len <= FLOW_BYTES_MAX)
        text_add(&large, "# a long comment, and nothing else\n");
    check_text(large.bytes, large.len, "yaml-too-big  1:1\n");
}

static void
a_file_has_so_many_values(void **state)
{
    auto_(text) struct text many = {0};

    (void)state;
    text_add(&many, "title:\n");
    for (int i = 0; i < 20000; i++)
        text_add(&many, "- x\n");
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow = flow_read(
        "flows/f.yaml", many.bytes, many.len, FLOW_PUBLISHED, &findings);
    assert_null(flow);
    assert_int_equal(findings.n, 1);
    assert_string_equal(findings.items[0].code, "yaml-too-many");
}

static void
a_nul_byte_is_found(void **state)
{
    static const char bytes[] = "fallback: 1\ntitle: a\0b\n";

    (void)state;
    check_text(bytes, sizeof(bytes) - 1, "yaml-nul  2:9\n");
}

static void
a_file_can_be_read(void **state)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text file = {0}, folder = {0};
    char root[] = "/tmp/fallback-check-XXXXXX";
    struct failure failure = {0};

    (void)state;
    assert_non_null(mkdtemp(root));
    text_addf(&file, "%s/fallback.yaml", root);
    text_addf(&folder, "%s/templates/odd.yaml", root);
    assert_true(file_write(
        file.bytes, workspace_yaml, strlen(workspace_yaml), 0600, &failure));
    assert_true(file_make_folder(folder.bytes, 0700, &failure));
    auto_(workspace) struct workspace *workspace =
        workspace_open(root, NULL, &findings, &failure);
    assert_non_null(workspace);
    assert_int_equal(findings.n, 1);
    assert_string_equal(findings.items[0].code, "file-unreadable");
    assert_string_equal(findings.items[0].file, "templates/odd.yaml");
    (void)rmdir(folder.bytes);
    *strrchr(folder.bytes, '/') = '\0';
    (void)rmdir(folder.bytes);
    (void)unlink(file.bytes);
    (void)rmdir(root);
}

int
main(void)
{
    static const struct CMUnitTest more[] = {
        cmocka_unit_test(a_file_has_a_size),
        cmocka_unit_test(a_file_has_so_many_values),
        cmocka_unit_test(a_nul_byte_is_found),
        cmocka_unit_test(a_file_can_be_read),
    };
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(more)];

    rows_to_tests(rows, ARRAY_LEN(rows), tests);
    memcpy(tests + ARRAY_LEN(rows), more, sizeof(more));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
