/* The pages of the wizard, drawn into a grid and driven by presses. */
#include "pages_case.h"

static void
the_list_of_flows_says_how_each_is(void **state)
{
    struct fixture *f = *state;

    wizard_go(&f->wizard, (struct stop){STEP_FLOWS, 0});
    compare_all(f, "page-flows");
}

static void
a_flow_is_found_by_a_part_of_its_name(void **state)
{
    struct fixture *f = *state;

    wizard_go(&f->wizard, (struct stop){STEP_FLOWS, 0});
    press(f, '/');
    type(f, "otp");
    compare(f, 24, 80, "page-flows-find");
    assert_int_equal(f->wizard.flows.nshown, 1);
    type(f, "zzz");
    compare(f, 24, 80, "page-flows-none");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_FLOWS);
    assert_int_equal(f->wizard.flows.nshown, 2);
    press(f, '/');
    type(f, "remin");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.flows.nshown, 2);
    press(f, '/');
    type(f, "remin");
    press(f, PRESS_ENTER);
    assert_string_equal(
        draft_get(&f->wizard.draft, "/title"), "Appointment reminder");
    wizard_go_home(&f->wizard);
    assert_int_equal(f->wizard.flows.nshown, 1);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.flows.nshown, 2);
}

static void
every_page_of_the_walk_is_drawn(void **state)
{
    struct fixture *f = *state;

    wizard_new(&f->wizard, ID);
    compare_all(f, "page-basics");
    answer_basics(f);
    compare_all(f, "page-channel");
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    compare_all(f, "page-template");
    press(f, PRESS_ENTER);
    compare_all(f, "page-params");
    press(f, CONTROL_N);
    compare_all(f, "page-delay");
    press(f, PRESS_ENTER);
    compare_all(f, "page-chain");
    answer_second_channel(f);
    compare_all(f, "page-params-sms");
    press(f, CONTROL_N);
    press(f, CONTROL_N);
    press(f, CONTROL_N);
    compare_all(f, "page-limits");
    press(f, CONTROL_N);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    compare_all(f, "page-review");
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
    compare_all(f, "page-publish");
}

static void
a_field_that_is_left_empty_says_so_afterwards(void **state)
{
    struct fixture *f = *state;

    wizard_new(&f->wizard, ID);
    press(f, CONTROL_N);
    press(f, PRESS_ESCAPE);
    compare(f, 24, 80, "page-basics-missing");
}

/* At 80 columns its row has no room for the reason: the help has it whole. */
static void
why_a_channel_is_not_available_can_be_read(void **state)
{
    struct fixture *f = *state;

    f->place.workspace->channels[1].senders.n = 0;
    answer_basics(f);
    press(f, PRESS_DOWN);
    compare(f, 24, 80, "page-channel-unusable");
    compare(f, 12, 40, "page-channel-unusable-40x12");
    f->place.workspace->channels[1].senders.n = 1;
}

static void
the_chain_says_what_is_wrong_with_a_channel(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    draft_set(&f->wizard.draft, "/channels/0/delay", "soon");
    wizard_commit(&f->wizard);
    wizard_go(&f->wizard, (struct stop){STEP_CHAIN, 0});
    compare(f, 24, 80, "page-chain-wrong");
}

/* What has no errors leaves all of a small window to the way. */
static void
a_small_window_shows_the_way_of_a_message(void **state)
{
    struct fixture *f = *state;

    auto_(text) struct text path = {0};

    text_addf(&path, "%s/flows/appointment.yaml", f->place.root);
    assert_true(wizard_open(&f->wizard, path.bytes));
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    compare(f, 12, 40, "page-review-way-40x12");
}

static void
the_template_list_is_filtered_while_typing(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    type(f, "old");
    compare(f, 24, 80, "page-template-find");
    press(f, PRESS_ENTER);
    compare(f, 24, 80, "page-template-unusable");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.find.text.len, 0);
    type(f, "zzz");
    compare(f, 24, 80, "page-template-none");
}

static void
saving_with_errors_goes_to_the_review_and_enter_to_the_field(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    press(f, PRESS_CONTROL('U'));
    type(f, "soon");
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    compare(f, 24, 80, "page-review-errors");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_DELAY);
    assert_string_equal(edit_text(&f->wizard.form.fields[0].edit), "soon");
}

static void
dialogs_and_texts_lie_over_the_page(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    press(f, PRESS_CONTROL('C'));
    compare_all(f, "page-leave");
    press(f, PRESS_ESCAPE);
    press(f, PRESS_CONTROL('G'));
    compare_all(f, "page-help");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
}

static void
the_chain_is_changed_by_keys(void **state)
{
    struct fixture *f = *state;
    const struct flow *flow;

    answer_basics(f);
    answer_first_channel(f);
    press(f, CONTROL_N);
    answer_second_channel(f);
    press(f, CONTROL_N);
    press(f, CONTROL_N);
    flow = f->wizard.draft.flow;
    assert_int_equal(f->wizard.at.step, STEP_CHAIN);
    press(f, PRESS_HOME);
    press(f, 'J');
    assert_string_equal(flow->channels[0].channel.text, "sms");
    press(f, 'K');
    assert_string_equal(flow->channels[0].channel.text, "whatsapp");
    press(f, PRESS_DELETE);
    assert_int_equal(flow->nchannels, 1);
    assert_string_equal(flow->channels[0].channel.text, "sms");
}

static void
what_is_seldom_wanted_is_reached_by_down_alone(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    assert_int_equal(f->wizard.at.step, STEP_DELAY);
    press(f, PRESS_DOWN);
    press(f, PRESS_SPACE);
    compare(f, 24, 80, "page-delay-more");
    press(f, PRESS_DOWN);
    press(f, PRESS_DOWN);
    press(f, PRESS_DOWN);
    press(f, PRESS_ENTER); /* read */
    assert_string_equal(
        draft_get(&f->wizard.draft, "/channels/0/success"), "read");
    press(f, PRESS_DOWN);
    type(f, "failed, silence");
    press(f, PRESS_ENTER);
    compare(f, 24, 80, "page-delay-wrong");
    press(f, PRESS_CONTROL('S'));
    press(f, PRESS_ENTER);
    assert_string_equal(
        form_question(&f->wizard.form)->path, "/channels/0/fallback_on");
}

static void
half_a_limit_says_what_is_missing(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    wizard_go(&f->wizard, (struct stop){STEP_LIMITS, 0});
    type(f, "5m");
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    type(f, "Europe/Rome");
    press(f, PRESS_ENTER);
    press(f, CONTROL_N);
    press(f, PRESS_ESCAPE);
    compare(f, 24, 80, "page-limits-half");
    assert_string_equal(
        draft_get(&f->wizard.draft, "/send_window/timezone"), "Europe/Rome");
    assert_int_equal(findings_count(&f->wizard.findings, SEVERITY_ERROR), 2);
}

static void
one_key_takes_what_is_offered(void **state)
{
    struct fixture *f = *state;

    wizard_new(&f->wizard, ID);
    type(f, "Login OTP");
    press(f, PRESS_ENTER);
    press(f, PRESS_UP);
    compare(f, 24, 80, "page-basics-offer");
    press(f, PRESS_CONTROL('O'));
    assert_string_equal(draft_get(&f->wizard.draft, "/title"), "Login OTP 2");
    press(f, PRESS_CONTROL('O'));
    assert_string_equal(
        text_str(&f->wizard.message), "nothing is offered here");
    press(f, PRESS_CONTROL('_'));
    assert_string_equal(draft_get(&f->wizard.draft, "/title"), "Login OTP");
}

static void
a_plain_apostrophe_is_offered_for_a_curly_one(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    press(f, CONTROL_N);
    answer_second_channel(f);
    wizard_hooks.paste(&f->wizard, "\u2019s bank", false);
    compare(f, 24, 80, "page-params-offer");
    press(f, PRESS_CONTROL('O'));
    assert_string_equal(
        draft_get(&f->wizard.draft, "/channels/1/params/brand"), "Acme's bank");
}

/* Every key on every page at every size: nothing crashes, nothing is lost. */
static void
any_keys_at_any_size_are_safe(void **state)
{
    static const int sizes[][2] = {{24, 80}, {12, 40}, {8, 30}, {4, 20},
        {40, 120}, {60, 200}, {20, 76}, {13, 41}};
    struct fixture *f = *state;
    struct screen screen;
    uint32_t random = 12345;

    answer_basics(f);
    for (int i = 0; i < 4000; i++) {
        random = random * 1664525 + 1013904223;
        const uint32_t at = random >> 16;
        const int32_t code = at % 3 == 0 ? (int32_t)(at % 0x7F)
            : at % 3 == 1                ? PRESS_UP + (int32_t)(at % 16)
                          : (int32_t)(" \r\t+JKdeo\x0E\x10"[at % 11]);

        press(f, code);
        if (i % 16)
            continue;
        screen_init(&screen, sizes[at % 8][0], sizes[at % 8][1], at % 2);
        wizard_draw(&f->wizard, &screen);
        if (screen.cursor_row < 0 || screen.cursor_row >= screen.rows ||
            screen.cursor_col < 0 || screen.cursor_col >= screen.cols) {
            screen_dump(&screen, stderr);
            fail_msg("the cursor is at %d, %d", screen.cursor_row,
                screen.cursor_col);
        }
        screen_done(&screen);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_list_of_flows_says_how_each_is),
        PAGES_TEST(a_flow_is_found_by_a_part_of_its_name),
        PAGES_TEST(every_page_of_the_walk_is_drawn),
        PAGES_TEST(a_field_that_is_left_empty_says_so_afterwards),
        PAGES_TEST(why_a_channel_is_not_available_can_be_read),
        PAGES_TEST(the_chain_says_what_is_wrong_with_a_channel),
        PAGES_TEST(a_small_window_shows_the_way_of_a_message),
        PAGES_TEST(the_template_list_is_filtered_while_typing),
        PAGES_TEST(
            saving_with_errors_goes_to_the_review_and_enter_to_the_field),
        PAGES_TEST(dialogs_and_texts_lie_over_the_page),
        PAGES_TEST(the_chain_is_changed_by_keys),
        PAGES_TEST(what_is_seldom_wanted_is_reached_by_down_alone),
        PAGES_TEST(half_a_limit_says_what_is_missing),
        PAGES_TEST(one_key_takes_what_is_offered),
        PAGES_TEST(a_plain_apostrophe_is_offered_for_a_curly_one),
        PAGES_TEST(any_keys_at_any_size_are_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
