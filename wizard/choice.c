/* Radio lists and drop-downs. */
#include "choice.h"

static const struct choice_item nothing = {.label = ""};

void
choice_set(struct choice *choice, const struct choice_item *items, size_t count,
    size_t chosen)
{
    choice->items = items;
    choice->chosen = chosen < count ? chosen : CHOICE_NONE;
    choice->open = false;
    choice->list.selected = chosen < count ? chosen : 0;
    list_fit(&choice->list, count,
        choice->drop_down && count > CHOICE_MENU_ROWS ? CHOICE_MENU_ROWS
                                                      : (int)count);
}

const struct choice_item *
choice_at(const struct choice *choice)
{
    if (!choice->list.count)
        return &nothing;
    return &choice->items[choice->list.selected];
}

static enum choice_result
choose(struct choice *choice)
{
    if (!choice->list.count || choice_at(choice)->reason)
        return CHOICE_REFUSED;
    choice->chosen = choice->list.selected;
    choice->open = false;
    return CHOICE_CHOSEN;
}

static enum choice_result
open_menu(struct choice *choice)
{
    choice->open = true;
    return CHOICE_MOVED;
}

/* The cursor goes back to what is chosen. */
static enum choice_result
close_menu(struct choice *choice)
{
    choice->open = false;
    choice->list.selected = choice->chosen == CHOICE_NONE ? 0 : choice->chosen;
    list_fit(&choice->list, choice->list.count, choice->list.rows);
    return CHOICE_MOVED;
}

/* An open menu takes every key that moves, so that none leads out of it. */
static enum choice_result
menu_key(struct choice *choice, struct key key)
{
    if (key.intent == INTENT_ACCEPT || key.intent == INTENT_CHOOSE)
        return choose(choice);
    if (key.intent == INTENT_BACK)
        return close_menu(choice);
    if (list_key(&choice->list, key) || key.intent == INTENT_UP ||
        key.intent == INTENT_DOWN)
        return CHOICE_MOVED;
    return CHOICE_IGNORED;
}

enum choice_result
choice_key(struct choice *choice, struct key key)
{
    if (choice->open)
        return menu_key(choice, key);
    if (key.intent == INTENT_CHOOSE)
        return choice->drop_down ? open_menu(choice) : choose(choice);
    if (!choice->drop_down && list_key(&choice->list, key))
        return CHOICE_MOVED;
    return CHOICE_IGNORED;
}

static void
draw_item(const void *data, size_t at, struct screen *screen, struct area area,
    enum role role)
{
    const struct choice *choice = data;
    const struct choice_item *item = &choice->items[at];
    const char *mark = at == choice->chosen ? "(*) " : "( ) ";
    const int end = area.col + area.cols;
    const bool usable = role == ROLE_FOCUS || !item->reason;
    int col = screen_put(screen, area.row, area.col, role, mark);

    screen_put_in(screen, area.row, col, end - col, role, item->label);
    col += width_columns(item->label, screen->unicode) + 2;
    if (item->reason)
        screen_put_in(screen, area.row, col, end - col,
            usable ? role : ROLE_UNUSABLE, item->reason);
    else if (item->note)
        screen_put_in(screen, area.row, col, end - col, role, item->note);
}

static void
draw_closed(const struct choice *choice, struct screen *screen,
    struct area area, bool focused)
{
    const struct area inside = {area.row, area.col + 1, 1, area.cols - 4};
    const char *label = choice->chosen == CHOICE_NONE
        ? ""
        : choice->items[choice->chosen].label;

    screen_put(screen, area.row, area.col, ROLE_TEXT, "[");
    screen_fill(screen, inside, ROLE_FIELD);
    screen_put_in(screen, area.row, inside.col, inside.cols, ROLE_FIELD, label);
    screen_put(screen, area.row, area.col + area.cols - 3, ROLE_TEXT, " v]");
    if (focused)
        screen_cursor(screen, area.row, inside.col);
}

void
choice_draw(const struct choice *choice, struct screen *screen,
    struct area area, bool focused)
{
    if (choice->drop_down)
        draw_closed(choice, screen, area, focused);
    else
        list_draw(&choice->list, screen, area, draw_item, choice, focused);
}

void
choice_draw_menu(
    const struct choice *choice, struct screen *screen, struct area area)
{
    const int rows = choice->list.rows + 2;
    const bool below = area.row + 1 + rows <= screen->rows;
    const struct area box = {
        below ? area.row + 1 : area.row - rows, area.col, rows, area.cols};
    const struct area inside = {
        box.row + 1, box.col + 1, rows - 2, box.cols - 2};

    if (!choice->drop_down || !choice->open)
        return;
    screen_fill(screen, box, ROLE_TEXT);
    screen_box(screen, box);
    list_draw(&choice->list, screen, inside, draw_item, choice, true);
}
