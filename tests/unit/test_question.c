/* What is asked, in which order, and what may be answered. */
#include "test.h"

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
        "/channels/0/channel");
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
        "/inputs/pin/pattern /inputs/pin/max_length");
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
        assert_true(walk_stop_of(&f->draft, question->path).step <= STEP_DELAY);
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
    assert_int_equal(n, 10);
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
        TEST(the_walk_goes_forth_and_back_the_same_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
