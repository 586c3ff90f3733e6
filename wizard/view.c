/* Reading a long text. */
#include "view.h"

static int
text_rows(const struct view *view)
{
    return view->lines > view->rows && view->rows > 1 ? view->rows - 1
                                                      : view->rows;
}

static int
last_top(const struct view *view)
{
    const int last = view->lines - text_rows(view);

    return last > 0 ? last : 0;
}

static bool
go_to(struct view *view, int top)
{
    const int last = last_top(view);
    const int to = top < 0 ? 0 : top > last ? last : top;

    if (to == view->top)
        return false;
    view->top = to;
    return true;
}

void
view_fit(struct view *view, int rows, int cols, bool unicode)
{
    view->rows = rows;
    view->lines = width_lines(view->text, cols, unicode);
    (void)go_to(view, view->top); /* only into the bounds */
}

bool
view_key(struct view *view, struct key key)
{
    const struct {
        enum intent intent;
        int top;
    } moves[] = {
        {INTENT_UP, view->top - 1},
        {INTENT_DOWN, view->top + 1},
        {INTENT_PAGE_UP, view->top - text_rows(view)},
        {INTENT_PAGE_DOWN, view->top + text_rows(view)},
        {INTENT_HOME, 0},
        {INTENT_END, view->lines},
    };

    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].intent == key.intent)
            return go_to(view, moves[i].top);
    return false;
}

void
view_draw(const struct view *view, struct screen *screen, struct area area,
    bool focused)
{
    const char *text = view->text;
    const int to = view->top + text_rows(view);
    struct width_line line;

    for (int i = 0; i < to; i++) {
        line = width_wrap(text, area.cols, screen->unicode);
        if (!line.next)
            break;
        if (i >= view->top)
            screen_put_bytes(screen, area.row + i - view->top, area.col,
                ROLE_TEXT, text, line.len);
        text += line.next;
    }
    if (view->lines > text_rows(view))
        screen_putf(screen, area.row + area.rows - 1, area.col, ROLE_HELP,
            "%d-%d of %d", view->top + 1, to, view->lines);
    if (focused)
        screen_cursor(screen, area.row, area.col);
}
