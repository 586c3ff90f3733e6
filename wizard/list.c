/* Positions in a list, and the visible part of it. */
#include "list.h"

static bool
is_cut(const struct list *list)
{
    return list->rows > 0 && list->count > (size_t)list->rows;
}

/* Rows for items: the last row of the area is for the position. */
static size_t
item_rows(const struct list *list)
{
    if (is_cut(list) && list->rows > 1)
        return (size_t)list->rows - 1;
    return list->rows > 0 ? (size_t)list->rows : 1;
}

static void
show_selected(struct list *list)
{
    const size_t rows = item_rows(list);
    const size_t last_top = list->count > rows ? list->count - rows : 0;

    if (list->top > list->selected)
        list->top = list->selected;
    if (list->top + rows <= list->selected)
        list->top = list->selected - rows + 1;
    if (list->top > last_top)
        list->top = last_top;
}

void
list_fit(struct list *list, size_t count, int rows)
{
    list->count = count;
    list->rows = rows;
    if (list->selected >= count)
        list->selected = count ? count - 1 : 0;
    show_selected(list);
}

static size_t
up(const struct list *list, size_t rows)
{
    return list->selected > rows ? list->selected - rows : 0;
}

static size_t
down(const struct list *list, size_t rows)
{
    const size_t last = list->count - 1;

    return last - list->selected > rows ? list->selected + rows : last;
}

/* Where the key leads; where we are if it is not one of the list. */
static size_t
goal(const struct list *list, enum intent intent)
{
    const struct {
        enum intent intent;
        size_t row;
    } moves[] = {
        {INTENT_UP, up(list, 1)},
        {INTENT_DOWN, down(list, 1)},
        {INTENT_PAGE_UP, up(list, item_rows(list))},
        {INTENT_PAGE_DOWN, down(list, item_rows(list))},
        {INTENT_HOME, 0},
        {INTENT_END, list->count - 1},
    };

    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].intent == intent)
            return moves[i].row;
    return list->selected;
}

bool
list_key(struct list *list, struct key key)
{
    const size_t to = list->count ? goal(list, key.intent) : list->selected;

    if (to == list->selected)
        return false;
    list->selected = to;
    show_selected(list);
    return true;
}

static void
draw_position(
    const struct list *list, struct screen *screen, struct area area, size_t to)
{
    auto_(heap) char *text = NULL;

    if (asprintf(&text, "%zu-%zu of %zu", list->top + 1, to, list->count) < 0)
        abort();
    screen_put_right(
        screen, area.row + area.rows - 1, area.col, area.cols, ROLE_HELP, text);
}

void
list_draw(const struct list *list, struct screen *screen, struct area area,
    list_row_fn *draw, const void *data, bool focused)
{
    const size_t rows = item_rows(list);
    const size_t to =
        list->count - list->top > rows ? list->top + rows : list->count;

    if (focused)
        screen_cursor(
            screen, area.row + (int)(list->selected - list->top), area.col);
    for (size_t i = list->top; i < to; i++) {
        const bool selected = i == list->selected;
        const enum role role = selected && focused ? ROLE_FOCUS : ROLE_TEXT;
        const int row = area.row + (int)(i - list->top);
        const struct area line = {row, area.col, 1, area.cols};
        const struct area rest = {
            row, area.col + LIST_MARK_COLS, 1, area.cols - LIST_MARK_COLS};

        screen_fill(screen, line, role);
        if (selected)
            screen_put(screen, row, area.col, role, ">");
        draw(data, i, screen, rest, role);
    }
    if (is_cut(list) && list->rows > 1)
        draw_position(list, screen, area, to);
}
