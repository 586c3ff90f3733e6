/* Everything by its name. */
#include "pages_case.h"

#define PALETTE PRESS_CONTROL('T')

static const struct palette_entry *
found(struct fixture *f, size_t i)
{
    return i < f->wizard.palette.nfound ? f->wizard.palette.found[i] : NULL;
}

static void
it_lists_actions_steps_flows_and_what_is_elsewhere(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    press(f, PALETTE);
    compare(f, 24, 80, "palette-80x24");
    compare(f, 12, 40, "palette-40x12");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_int_equal(f->wizard.at.step, STEP_DELAY);
}

static void
enter_does_what_the_key_does(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    type(f, "undo");
    assert_int_equal(found(f, 0)->intent, INTENT_UNDO);
    press(f, PRESS_ENTER);
    assert_string_equal(text_str(&f->wizard.message),
        "undone: Category: authentication -> (none)");
    press(f, PALETTE);
    type(f, "go to prev");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    press(f, ':');
    type(f, "show the yaml");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_VIEW);
}

static void
letters_in_order_are_enough(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    type(f, "gttlm");
    assert_string_equal(found(f, 0)->words, "go to the limits");
    press(f, PRESS_CONTROL('U'));
    type(f, "zzzz");
    assert_null(found(f, 0));
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_PALETTE);
    compare(f, 24, 80, "palette-none");
}

static void
a_flow_is_opened_by_its_name_and_the_draft_is_kept(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    type(f, "open login otp");
    assert_string_equal(
        found(f, 0)->command, "fallback-wizard flows/login-otp.yaml");
    press(f, PRESS_ENTER);
    assert_string_equal(draft_get(&f->wizard.draft, "/title"), "Login OTP");
    wizard_go_home(&f->wizard);
    assert_int_equal(f->wizard.flows.drafts, 1);
}

static void
what_acts_elsewhere_says_where(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    type(f, "add a channel");
    press(f, PRESS_ENTER);
    assert_string_equal(text_str(&f->wizard.message),
        "add a channel: + does that in the chain");
}

/* Whatever has words for the help page can be found here, wherever one is. */
static void
nothing_that_a_key_does_is_missing(void **state)
{
    struct fixture *f = *state;
    size_t n;
    const struct key_row *rows = keymap_rows(&n);

    answer_basics(f);
    press(f, PALETTE);
    static const enum intent wanted[] = {INTENT_SAVE, INTENT_UNDO, INTENT_REDO,
        INTENT_NEXT_STEP, INTENT_PREVIOUS_STEP, INTENT_PREVIEW, INTENT_HELP,
        INTENT_REDRAW, INTENT_SUSPEND, INTENT_LEAVE, INTENT_NEW, INTENT_ADD,
        INTENT_MOVE_UP, INTENT_MOVE_DOWN, INTENT_PUBLISH, INTENT_DRY_RUN,
        INTENT_YAML, INTENT_DISCARD, INTENT_RECORD, INTENT_QUIT};
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        bool there = false;

        for (size_t k = 0; k < f->wizard.palette.n; k++)
            there = there || f->wizard.palette.items[k].intent == wanted[i];
        if (!there)
            fail_msg("nothing for %s", rows[0].help);
    }
}

static void
the_list_of_flows_is_one_row_away(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    type(f, "list of flows");
    assert_string_equal(found(f, 0)->words, "back to the list of flows");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_FLOWS);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_int_equal(f->wizard.flows.n, 3); /* the draft was kept */
    press(f, PRESS_DELETE);
    compare(f, 24, 80, "home-draft");
}

static void
home_and_end_are_the_lists_when_the_line_is_done(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PALETTE);
    compare(f, 24, 80, "palette-basics");
    press(f, PRESS_END);
    assert_int_equal(
        f->wizard.palette_list.selected, f->wizard.palette.nfound - 1);
    press(f, PRESS_HOME);
    assert_int_equal(f->wizard.palette_list.selected, 0);
    type(f, "go");
    press(f, PRESS_DOWN);
    press(f, PRESS_HOME); /* of the line first */
    assert_int_equal(f->wizard.palette_list.selected, 1);
    press(f, PRESS_HOME);
    assert_int_equal(f->wizard.palette_list.selected, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(it_lists_actions_steps_flows_and_what_is_elsewhere),
        PAGES_TEST(enter_does_what_the_key_does),
        PAGES_TEST(letters_in_order_are_enough),
        PAGES_TEST(a_flow_is_opened_by_its_name_and_the_draft_is_kept),
        PAGES_TEST(what_acts_elsewhere_says_where),
        PAGES_TEST(nothing_that_a_key_does_is_missing),
        PAGES_TEST(the_list_of_flows_is_one_row_away),
        PAGES_TEST(home_and_end_are_the_lists_when_the_line_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
