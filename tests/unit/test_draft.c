/* The draft: values by their paths, channels, templates, keeping, saving. */
#include "test.h"

#include "draft.h"
#include "workspace_case.h"

#define ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70"

struct fixture {
    struct workspace_case place;
    struct draft draft;
};

static int
begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    workspace_case_open(&f->place);
    draft_new(&f->draft, f->place.workspace, ID);
    return 0;
}

static int
end(void **state)
{
    struct fixture *f = *state;

    draft_done(&f->draft);
    workspace_case_close(&f->place);
    free(f);
    return 0;
}

static const struct template *
template_named(struct fixture *f, enum kind kind, const char *name)
{
    const struct template *found =
        catalogue_find(&f->place.workspace->catalogue, kind, name, "en");

    assert_non_null(found);
    return found;
}

/* The flow of the examples, as somebody would make it. */
static void
make_two_channels(struct fixture *f)
{
    struct draft *draft = &f->draft;

    assert_true(draft_set(draft, "/title", "Login web"));
    assert_true(draft_set(draft, "/category", "authentication"));
    assert_true(draft_add_channel(draft, "whatsapp"));
    draft_choose_template(
        draft, 0, template_named(f, KIND_WHATSAPP, "login_otp"));
    draft_settle_inputs(draft);
    assert_true(draft_add_channel(draft, "sms"));
    draft_choose_template(draft, 1, template_named(f, KIND_SMS, "otp_sms"));
    assert_true(draft_set(draft, "/channels/1/params/brand", "Acme"));
    draft_settle_inputs(draft);
}

static size_t
count_at(const struct draft *draft, const char *path, const char *code)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow_index) struct flow_index index = {0};
    size_t n = 0;

    draft_findings(draft, &index, &findings);
    for (size_t i = 0; i < findings.n; i++)
        n += !strcmp(findings.items[i].path, path) &&
            !strcmp(findings.items[i].code, code);
    return n;
}

static size_t
errors_of(const struct draft *draft)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow_index) struct flow_index index = {0};

    draft_findings(draft, &index, &findings);
    if (findings_count(&findings, SEVERITY_ERROR))
        findings_print(&findings, stdout);
    return findings_count(&findings, SEVERITY_ERROR);
}

static void
every_kind_of_value_is_set_and_read_by_its_path(void **state)
{
    static const struct {
        const char *path, *text;
    } values[] = {
        {"/title", "Login OTP web"},
        {"/description", "at sign-in"},
        {"/category", "utility"},
        {"/callback_profile", "crm"},
        {"/not_after", "5m"},
        {"/send_window/from", "09:00"},
        {"/send_window/timezone", "Europe/Rome"},
        {"/budget/fallbacks_per_hour", "500"},
        {"/budget/when_spent", "stop"},
        {"/consent", "required"},
        {"/inputs/code/pattern", "[0-9]{4,8}"},
        {"/inputs/code/max_length", "8"},
        {"/inputs/code/sensitive", "false"},
        {"/channels/0/channel", "whatsapp"},
        {"/channels/0/from", "+390212345678"},
        {"/channels/0/template", "login_otp"},
        {"/channels/0/delay", "1h30m"},
        {"/channels/0/success", "read"},
        {"/channels/0/fallback_on", "failed, timeout"},
        {"/channels/0/params/header.1", "{{code}} or what"},
        {"/channels/0/media/url", "https://acme.example/a.png"},
    };
    struct fixture *f = *state;

    assert_true(draft_add_channel(&f->draft, "sms"));
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        assert_true(draft_set(&f->draft, values[i].path, values[i].text));
        assert_string_equal(
            draft_get(&f->draft, values[i].path), values[i].text);
    }
    assert_int_equal(f->draft.nraws, 0);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        const char *now;

        assert_true(draft_set(&f->draft, values[i].path, NULL));
        now = draft_get(&f->draft, values[i].path);
        assert_true(!now || !*now);
    }
}

static void
a_path_that_is_none_is_refused(void **state)
{
    static const char *const paths[] = {"title", "/", "", "/titel",
        "/channels/0/delay", "/channels/x/delay", "/channels/0", "/inputs/",
        "/inputs/code/colour", "/send_window/at", "/title/x"};
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        if (draft_set(&f->draft, paths[i], "x"))
            fail_msg("'%s' was taken", paths[i]);
        assert_null(draft_get(&f->draft, paths[i]));
    }
}

static void
what_the_key_does_not_take_is_kept_and_reported(void **state)
{
    static const struct {
        const char *path, *wrong, *right;
    } values[] = {
        {"/category", "auth", "authentication"},
        {"/not_after", "5 minutes", "5m"},
        {"/budget/fallbacks_per_hour", "many", "7"},
        {"/inputs/code/sensitive", "ja", "true"},
        {"/channels/0/delay", "sixty", "60s"},
    };
    struct fixture *f = *state;

    assert_true(draft_add_channel(&f->draft, "sms"));
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        const char *path = values[i].path;

        assert_true(draft_set(&f->draft, path, values[i].wrong));
        assert_string_equal(draft_get(&f->draft, path), values[i].wrong);
        assert_int_equal(count_at(&f->draft, path, "value-wrong"), 1);
        assert_true(draft_set(&f->draft, path, values[i].right));
        assert_string_equal(draft_get(&f->draft, path), values[i].right);
        assert_int_equal(count_at(&f->draft, path, "value-wrong"), 0);
    }
    assert_int_equal(f->draft.nraws, 0);
}

static void
a_wrong_value_is_one_finding_and_not_two(void **state)
{
    struct fixture *f = *state;

    assert_true(draft_add_channel(&f->draft, "sms"));
    assert_true(draft_set(&f->draft, "/channels/0/delay", "soon"));
    assert_int_equal(
        count_at(&f->draft, "/channels/0/delay", "delay-missing"), 0);
}

static void
add_three(struct draft *draft)
{
    static const char *const delays[] = {"10s", "soon", "30s"};

    for (size_t i = 0; i < ARRAY_LEN(delays); i++) {
        char path[64];

        assert_true(draft_add_channel(draft, i == 1 ? "sms" : "whatsapp"));
        snprintf(path, sizeof(path), "/channels/%zu/delay", i);
        assert_true(draft_set(draft, path, delays[i]));
    }
}

/* The delays of all channels, "10s soon 30s". */
static void
assert_delays(const struct draft *draft, const char *want)
{
    auto_(text) struct text got = {0};

    for (size_t i = 0; i < draft->flow->nchannels; i++) {
        char path[64];

        snprintf(path, sizeof(path), "/channels/%zu/delay", i);
        text_addf(&got, i ? " %s" : "%s", draft_get(draft, path));
    }
    assert_string_equal(text_str(&got), want);
}

static void
channels_move_with_what_was_typed_wrong(void **state)
{
    struct draft *draft = &((struct fixture *)*state)->draft;

    add_three(draft);
    assert_delays(draft, "10s soon 30s");
    draft_move_channel(draft, 1, 0);
    assert_delays(draft, "soon 10s 30s");
    draft_move_channel(draft, 0, 2);
    assert_delays(draft, "10s 30s soon");
    draft_move_channel(draft, 2, 1);
    draft_remove_channel(draft, 0);
    assert_delays(draft, "soon 30s");
    draft_move_channel(draft, 0, 7);
    draft_remove_channel(draft, 7);
    assert_delays(draft, "soon 30s");
    draft_remove_channel(draft, 0);
    assert_delays(draft, "30s");
    assert_int_equal(draft->nraws, 0);
}

static void
a_flow_has_eight_channels_at_most(void **state)
{
    struct draft *draft = &((struct fixture *)*state)->draft;

    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        assert_true(draft_add_channel(draft, "sms"));
    assert_false(draft_add_channel(draft, "sms"));
}

static void
what_has_one_answer_is_filled_in(void **state)
{
    struct draft *draft = &((struct fixture *)*state)->draft;

    assert_true(draft_set(draft, "/title", "Login: OTP (web)"));
    assert_true(draft_add_channel(draft, "sms"));
    assert_string_equal(draft_get(draft, "/channels/0/from"), "ACME");
    assert_string_equal(draft_get(draft, "/channels/0/delay"), "60s");
    assert_true(draft_set(draft, "/channels/0/template", "otp_sms"));
    draft_fill_in(draft);
    assert_string_equal(draft_get(draft, "/channels/0/language"), "en");
    auto_(heap) char *file = draft_file_name(draft);
    assert_string_equal(file, "flows/login-otp-web.yaml");
}

static void
another_template_keeps_the_parameters_it_knows(void **state)
{
    struct fixture *f = *state;
    struct draft *draft = &f->draft;

    assert_true(draft_add_channel(draft, "whatsapp"));
    draft_choose_template(
        draft, 0, template_named(f, KIND_WHATSAPP, "login_otp"));
    assert_string_equal(draft_get(draft, "/channels/0/params/1"), "{{code}}");
    assert_true(draft_set(draft, "/channels/0/params/1", "{{secret}}"));
    draft_choose_template(
        draft, 0, template_named(f, KIND_WHATSAPP, "appointment_reminder"));
    assert_string_equal(draft_get(draft, "/channels/0/params/1"), "{{secret}}");
    assert_string_equal(draft_get(draft, "/channels/0/params/header.1"), "");
    assert_int_equal(draft->flow->channels[0].nparams, 4);
    draft_choose_template(
        draft, 0, template_named(f, KIND_WHATSAPP, "login_otp"));
    assert_int_equal(draft->flow->channels[0].nparams, 1);
    assert_string_equal(draft_get(draft, "/channels/0/params/1"), "{{secret}}");
}

static void
inputs_come_and_go_with_the_parameters(void **state)
{
    struct fixture *f = *state;
    struct draft *draft = &f->draft;

    make_two_channels(f);
    assert_int_equal(draft->flow->ninputs, 1);
    assert_string_equal(draft_get(draft, "/inputs/code/sensitive"), "true");
    assert_true(draft_set(draft, "/channels/1/params/brand", "{{brand}} Ltd"));
    draft_settle_inputs(draft);
    assert_non_null(flow_input(draft->flow, "brand"));
    assert_true(draft_set(draft, "/channels/1/params/brand", "Acme"));
    draft_settle_inputs(draft);
    assert_null(flow_input(draft->flow, "brand"));
    assert_true(draft_set(draft, "/inputs/extra/pattern", "x"));
    draft_settle_inputs(draft);
    assert_non_null(flow_input(draft->flow, "extra"));
}

static void
a_flow_made_by_paths_has_no_errors(void **state)
{
    struct fixture *f = *state;

    make_two_channels(f);
    assert_int_equal(errors_of(&f->draft), 0);
    assert_true(draft_set(&f->draft, "/title", "login otp"));
    assert_int_equal(count_at(&f->draft, "/title", "title-taken"), 1);
}

static void
a_kept_draft_is_read_back_to_the_byte(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    struct draft again;

    make_two_channels(f);
    assert_true(draft_set(&f->draft, "/channels/1/delay", "not: \"yet\""));
    assert_true(draft_set(&f->draft, "/not_after", "5 min"));
    assert_true(draft_keep(&f->draft, NULL));
    auto_(heap) char *kept =
        workspace_case_file(&f->place, ".fallback/drafts/" ID ".yaml");
    assert_non_null(kept);
    assert_true(
        draft_read(&again, f->place.workspace, f->draft.kept, &findings, NULL));
    findings_print(&findings, stdout);
    assert_int_equal(findings.n, 0);
    assert_string_equal(again.kept, f->draft.kept);
    assert_string_equal(draft_get(&again, "/channels/1/delay"), "not: \"yet\"");
    assert_true(draft_keep(&again, NULL));
    auto_(heap) char *twice =
        workspace_case_file(&f->place, ".fallback/drafts/" ID ".yaml");
    assert_string_equal(twice, kept);
    draft_done(&again);
}

static void
saving_writes_the_flow_and_drops_the_draft(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};

    make_two_channels(f);
    assert_true(draft_keep(&f->draft, NULL));
    assert_true(draft_save(&f->draft, false, NULL));
    assert_false(file_exists(f->draft.kept));
    auto_(heap) char *saved =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_non_null(saved);
    auto_(flow) struct flow *flow = flow_read("flows/login-web.yaml", saved,
        strlen(saved), FLOW_PUBLISHED, &findings);
    assert_non_null(flow);
    assert_int_equal(findings.n, 0);
    assert_string_equal(flow->workflow_id.text, ID);
    assert_true(draft_save(&f->draft, false, NULL));
}

static void
saving_refuses_a_file_that_others_changed(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};

    make_two_channels(f);
    assert_true(draft_save(&f->draft, false, NULL));
    auto_(text) struct text path = {0};
    text_addf(&path, "%s/flows/login-web.yaml", f->place.root);
    assert_true(file_write(path.bytes, "other\n", 6, 0644, NULL));
    assert_false(draft_save(&f->draft, false, &failure));
    assert_int_equal(failure.status, STATUS_CONFLICT);
    auto_(heap) char *still =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_string_equal(still, "other\n");
    assert_true(draft_save(&f->draft, true, NULL));
}

static void
a_new_flow_does_not_replace_another_by_its_name(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};

    make_two_channels(f);
    assert_true(draft_set(&f->draft, "/title", "Login OTP"));
    assert_false(draft_save(&f->draft, false, &failure));
    assert_int_equal(failure.status, STATUS_CONFLICT);
}

static void
a_flow_of_the_workspace_is_edited_in_its_place(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0};
    struct draft draft;

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    assert_true(
        draft_read(&draft, f->place.workspace, path.bytes, &findings, NULL));
    assert_string_equal(draft.file, "flows/login-otp.yaml");
    auto_(heap) char *before =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    assert_int_equal(errors_of(&draft), 0);
    assert_true(draft_save(&draft, false, NULL));
    auto_(heap) char *after =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    assert_string_equal(after, before);
    draft_done(&draft);
}

static void
a_draft_remembers_the_file_it_began_with(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0};
    struct draft draft, again;

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    assert_true(
        draft_read(&draft, f->place.workspace, path.bytes, &findings, NULL));
    assert_true(draft_set(&draft, "/channels/0/delay", "45s"));
    assert_true(draft_keep(&draft, NULL));
    assert_true(
        draft_read(&again, f->place.workspace, draft.kept, &findings, NULL));
    assert_string_equal(again.file, draft.file);
    assert_string_equal(again.base, draft.base);
    assert_true(draft_save(&again, false, NULL));
    draft_done(&draft);
    draft_done(&again);
}

static void
saving_touches_what_was_changed_alone(void **state)
{
    static const char before[] =
        "# ours\r\nfallback: 1\r\n\r\ntitle:  'Odd'  # name\r\n"
        "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70\r\n"
        "category: authentication\r\n\r\n\r\ninputs:\r\n"
        "    code:\r\n        max_length: 08 # few\r\n"
        "channels:\r\n"
        "    - delay:  60s\r\n      # the sender\r\n"
        "      channel: sms\r\n      from: \"ACME\"\r\n"
        "      template: otp_sms\r\n      language: en\r\n"
        "      params: { code: '{{code}}', brand: Acme }\r\n";
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0}, wanted = {0}, shown = {0};
    struct draft draft;

    text_addf(&path, "%s/flows/odd.yaml", f->place.root);
    assert_true(file_write(path.bytes, before, strlen(before), 0644, NULL));
    assert_true(
        draft_read(&draft, f->place.workspace, path.bytes, &findings, NULL));
    assert_true(draft_set(&draft, "/title", "Odd \U0001F44D"));
    assert_true(draft_set(&draft, "/channels/0/params/brand", "A, B"));
    draft_text(&draft, &shown);
    assert_true(draft_save(&draft, false, NULL));
    auto_(heap) char *after = workspace_case_file(&f->place, "flows/odd.yaml");
    const char *title = strstr(before, "Odd'"),
               *brand = strstr(before, "Acme ");
    text_add_bytes(&wanted, before, (size_t)(title - before));
    text_add(&wanted, "Odd \U0001F44D");
    text_add_bytes(&wanted, title + 3, (size_t)(brand - title - 3));
    text_addf(&wanted, "\"A, B\"%s", brand + 4);
    assert_string_equal(after, wanted.bytes);
    assert_string_equal(shown.bytes, wanted.bytes);
    draft_done(&draft);
}

static void
saving_keeps_the_comments_of_the_file(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0}, with = {0};
    struct failure failure = {0};
    struct draft draft;

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    auto_(heap) char *before =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    text_addf(&with, "# what legal agreed to\n%s", before);
    char *delay = strstr(with.bytes, "  delay: 120s");
    assert_non_null(delay);
    auto_(heap) char *tail = strdup(delay);
    with.len = (size_t)(delay - with.bytes);
    text_addf(&with, "  # the operator's promise\n%s", tail);
    assert_true(file_write(path.bytes, with.bytes, with.len, 0644, NULL));
    assert_true(
        draft_read(&draft, f->place.workspace, path.bytes, &findings, NULL));
    assert_true(draft_set(&draft, "/channels/1/delay", "90s"));
    assert_true(draft_save(&draft, false, NULL));
    auto_(heap) char *after =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    assert_non_null(strstr(after, "# what legal agreed to\nfallback: 1"));
    assert_non_null(strstr(after, "  # the operator's promise\n  delay: 90s"));

    draft_remove_channel(&draft, 1); /* and with it what was said of it */
    assert_false(draft_save(&draft, false, &failure));
    assert_int_equal(failure.status, STATUS_CONFLICT);
    assert_non_null(strstr(failure.text, "has no place any more"));
    assert_true(draft_save(&draft, true, NULL));
    draft_done(&draft);
}

/* What was read has room for one more, as what was made has. */
static void
a_flow_of_three_channels_that_was_read_takes_a_fourth(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text text = {0};

    make_two_channels(f);
    assert_true(draft_add_channel(&f->draft, "sms"));
    draft_write(&f->draft, &text);
    assert_true(draft_take(&f->draft, text.bytes, text.len));
    assert_true(draft_add_channel(&f->draft, "whatsapp"));
    assert_true(draft_set(&f->draft, "/channels/3/delay", "90s"));
    assert_string_equal(
        draft_get(&f->draft, "/channels/0/params/1"), "{{code}}");
    assert_string_equal(
        draft_get(&f->draft, "/channels/1/params/brand"), "Acme");
    assert_string_equal(draft_get(&f->draft, "/channels/2/channel"), "sms");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_value_is_set_and_read_by_its_path),
        TEST(a_path_that_is_none_is_refused),
        TEST(what_the_key_does_not_take_is_kept_and_reported),
        TEST(a_wrong_value_is_one_finding_and_not_two),
        TEST(channels_move_with_what_was_typed_wrong),
        TEST(a_flow_has_eight_channels_at_most),
        TEST(what_has_one_answer_is_filled_in),
        TEST(another_template_keeps_the_parameters_it_knows),
        TEST(inputs_come_and_go_with_the_parameters),
        TEST(a_flow_made_by_paths_has_no_errors),
        TEST(a_kept_draft_is_read_back_to_the_byte),
        TEST(saving_writes_the_flow_and_drops_the_draft),
        TEST(saving_refuses_a_file_that_others_changed),
        TEST(a_new_flow_does_not_replace_another_by_its_name),
        TEST(a_flow_of_the_workspace_is_edited_in_its_place),
        TEST(a_draft_remembers_the_file_it_began_with),
        TEST(saving_touches_what_was_changed_alone),
        TEST(saving_keeps_the_comments_of_the_file),
        TEST(a_flow_of_three_channels_that_was_read_takes_a_fourth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
