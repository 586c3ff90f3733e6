/* What is asked, in which order, and what may be answered. */
#include "test.h"

#include "blame.h"
#include "flow_keys.h"
#include "question.h"
#include "walk.h"
#include "workspace_case.h"

struct fixture {
    struct workspace_case place;
    struct draft draft;
    struct questions questions;
};

static int
begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    workspace_case_open(&f->place);
    draft_new(&f->draft, f->place.workspace, NULL);
    return 0;
}

static int
end(void **state)
{
    struct fixture *f = *state;

    questions_done(&f->questions);
    draft_done(&f->draft);
    workspace_case_close(&f->place);
    free(f);
    return 0;
}

static void
assert_paths(struct fixture *f, const char *want)
{
    auto_(text) struct text got = {0};

    for (size_t i = 0; i < f->questions.n; i++)
        text_addf(&got, i ? " %s" : "%s", f->questions.items[i].path);
    assert_string_equal(text_str(&got), want);
}

static const struct question *
question_at(struct fixture *f, const char *path)
{
    for (size_t i = 0; i < f->questions.n; i++)
        if (!strcmp(f->questions.items[i].path, path))
            return &f->questions.items[i];
    fail_msg("nothing asks for %s", path);
    return NULL;
}

static void
a_new_flow_is_asked_for_its_first_channel(void **state)
{
    struct fixture *f = *state;

    questions_add_all(&f->questions, &f->draft);
    assert_paths(f,
        "/title /description /category /callback_profile "
        "/channels/0/channel /not_after /send_window/from /send_window/to "
        "/send_window/timezone /consent /budget/fallbacks_per_hour "
        "/budget/when_spent /retain");
    assert_string_equal(
        question_allowed(&f->questions, question_at(f, "/channels/0/channel")),
        "one of whatsapp, sms");
    assert_string_equal(
        question_allowed(&f->questions, question_at(f, "/callback_profile")),
        "only crm");
}

static void
questions_follow_from_the_answers_before(void **state)
{
    struct fixture *f = *state;

    assert_true(draft_answer(&f->draft, "/channels/0/channel", "sms"));
    questions_add(&f->questions, &f->draft, QUESTION_TEMPLATE, 0);
    assert_string_equal(
        question_allowed(&f->questions, question_at(f, "/channels/0/template")),
        "one of appointment_sms, otp_sms");
    assert_true(draft_set(&f->draft, "/channels/0/template", "otp_sms"));
    draft_fill_in(&f->draft);
    assert_true(draft_set(&f->draft, "/channels/0/params/code", "{{pin}}"));
    draft_settle_inputs(&f->draft);
    questions_done(&f->questions);
    questions_add(&f->questions, &f->draft, QUESTION_PARAMS, 0);
    assert_paths(f,
        "/channels/0/params/code /channels/0/params/brand "
        "/inputs/pin/pattern /inputs/pin/max_length "
        "/inputs/pin/default /inputs/pin/sensitive");
}

/* Every question is of a value that the draft has, and of a page. */
static void
every_question_is_about_a_value_on_a_page(void **state)
{
    struct fixture *f = *state;

    assert_true(draft_answer(&f->draft, "/channels/0/channel", "whatsapp"));
    assert_true(draft_set(&f->draft, "/channels/0/template", "login_otp"));
    assert_true(draft_set(&f->draft, "/channels/0/language", "en"));
    questions_add_all(&f->questions, &f->draft);
    for (size_t i = 0; i < f->questions.n; i++) {
        const struct question *question = &f->questions.items[i];

        assert_true(strlen(question->help) > 0);
        assert_true(strlen(question->ask) > 0);
        assert_true(draft_answer(&f->draft, question->path,
            question->noptions ? question->options[0].value : "5s"));
        assert_true(walk_stop_of(&f->draft, question->path).step < STEP_REVIEW);
    }
}

static bool
is_asked(struct fixture *f, const char *path)
{
    for (size_t i = 0; i < f->questions.n; i++)
        if (!strcmp(f->questions.items[i].path, path))
            return true;
    return false;
}

/* The keys of a table below `parent`; maps of fixed keys are gone into. */
static void
assert_all_asked(
    struct fixture *f, const struct keys_row *rows, const char *parent)
{
    /* Of every file; given once; lists of their own; drafts only. */
    static const char *const others[] = {
        "fallback", "workflow_id", "inputs", "channels", "params", "wizard"};

    for (; rows->name; rows++) {
        char path[128];
        bool other = false;

        for (size_t i = 0; i < ARRAY_LEN(others); i++)
            other = other || !strcmp(rows->name, others[i]);
        snprintf(path, sizeof(path), "%s/%s", parent, rows->name);
        if (rows->read == keys_map)
            assert_all_asked(f, rows->detail, path);
        else if (!other && !is_asked(f, path))
            fail_msg("nothing asks for %s", path);
    }
}

static void
every_key_of_the_format_is_asked_somewhere(void **state)
{
    struct fixture *f = *state;
    struct template *template = (struct template *)(uintptr_t)catalogue_find(
        &f->place.workspace->catalogue, KIND_WHATSAPP, "login_otp", "en");

    template->header_format =
        (struct value_choice){.given = true, .value = HEADER_IMAGE};
    assert_true(draft_answer(&f->draft, "/channels/0/channel", "whatsapp"));
    draft_choose_template(&f->draft, 0, template);
    draft_settle_inputs(&f->draft);
    questions_add_all(&f->questions, &f->draft);
    assert_all_asked(f, flow_keys, "");
    assert_all_asked(f, flow_channel_keys, "/channels/0");
    assert_all_asked(f, flow_input_keys, "/inputs/code");
}

/* Nothing that is required and empty is shown as ok. */
static void
what_is_required_and_missing_is_an_error(void **state)
{
    struct fixture *f = *state;

    assert_true(draft_answer(&f->draft, "/channels/0/channel", "sms"));
    assert_true(draft_set(&f->draft, "/channels/0/template", "otp_sms"));
    assert_true(draft_set(&f->draft, "/channels/0/language", "en"));
    questions_add_all(&f->questions, &f->draft);
    for (size_t i = 0; i < f->questions.n; i++) {
        const struct question *question = &f->questions.items[i];
        auto_(flow_index) struct flow_index index = {0};
        auto_(findings) struct findings findings = {0};

        if (!question->required ||
            !strcmp(question->path, "/channels/0/channel"))
            continue;
        auto_(heap) char *before = draft_get(&f->draft, question->path)
            ? strdup(draft_get(&f->draft, question->path))
            : NULL;
        assert_true(draft_set(&f->draft, question->path, NULL));
        draft_findings(&f->draft, &index, &findings);
        const struct finding *finding = blame_field(&findings, question->path);
        if (!finding || finding->severity != SEVERITY_ERROR)
            fail_msg("nothing says that %s is missing", question->path);
        assert_true(draft_set(&f->draft, question->path, before));
    }
}

/* Every choice that is offered is one that the format takes. */
static void
every_choice_is_taken(void **state)
{
    struct fixture *f = *state;

    assert_true(draft_answer(&f->draft, "/channels/0/channel", "sms"));
    assert_true(draft_set(&f->draft, "/channels/0/template", "otp_sms"));
    assert_true(draft_set(&f->draft, "/channels/0/language", "en"));
    assert_true(draft_set(&f->draft, "/channels/0/params/code", "{{pin}}"));
    draft_settle_inputs(&f->draft);
    questions_add_all(&f->questions, &f->draft);
    for (size_t i = 0; i < f->questions.n; i++)
        for (size_t k = 0; k < f->questions.items[i].noptions; k++) {
            const struct question *question = &f->questions.items[i];
            const char *value = question->options[k].value;

            assert_true(draft_set(&f->draft, question->path, value));
            assert_string_equal(draft_get(&f->draft, question->path)
                    ? draft_get(&f->draft, question->path)
                    : "",
                value);
            assert_int_equal(f->draft.nraws, 0);
        }
}

static void
the_walk_goes_forth_and_back_the_same_way(void **state)
{
    struct fixture *f = *state;
    struct stop way[16], at = {STEP_BASICS, 0};
    size_t n = 0;

    assert_true(draft_add_channel(&f->draft, "whatsapp"));
    assert_true(draft_add_channel(&f->draft, "sms"));
    for (; at.step != STEP_REVIEW; at = walk_next(&f->draft, at))
        way[n++] = at;
    assert_int_equal(n, 11);
    while (n) {
        at = walk_previous(&f->draft, at);
        n--;
        assert_int_equal(at.step, way[n].step);
        assert_int_equal(at.channel, way[n].channel);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_flow_is_asked_for_its_first_channel),
        TEST(questions_follow_from_the_answers_before),
        TEST(every_question_is_about_a_value_on_a_page),
        TEST(every_key_of_the_format_is_asked_somewhere),
        TEST(what_is_required_and_missing_is_an_error),
        TEST(every_choice_is_taken),
        TEST(the_walk_goes_forth_and_back_the_same_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
