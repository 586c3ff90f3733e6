/* The frame at the sizes it was drawn for, and below. */
#include "grid.h"

#include "frame.h"

static const struct rail_step steps[] = {
    {"1 Basics", RAIL_OK},
    {"2 First channel", RAIL_NONE},
    {"3 Next channel", RAIL_PROBLEM},
    {"4 Limits", RAIL_NONE},
    {"5 Review", RAIL_NONE},
};

static const struct frame example = {
    .title = "Login OTP: step 2 of 5, first channel",
    .title_short = "Login OTP 2/5 channel",
    .workspace = "acme-prod",
    .state = "draft saved 14:02:31",
    .state_short = "saved",
    .steps = steps,
    .step_count = ARRAY_LEN(steps),
    .step = 1,
    .rule = " WhatsApp --- [Channel] > Template > Parameters > Delay ",
    .help = "Only channels with a provider and a sender can be chosen.",
    .place = {FOCUS_CHOICE, PAGE_FORM},
};

/* Draws it with the corners of the page marked; the golden file's name comes
 * last. Returns the page. */
static struct area
draw_and_compare(const struct frame *frame, int rows, int cols, bool unicode,
    const char *name)
{
    struct screen screen;

    screen_init(&screen, rows, cols, unicode);
    const struct area page = frame_draw(frame, &screen);
    if (page.rows) {
        screen_put(&screen, page.row, page.col, ROLE_TEXT, "first");
        screen_put_right(&screen, page.row + page.rows - 1, page.col, page.cols,
            ROLE_TEXT, "last");
    }
    grid_compare_file(&screen, name);
    screen_done(&screen);
    return page;
}

static void
a_common_window_has_rail_and_two_panes(void **state)
{
    (void)state;
    draw_and_compare(&example, 24, 80, false, "frame-80x24-ascii");
    draw_and_compare(&example, 24, 80, true, "frame-80x24");
    assert_int_equal(frame_layout(24, 80), LAYOUT_PANES);
    assert_int_equal(frame_layout(30, 120), LAYOUT_WIDE);
}

static void
a_narrow_window_keeps_the_way_out(void **state)
{
    struct frame frame = example;

    (void)state;
    draw_and_compare(&frame, 12, 40, false, "frame-40x12-ascii");
    frame.message = "! From \"ACME\" is no sender of this channel.";
    frame.message_role = ROLE_ERROR;
    frame.production = true;
    draw_and_compare(&frame, 12, 40, true, "frame-40x12-message");
}

static void
a_small_window_gets_a_notice(void **state)
{
    (void)state;
    assert_int_equal(
        draw_and_compare(&example, 8, 31, false, "frame-31x8").rows, 0);
    assert_int_equal(
        draw_and_compare(&example, 4, 20, false, "frame-20x4").rows, 0);
}

static void
the_step_in_work_is_always_on_the_rail(void **state)
{
    struct frame frame = example;

    (void)state;
    frame.title = "Ein sehr langer Titel, der neben Arbeitsbereich und Zustand "
                  "nicht ganz steht";
    frame.production = true;
    frame.step = 4;
    draw_and_compare(&frame, 20, 76, true, "frame-76x20-last-step");
}

/* Nothing is drawn outside, no cursor is lost, whatever the size. */
static void
every_size_is_safe(void **state)
{
    struct screen screen;

    (void)state;
    for (int rows = 0; rows < 40; rows++)
        for (int cols = 0; cols < 130; cols += 3) {
            screen_init(&screen, rows, cols, true);
            const struct area page = frame_draw(&example, &screen);
            assert_true(page.row + page.rows <= rows || !page.rows);
            assert_true(page.rows >= 8 || frame_layout(rows, cols) == 0);
            screen_done(&screen);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_common_window_has_rail_and_two_panes),
        cmocka_unit_test(a_narrow_window_keeps_the_way_out),
        cmocka_unit_test(a_small_window_gets_a_notice),
        cmocka_unit_test(the_step_in_work_is_always_on_the_rail),
        cmocka_unit_test(every_size_is_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
