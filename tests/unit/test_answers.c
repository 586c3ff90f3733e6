/* Answers mode: a flow from a file and from options, and what is missing. */
#include "test.h"

#include "answers.h"
#include "workspace_case.h"

#define ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a71"
#define OTHER_ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a72"

static const char whole[] =
    "fallback: 1\n"
    "title: Login web\n"
    "category: authentication\n"
    "channels:\n"
    "- {channel: whatsapp, template: login_otp, language: en,\n"
    "   params: {\"1\": \"{{code}}\"}}\n"
    "- {channel: sms, template: otp_sms, params: {code: \"{{code}}\", brand: "
    "Acme},\n"
    "   delay: 120s}\n";

struct fixture {
    struct workspace_case place;
    char *out, *err;
    struct failure failure;
};

static int
begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    workspace_case_open(&f->place);
    return 0;
}

static int
end(void **state)
{
    struct fixture *f = *state;

    workspace_case_close(&f->place);
    free(f->out);
    free(f->err);
    free(f);
    return 0;
}

/* Runs with these answers (NULL: none) and these sets, ended by NULL. */
static enum status
run(struct fixture *f, const char *yaml, const char *const *sets)
{
    auto_(text) struct text path = {0};
    struct option_list list = {.items = (const char **)(uintptr_t)sets};
    size_t out_size, err_size;
    struct answers answers = {.sets = &list, .workflow_id = ID};

    while (sets && sets[list.n])
        list.n++;
    if (yaml) {
        text_addf(&path, "%s/answers.yaml", f->place.root);
        assert_true(file_write(path.bytes, yaml, strlen(yaml), 0644, NULL));
        answers.file = path.bytes;
    }
    free(f->out);
    free(f->err);
    f->failure = (struct failure){0};
    FILE *out = open_memstream(&f->out, &out_size);
    FILE *err = open_memstream(&f->err, &err_size);
    const enum status status =
        answers_run(&answers, f->place.workspace, out, err, &f->failure);
    fclose(out);
    fclose(err);
    return status;
}

static void
assert_says(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void
a_file_of_answers_becomes_a_flow(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, whole, NULL), STATUS_DONE);
    assert_says(f->out, "Saved flows/login-web.yaml\n");
    assert_says(f->out, "Workflow ID " ID "\n");
    assert_says(f->out, "fallback-publish push flows/login-web.yaml\n");
    auto_(heap) char *saved =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_non_null(saved);
    /* the only sender, the usual delay, the input that the params name */
    assert_says(saved, "  from: \"+390212345678\"\n");
    assert_says(saved, "  from: ACME\n");
    assert_says(saved, "  delay: 60s\n");
    assert_says(saved, "  language: en\n  params: {code:");
    assert_says(saved, "inputs:\n  code: {sensitive: true}\n");
}

static void
options_alone_make_the_same_bytes(void **state)
{
    static const char *const sets[] = {"title=Login web",
        "category=authentication", "channels.0.channel=whatsapp",
        "channels.0.template=login_otp", "channels.0.language=en",
        "channels.0.params.1={{code}}", "channels.1.channel=sms",
        "channels.1.template=otp_sms", "channels.1.params.code={{code}}",
        "channels.1.params.brand=Acme", "channels.1.delay=120s", NULL};
    struct fixture *f = *state;

    assert_int_equal(run(f, whole, NULL), STATUS_DONE);
    auto_(heap) char *by_file =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    auto_(text) struct text path = {0};
    text_addf(&path, "%s/flows/login-web.yaml", f->place.root);
    assert_int_equal(unlink(path.bytes), 0);
    assert_int_equal(run(f, NULL, sets), STATUS_DONE);
    auto_(heap) char *by_sets =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_string_equal(by_sets, by_file);
}

static void
an_option_wins_over_the_file(void **state)
{
    static const char *const sets[] = {"channels.0.delay=45s", NULL};
    struct fixture *f = *state;

    assert_int_equal(run(f, whole, sets), STATUS_DONE);
    auto_(heap) char *saved =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_says(saved, "  delay: 45s\n");
}

static void
suggestions_are_taken_when_that_is_wished(void **state)
{
    static const char *const with = "fallback: 1\n"
                                    "title: Login web\n"
                                    "category: authentication\n"
                                    "channels:\n"
                                    "- {channel: whatsapp, template: login_otp,"
                                    " language: en}\n"
                                    "wizard: {accept_suggestions: true}\n";
    static const char *const limits[] = {
        "send_window.from=09:00", "send_window.to=21:00", NULL};
    struct fixture *f = *state;

    const char *wizard = strstr(with, "wizard");
    auto_(heap) char *without = strndup(with, (size_t)(wizard - with));
    assert_int_equal(run(f, without, NULL), STATUS_FINDINGS);
    assert_says(f->err, "missing: channels.0.params.1: ");
    assert_int_equal(run(f, with, NULL), STATUS_DONE);
    auto_(heap) char *saved =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_says(saved, "  params: {\"1\": \"{{code}}\"}\n");
    assert_int_equal(run(f, with, limits), STATUS_FINDINGS);
    assert_says(f->err, "'timezone' is missing here");
}

static void
all_that_is_missing_is_said_at_once(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "fallback: 1\nchannels: [{channel: sms}]\n", NULL),
        STATUS_FINDINGS);
    assert_says(f->err, "missing: title: What is the flow called?");
    assert_says(f->err,
        "missing: category: What kind of messages? (one of authentication, "
        "utility, marketing)");
    assert_says(f->err,
        "missing: channels.0.template: Which approved template? (one of "
        "appointment_sms, otp_sms)");
    assert_null(strstr(f->err, "title-missing"));
    assert_string_equal(f->out, "");
}

static void
a_mistyped_name_is_refused_with_the_nearest(void **state)
{
    static const char *const sets[] = {"titel=x", NULL};
    static const char *const delays[] = {"channels.0.delai=1m", NULL};
    struct fixture *f = *state;

    assert_int_equal(run(f, whole, sets), STATUS_USAGE);
    assert_says(f->failure.text, "did you mean 'title'?");
    assert_int_equal(run(f, whole, delays), STATUS_USAGE);
    assert_says(f->failure.text, "did you mean 'channels.0.delay'?");
    assert_int_equal(
        run(f, "fallback: 1\ntitel: Login web\n", NULL), STATUS_FINDINGS);
    assert_says(f->err, "key-unknown");
    assert_says(f->err, "title");
    assert_int_equal(
        run(f, "fallback: 1\nwizard: {fiel: flows/a.yaml}\n", NULL),
        STATUS_FINDINGS);
    assert_says(f->err, "did you mean 'file'?");
}

static void
a_wrong_value_is_an_error_and_a_warning_is_none(void **state)
{
    static const char *const wrong[] = {"channels.0.delay=soon", NULL};
    struct fixture *f = *state;

    assert_int_equal(run(f, whole, wrong), STATUS_FINDINGS);
    assert_says(f->err, "error[value-wrong]");
    assert_null(workspace_case_file(&f->place, "flows/login-web.yaml"));
    assert_int_equal(run(f, whole, NULL), STATUS_DONE);
    assert_says(f->err, "warning[");
}

static void
a_file_that_is_there_is_kept_unless_it_may_go(void **state)
{
    static const char overwrite[] =
        "wizard: {file: flows/login-web.yaml, overwrite: true}\n";
    static const char *const other[] = {
        "title=Login: WEB", "workflow_id=" OTHER_ID, NULL};
    static const char outside[] = "wizard: {file: ../login-web.yaml}\n";
    struct fixture *f = *state;
    auto_(text) struct text yaml = {0};

    assert_int_equal(run(f, whole, NULL), STATUS_DONE);
    assert_int_equal(run(f, whole, NULL), STATUS_FINDINGS);
    assert_says(f->err, "error[title-taken]");
    assert_int_equal(run(f, whole, other), STATUS_CONFLICT);
    text_addf(&yaml, "%s%s", whole, overwrite);
    assert_int_equal(run(f, yaml.bytes, NULL), STATUS_DONE);
    text_clear(&yaml);
    text_addf(&yaml, "%s%s", whole, outside);
    assert_int_equal(run(f, yaml.bytes, other), STATUS_USAGE);
}

static void
recorded_answers_make_the_same_flow(void **state)
{
    struct fixture *f = *state;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0}, record = {0};
    struct draft draft;

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    text_addf(&record, "%s/answers.yaml", f->place.root);
    auto_(heap) char *before =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    assert_true(
        draft_read(&draft, f->place.workspace, path.bytes, &findings, NULL));
    assert_true(answers_record(&draft, record.bytes, NULL));
    draft_done(&draft);
    assert_int_equal(unlink(path.bytes), 0);
    const struct answers answers = {.file = record.bytes};
    assert_int_equal(
        answers_run(&answers, f->place.workspace, stdout, stdout, &f->failure),
        STATUS_DONE);
    auto_(heap) char *after =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    assert_string_equal(after, before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_of_answers_becomes_a_flow),
        TEST(options_alone_make_the_same_bytes),
        TEST(an_option_wins_over_the_file),
        TEST(suggestions_are_taken_when_that_is_wished),
        TEST(all_that_is_missing_is_said_at_once),
        TEST(a_mistyped_name_is_refused_with_the_nearest),
        TEST(a_wrong_value_is_an_error_and_a_warning_is_none),
        TEST(a_file_that_is_there_is_kept_unless_it_may_go),
        TEST(recorded_answers_make_the_same_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
