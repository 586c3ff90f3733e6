/* Going back to what a draft was, and forth again. */
#include "pages_case.h"

#include "change.h"

#define UNDO PRESS_CONTROL('_')
#define REDO PRESS_CONTROL('Y')

static const char *
value(struct fixture *f, const char *path)
{
    const char *text = draft_get(&f->wizard.draft, path);

    return text ? text : "";
}

static void
assert_said(struct fixture *f, const char *words)
{
    assert_string_equal(text_str(&f->wizard.message), words);
}

static void
answer_two_channels(struct fixture *f)
{
    answer_basics(f);
    answer_first_channel(f);
    press(f, CONTROL_N);
    answer_second_channel(f);
    press(f, CONTROL_N);
}

static void
typing_in_a_field_is_one_step_and_undo_goes_to_its_page(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    press(f, PRESS_CONTROL('U'));
    type(f, "120s");
    press(f, CONTROL_N);
    assert_int_equal(f->wizard.at.step, STEP_CHAIN);
    press(f, UNDO);
    assert_said(f, "undone: Delay of channel 2 (sms): 120s -> 60s");
    assert_string_equal(value(f, "/channels/1/delay"), "60s");
    assert_int_equal(f->wizard.at.step, STEP_DELAY);
    assert_int_equal(f->wizard.at.channel, 1);
    assert_string_equal(
        edit_text(&f->wizard.form.fields[f->wizard.form.focus].edit), "60s");
    press(f, REDO);
    assert_said(f, "done again: Delay of channel 2 (sms): 60s -> 120s");
    assert_string_equal(value(f, "/channels/1/delay"), "120s");
}

static void
half_a_word_is_undone_whole(void **state)
{
    struct fixture *f = *state;

    wizard_new(&f->wizard, ID);
    type(f, "Login web");
    press(f, PRESS_ENTER);
    press(f, PRESS_UP);
    type(f, " two");
    press(f, UNDO);
    assert_said(f, "undone: Title: Login web two -> Login web");
    press(f, UNDO);
    assert_said(f, "undone: Title: Login web -> (none)");
    press(f, UNDO);
    assert_said(f, "there is nothing to undo");
    press(f, REDO);
    assert_string_equal(value(f, "/title"), "Login web");
}

static void
what_was_typed_wrong_comes_back_as_it_was(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    press(f, PRESS_CONTROL('U'));
    type(f, "soon");
    press(f, CONTROL_N);
    press(f, UNDO);
    press(f, REDO);
    assert_string_equal(value(f, "/channels/1/delay"), "soon");
    assert_int_equal(f->wizard.draft.nraws, 1);
}

static void
removed_and_moved_channels_come_back(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    press(f, CONTROL_N);
    assert_int_equal(f->wizard.at.step, STEP_CHAIN);
    press(f, PRESS_HOME);
    press(f, 'J');
    press(f, UNDO);
    assert_said(f, "undone: sms > whatsapp became whatsapp > sms");
    assert_string_equal(value(f, "/channels/0/channel"), "whatsapp");
    press(f, PRESS_END);
    press(f, PRESS_DELETE);
    assert_int_equal(f->wizard.draft.flow->nchannels, 1);
    press(f, 'u');
    assert_said(f, "undone: channel 2 (sms) was added");
    assert_string_equal(value(f, "/channels/1/params/brand"), "Acme");
    press(f, 'U');
    assert_said(f, "done again: channel 2 (sms) was removed");
    assert_int_equal(f->wizard.draft.flow->nchannels, 1);
}

static void
another_template_gives_its_parameters_back(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    wizard_go(&f->wizard, (struct stop){STEP_TEMPLATE, 1});
    type(f, "appointment_sms");
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/channels/1/params/brand"), "");
    press(f, UNDO);
    assert_said(
        f, "undone: Template of channel 2 (sms): appointment_sms -> otp_sms");
    assert_string_equal(value(f, "/channels/1/params/brand"), "Acme");
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
}

static void
a_new_change_ends_what_could_be_done_again(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    wizard_go(&f->wizard, (struct stop){STEP_CHAIN, 0});
    press(f, PRESS_DELETE);
    press(f, UNDO);
    wizard_go(&f->wizard, (struct stop){STEP_BASICS, 0});
    type(f, "!");
    press(f, PRESS_ENTER);
    press(f, REDO);
    assert_said(f, "there is nothing to do again");
    assert_int_equal(f->wizard.draft.flow->nchannels, 2);
}

/* The file and what is known of it are not the draft's past. */
static void
undo_after_saving_leaves_the_file_alone(void **state)
{
    struct fixture *f = *state;

    answer_two_channels(f);
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
    auto_(heap) char *saved =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    wizard_go(&f->wizard, (struct stop){STEP_REVIEW, 0});
    press(f, UNDO);
    assert_said(f, "undone: brand (body) of channel 2 (sms): Acme -> (none)");
    auto_(heap) char *now =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_string_equal(now, saved);
}

static void
the_past_has_an_end(void **state)
{
    struct history history = {0};
    size_t n = 0;

    (void)state;
    for (int i = 0; i < HISTORY_DEPTH + 50; i++) {
        char text[16];

        snprintf(text, sizeof(text), "%d", i);
        assert_true(history_add(&history, text, ""));
        assert_false(history_add(&history, text, ""));
    }
    while (history_undo(&history))
        n++;
    assert_int_equal(n, HISTORY_DEPTH);
    assert_string_equal(history_redo(&history)->text, "50");
    history_done(&history);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(typing_in_a_field_is_one_step_and_undo_goes_to_its_page),
        PAGES_TEST(half_a_word_is_undone_whole),
        PAGES_TEST(what_was_typed_wrong_comes_back_as_it_was),
        PAGES_TEST(removed_and_moved_channels_come_back),
        PAGES_TEST(another_template_gives_its_parameters_back),
        PAGES_TEST(a_new_change_ends_what_could_be_done_again),
        PAGES_TEST(undo_after_saving_leaves_the_file_alone),
        cmocka_unit_test(the_past_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
