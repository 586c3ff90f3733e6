/* The grid: clipping, wide characters at edges, lines. */
#include "grid.h"

static void
text_is_clipped_at_every_edge(void **state)
{
    struct screen screen;

    (void)state;
    screen_init(&screen, 3, 6, true);
    assert_int_equal(screen_put(&screen, 0, 4, ROLE_TEXT, "abc"), 7);
    screen_put(&screen, 1, -2, ROLE_TEXT, "abcd");
    screen_put(&screen, -1, 0, ROLE_TEXT, "no");
    screen_put(&screen, 3, 0, ROLE_TEXT, "no");
    screen_put_in(&screen, 2, 1, 4, ROLE_TEXT, "abcde");
    grid_compare(&screen, "    ab\ncd\n ab..\n");
    screen_done(&screen);
}

static void
half_a_wide_character_is_never_left(void **state)
{
    struct screen screen;

    (void)state;
    screen_init(&screen, 4, 6, true);
    screen_put(&screen, 0, 0, ROLE_TEXT, "\u65E5\u672C\u8A9E");
    screen_put(&screen, 0, 1, ROLE_TEXT, "ab");
    screen_put(&screen, 1, 5, ROLE_TEXT, "\u65E5");
    screen_put(&screen, 2, -1, ROLE_TEXT, "\u65E5x");
    screen_put_in(&screen, 3, 0, 5, ROLE_TEXT, "\u65E5\u672C\u8A9E");
    grid_compare(&screen, " ab \u8A9E\n\n x\n\u65E5..\n");
    screen_done(&screen);
}

static void
marks_stay_on_their_letter(void **state)
{
    struct screen screen;

    (void)state;
    screen_init(&screen, 1, 10, true);
    screen_put(&screen, 0, 0, ROLE_TEXT, "e\u0301x");
    assert_int_equal(screen.cells[0].glyph.code[1], 0x301);
    assert_int_equal(screen.cells[1].glyph.code[0], 'x');
    screen_done(&screen);
}

static void
boxes_are_lines_or_ascii(void **state)
{
    struct screen screen;

    (void)state;
    for (int unicode = 0; unicode < 2; unicode++) {
        screen_init(&screen, 3, 8, unicode);
        screen_box(&screen, (struct area){0, 1, 3, 5});
        screen_put_right(&screen, 1, 2, 3, ROLE_TEXT, "\u00E9");
        grid_compare(&screen,
            unicode ? " \u250C\u2500\u2500\u2500\u2510\n"
                      " \u2502  \u00E9\u2502\n"
                      " \u2514\u2500\u2500\u2500\u2518\n"
                    : " +---+\n |  ?|\n +---+\n");
        screen_done(&screen);
    }
}

static void
roles_and_the_cursor_stay_inside(void **state)
{
    struct screen screen;

    (void)state;
    screen_init(&screen, 2, 4, true);
    screen_fill(&screen, (struct area){0, 2, 5, 5}, ROLE_FIELD);
    screen_tint(&screen, (struct area){1, -1, 1, 2}, ROLE_ERROR);
    assert_int_equal(screen.cells[1].role, ROLE_TEXT);
    assert_int_equal(screen.cells[2].role, ROLE_FIELD);
    assert_int_equal(screen.cells[4].role, ROLE_ERROR);
    screen_cursor(&screen, 1, 3);
    assert_int_equal(screen.cursor_col, 3);
    screen_cursor(&screen, 1, 4);
    assert_int_equal(screen.cursor_row, -1);
    screen_done(&screen);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_at_every_edge),
        cmocka_unit_test(half_a_wide_character_is_never_left),
        cmocka_unit_test(marks_stay_on_their_letter),
        cmocka_unit_test(boxes_are_lines_or_ascii),
        cmocka_unit_test(roles_and_the_cursor_stay_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
