/* Lists, choices, views and bubbles: keys in, rows out. */
#include "grid.h"

#include "bubble.h"
#include "choice.h"
#include "list.h"
#include "table.h"
#include "view.h"

static const struct key up = {.intent = INTENT_UP};
static const struct key down = {.intent = INTENT_DOWN};
static const struct key page_up = {.intent = INTENT_PAGE_UP};
static const struct key page_down = {.intent = INTENT_PAGE_DOWN};
static const struct key home = {.intent = INTENT_HOME};
static const struct key end = {.intent = INTENT_END};
static const struct key choose = {.intent = INTENT_CHOOSE};
static const struct key enter = {.intent = INTENT_ACCEPT};
static const struct key back = {.intent = INTENT_BACK};

/* Counts how often it is asked: only visible rows may be. */
static void
draw_number(const void *data, size_t item, struct screen *screen,
    struct area area, enum role role)
{
    ++*(int *)(uintptr_t)data;
    screen_putf(screen, area.row, area.col, role, "row %zu", item + 1);
}

static int
draw_list(const struct list *list, int rows, const char *want)
{
    struct screen screen;
    int drawn = 0;

    screen_init(&screen, rows + 1, 16, true);
    list_draw(list, &screen, (struct area){0, 0, rows, 16}, draw_number, &drawn,
        true);
    grid_compare(&screen, want);
    assert_int_equal(screen.cursor_row, (int)(list->selected - list->top));
    screen_done(&screen);
    return drawn;
}

/* The titles, at a width of the window. */
static void
draw_titles(int cols, size_t sorted, bool falling, const char *want)
{
    static const struct table_column columns[] = {
        {"Title", .least = 8, .most = 12},
        {"State", .least = 5, .most = 7, .rank = 1},
        {"Changed", .least = 8, .most = 8, .rank = 3},
        {"File", .least = 6, .most = 30, .rank = 2},
    };
    struct table table = {.columns = columns,
        .n = ARRAY_LEN(columns),
        .sorted = sorted,
        .falling = falling};
    struct screen screen;

    screen_init(&screen, 1, cols, true);
    table_fit(&table, cols);
    table_draw_titles(&table, &screen, (struct area){0, 0, 1, cols});
    grid_compare(&screen, want);
    screen_done(&screen);
}

static void
columns_leave_and_grow_with_the_window(void **state)
{
    (void)state;
    draw_titles(33, 0, false, "Title ^   State  Changed   File\n");
    draw_titles(32, 0, true, "Title v       State    File\n");
    draw_titles(21, 1, true, "Title         State v\n");
    draw_titles(14, 3, true, "Title\n");
    draw_titles(4, TABLE_UNSORTED, false, "Ti..\n");
    draw_titles(80, 3, false, "Title         State    Changed   File ^\n");
}

static void
a_cell_is_cut_to_its_column(void **state)
{
    static const struct table_column columns[] = {
        {"A", .least = 4, .most = 4},
        {"B", .least = 4, .most = 4},
        {"C", .least = 9, .most = 9, .rank = 1},
    };
    struct table table = {.columns = columns, .n = ARRAY_LEN(columns)};
    const struct area line = {0, 0, 1, 12};
    struct screen screen;

    (void)state;
    screen_init(&screen, 1, 12, true);
    table_fit(&table, 12);
    table_put(&table, 0, &screen, line, ROLE_TEXT, "one and more");
    table_put(&table, 1, &screen, line, ROLE_TEXT, "two");
    table_put(&table, 2, &screen, line, ROLE_TEXT, "three");
    grid_compare(&screen, "on..  two\n");
    screen_done(&screen);
}

static void
a_list_draws_what_is_visible(void **state)
{
    struct list list = {0};

    (void)state;
    list_fit(&list, 100000, 4);
    assert_int_equal(
        draw_list(&list, 4, "> row 1\n  row 2\n  row 3\n   1-3 of 100000\n"),
        3);
    list_fit(&list, 3, 4);
    draw_list(&list, 4, "> row 1\n  row 2\n  row 3\n");
    list_fit(&list, 4, 4);
    draw_list(&list, 4, "> row 1\n  row 2\n  row 3\n  row 4\n");
    list_fit(&list, 5, 1);
    draw_list(&list, 1, "> row 1\n");
}

static void
a_list_scrolls_with_its_selection(void **state)
{
    static const struct {
        const struct key *key;
        size_t selected, top;
        bool taken;
    } cases[] = {
        {&up, 0, 0, false},
        {&down, 1, 0, true},
        {&down, 2, 0, true},
        {&down, 3, 1, true},
        {&page_down, 6, 4, true},
        {&page_up, 3, 3, true},
        {&end, 9, 7, true},
        {&down, 9, 7, false},
        {&up, 8, 7, true},
        {&home, 0, 0, true},
        {&page_up, 0, 0, false},
        {&enter, 0, 0, false},
    };
    struct list list = {0};

    (void)state;
    list_fit(&list, 10, 4);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(list_key(&list, *cases[i].key), cases[i].taken);
        assert_int_equal(list.selected, cases[i].selected);
        assert_int_equal(list.top, cases[i].top);
    }
}

static void
a_list_follows_its_length_and_height(void **state)
{
    struct list list = {0};

    (void)state;
    list_fit(&list, 10, 4);
    list_key(&list, end);
    list_fit(&list, 10, 8);
    assert_int_equal(list.top, 3);
    list_fit(&list, 2, 8);
    assert_int_equal(list.selected, 1);
    assert_int_equal(list.top, 0);
    list_fit(&list, 0, 8);
    assert_int_equal(list.selected, 0);
    assert_false(list_key(&list, down));
    assert_int_equal(draw_list(&list, 8, "\n"), 0);
}

static const struct choice_item channels[] = {
    {"WhatsApp", "4 s", NULL},
    {"SMS", "3 s", NULL},
    {"Viber", NULL, "not available: no sender"},
};

static void
draw_choice(const struct choice *choice, struct area area, const char *want)
{
    struct screen screen;

    screen_init(&screen, 8, 30, true);
    for (int row = 0; row < 8; row++)
        screen_put(&screen, row, 0, ROLE_TEXT, ".");
    choice_draw(choice, &screen, area, true);
    choice_draw_menu(choice, &screen, area);
    grid_compare(&screen, want);
    screen_done(&screen);
}

static void
a_radio_list_refuses_with_a_reason(void **state)
{
    struct choice choice = {0};

    (void)state;
    choice_set(&choice, channels, ARRAY_LEN(channels), 0);
    assert_int_equal(choice_key(&choice, up), CHOICE_IGNORED);
    assert_int_equal(choice_key(&choice, down), CHOICE_MOVED);
    assert_int_equal(choice_key(&choice, choose), CHOICE_CHOSEN);
    assert_int_equal(choice_key(&choice, down), CHOICE_MOVED);
    assert_int_equal(choice_key(&choice, choose), CHOICE_REFUSED);
    assert_string_equal(choice_at(&choice)->reason, "not available: no sender");
    assert_int_equal(choice_key(&choice, down), CHOICE_IGNORED);
    assert_int_equal(choice_key(&choice, enter), CHOICE_IGNORED);
    assert_int_equal(choice.chosen, 1);
    draw_choice(&choice, (struct area){1, 1, 3, 29},
        ".\n.  ( ) WhatsApp  4 s\n.  (*) SMS  3 s\n"
        ".> ( ) Viber  not available:..\n.\n.\n.\n.\n");
}

static void
a_drop_down_opens_in_place(void **state)
{
    struct choice choice = {.drop_down = true};
    const struct area area = {1, 1, 1, 24};

    (void)state;
    choice_set(&choice, channels, ARRAY_LEN(channels), CHOICE_NONE);
    draw_choice(
        &choice, area, ".\n.[                     v]\n.\n.\n.\n.\n.\n.\n");
    assert_int_equal(choice_key(&choice, down), CHOICE_IGNORED);
    assert_int_equal(choice_key(&choice, choose), CHOICE_MOVED);
    assert_int_equal(choice_key(&choice, up), CHOICE_MOVED);
    assert_int_equal(choice_key(&choice, down), CHOICE_MOVED);
    draw_choice(&choice, area,
        ".\n.[                     v]\n"
        ".\u250C\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
        "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
        "\u2500\u2510\n"
        ".\u2502  ( ) WhatsApp  4 s   \u2502\n"
        ".\u2502> ( ) SMS  3 s        \u2502\n"
        ".\u2502  ( ) Viber  not ava..\u2502\n"
        ".\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
        "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
        "\u2500\u2518\n.\n");
    assert_int_equal(choice_key(&choice, enter), CHOICE_CHOSEN);
    assert_false(choice.open);
    draw_choice(
        &choice, area, ".\n.[SMS                  v]\n.\n.\n.\n.\n.\n.\n");
}

static void
an_open_drop_down_closes_without_a_change(void **state)
{
    struct choice choice = {.drop_down = true};

    (void)state;
    choice_set(&choice, channels, ARRAY_LEN(channels), 1);
    choice_key(&choice, choose);
    choice_key(&choice, up);
    assert_int_equal(choice_key(&choice, back), CHOICE_MOVED);
    assert_false(choice.open);
    assert_int_equal(choice.chosen, 1);
    assert_int_equal(choice.list.selected, 1);
    assert_int_equal(choice_key(&choice, back), CHOICE_IGNORED);
}

/* Where there is no room below, the menu stands above. */
static void
a_drop_down_at_the_bottom_opens_upwards(void **state)
{
    struct choice choice = {.drop_down = true};
    struct screen screen;

    (void)state;
    choice_set(&choice, channels, ARRAY_LEN(channels), 0);
    choice_key(&choice, choose);
    screen_init(&screen, 6, 16, false);
    choice_draw(&choice, &screen, (struct area){5, 0, 1, 16}, true);
    choice_draw_menu(&choice, &screen, (struct area){5, 0, 1, 16});
    grid_compare(&screen,
        "+--------------+\n|> (*) WhatsApp|\n|  ( ) SMS  3 s|\n"
        "|  ( ) Viber  .|\n+--------------+\n[WhatsApp     v]\n");
    screen_done(&screen);
}

static void
draw_view(const struct view *view, int rows, const char *want)
{
    struct screen screen;

    screen_init(&screen, rows, 12, true);
    view_draw(view, &screen, (struct area){0, 0, rows, 12}, true);
    grid_compare(&screen, want);
    screen_done(&screen);
}

static void
a_view_wraps_and_scrolls(void **state)
{
    struct view view = {.text = "one two three four\nfive\n\nsix"};

    (void)state;
    view_fit(&view, 5, 12, true);
    draw_view(&view, 5, "one two\nthree four\nfive\n\nsix\n");
    assert_false(view_key(&view, down));
    view_fit(&view, 3, 12, true);
    draw_view(&view, 3, "one two\nthree four\n1-2 of 5\n");
    assert_true(view_key(&view, page_down));
    draw_view(&view, 3, "five\n\n3-4 of 5\n");
    assert_true(view_key(&view, end));
    draw_view(&view, 3, "\nsix\n4-5 of 5\n");
    assert_false(view_key(&view, down));
    assert_true(view_key(&view, up));
    view_fit(&view, 5, 12, true);
    assert_int_equal(view.top, 0);
    assert_false(view_key(&view, enter));
}

static const char *const buttons[] = {"Copy code", NULL};

static const struct bubble otp = {
    .sender = "Acme",
    .service = "WhatsApp",
    .header = "Sign-in",
    .body = "482913 is your code.\nDo not share it with \U0001F468\u200D"
            "\U0001F469\u200D\U0001F467 or \u65E5\u672C.",
    .footer = "Expires in 5 minutes.",
    .stamp = "10:41",
    .buttons = buttons,
};

static void
draw_bubble(int rows, int cols, bool unicode, const char *name)
{
    struct screen screen;

    screen_init(&screen, 24, cols + 1, unicode);
    bubble_draw(&otp, &screen, (struct area){0, 0, rows, cols});
    grid_compare_file(&screen, name);
    screen_done(&screen);
}

static void
a_bubble_shows_a_message_as_a_telephone_does(void **state)
{
    (void)state;
    draw_bubble(24, 29, true, "bubble");
    draw_bubble(24, 29, false, "bubble-ascii");
    draw_bubble(10, 29, true, "bubble-cut");
    assert_int_equal(bubble_rows(&otp, 29, true), 14);
    assert_true(bubble_simplified(&otp, true));
    assert_false(bubble_simplified(&(struct bubble){.body = "\u65E5"}, true));
}

static void
a_bubble_is_safe_at_every_size(void **state)
{
    struct screen screen;

    (void)state;
    for (int rows = 0; rows < 20; rows++)
        for (int cols = 0; cols < 40; cols++) {
            screen_init(&screen, 20, 40, true);
            bubble_draw(&otp, &screen, (struct area){0, 0, rows, cols});
            for (int i = 0; i < 20 * 40; i++)
                if (i / 40 >= rows)
                    assert_int_equal(screen.cells[i].glyph.code[0], ' ');
            screen_done(&screen);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_leave_and_grow_with_the_window),
        cmocka_unit_test(a_cell_is_cut_to_its_column),
        cmocka_unit_test(a_list_draws_what_is_visible),
        cmocka_unit_test(a_list_scrolls_with_its_selection),
        cmocka_unit_test(a_list_follows_its_length_and_height),
        cmocka_unit_test(a_radio_list_refuses_with_a_reason),
        cmocka_unit_test(a_drop_down_opens_in_place),
        cmocka_unit_test(an_open_drop_down_closes_without_a_change),
        cmocka_unit_test(a_drop_down_at_the_bottom_opens_upwards),
        cmocka_unit_test(a_view_wraps_and_scrolls),
        cmocka_unit_test(a_bubble_shows_a_message_as_a_telephone_does),
        cmocka_unit_test(a_bubble_is_safe_at_every_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
