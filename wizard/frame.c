/* The frame around every page. */
#include "frame.h"

#include <string.h>

#define RAIL_GAP 2

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

enum layout
frame_layout(int rows, int cols)
{
    if (rows < FRAME_ROWS_MIN || cols < FRAME_COLS_MIN)
        return LAYOUT_NOTICE;
    if (rows >= 30 && cols >= 120)
        return LAYOUT_WIDE;
    if (rows >= 20 && cols >= 76)
        return LAYOUT_PANES;
    return LAYOUT_NARROW;
}

/* One line of the notice: for a window with room, and for one without. */
static void
add_notice(struct screen *screen, int row, bool roomy, const char *line,
    const char *short_line)
{
    screen_put_in(
        screen, row, 0, screen->cols, ROLE_TEXT, roomy ? line : short_line);
}

static void
draw_notice(const struct frame *frame, struct screen *screen)
{
    const bool roomy = screen->rows >= 6 && screen->cols >= 28;
    const char *state = or_empty(frame->state);
    const char *state_short = or_empty(frame->state_short);
    auto_(heap) char *size = NULL;
    int row = 0;

    if (asprintf(&size, roomy ? "The window is %d x %d." : "%d x %d, too small",
            screen->cols, screen->rows) < 0)
        abort();
    add_notice(screen, row++, roomy, size, size);
    if (roomy) {
        screen_putf(screen, row++, 0, ROLE_TEXT, "This page needs %d x %d.",
            FRAME_COLS_MIN, FRAME_ROWS_MIN);
        screen_put(screen, row++, 0, ROLE_TEXT, "Make it larger, or press:");
    }
    add_notice(screen, row++, roomy, "s  save and leave", "s save and leave");
    add_notice(
        screen, row++, roomy, "p  go on with plain prompts", "p plain prompts");
    add_notice(screen, row, roomy, state, state_short);
    screen_cursor(screen, 0, 0);
}

/* Right part of the title row; returns the column where it begins. */
static int
draw_state(const struct frame *frame, struct screen *screen)
{
    const bool narrow =
        frame_layout(screen->rows, screen->cols) == LAYOUT_NARROW;
    const char *workspace = narrow ? "" : or_empty(frame->workspace);
    const char *word = frame->production ? "PRODUCTION" : "";
    const char *state = or_empty(narrow ? frame->state_short : frame->state);
    const bool unicode = screen->unicode;
    const int gap = narrow ? 2 : 3;
    int col = screen->cols - width_columns(state, unicode);
    const int state_col = col;

    if (*word)
        col -= width_columns(word, unicode) + (*state ? gap : 0);
    const int word_col = col;
    if (*workspace)
        col -= width_columns(workspace, unicode) + (*word ? 2 : gap);
    if (col < 0)
        return screen->cols;
    screen_put(screen, 0, col, ROLE_TEXT, workspace);
    screen_put(screen, 0, word_col, ROLE_PRODUCTION, word);
    screen_put(screen, 0, state_col, ROLE_TEXT, state);
    return col;
}

static void
draw_title(const struct frame *frame, struct screen *screen)
{
    const bool narrow =
        frame_layout(screen->rows, screen->cols) == LAYOUT_NARROW;
    const char *title =
        narrow && frame->title_short ? frame->title_short : frame->title;
    const int col = narrow ? 0 : 1;
    const int end = draw_state(frame, screen);

    screen_put_in(screen, 0, col, end - col - 1, ROLE_TITLE, or_empty(title));
}

static const char *
mark_word(enum rail_mark mark, bool unicode)
{
    switch (mark) {
    case RAIL_NONE:
        return "";
    case RAIL_OK:
        return unicode ? " \u2713 ok" : " ok";
    case RAIL_PROBLEM:
        return " !";
    }
    return "";
}

static enum role
mark_role(enum rail_mark mark)
{
    switch (mark) {
    case RAIL_NONE:
        return ROLE_TEXT;
    case RAIL_OK:
        return ROLE_OK;
    case RAIL_PROBLEM:
        return ROLE_ERROR;
    }
    return ROLE_TEXT;
}

static int
draw_step(
    const struct frame *frame, struct screen *screen, int col, size_t index)
{
    const struct rail_step *step = &frame->steps[index];
    const bool current = index == frame->step;
    const enum role role = current ? ROLE_TITLE : ROLE_TEXT;
    const char *here = screen->unicode ? "\u25b8" : ">";

    col = screen_put(screen, 1, col, role, current ? here : " ");
    col = screen_put(screen, 1, col, role, step->title);
    col = screen_put(screen, 1, col, mark_role(step->mark),
        mark_word(step->mark, screen->unicode));
    if (current)
        col =
            screen_put(screen, 1, col, role, screen->unicode ? "\u25c2" : "<");
    return col + RAIL_GAP;
}

static int
step_columns(const struct frame *frame, size_t index, bool unicode)
{
    const struct rail_step *step = &frame->steps[index];

    return 1 + width_columns(step->title, unicode) +
        width_columns(mark_word(step->mark, unicode), unicode) +
        (index == frame->step) + RAIL_GAP;
}

/* The first step to be shown, so that the one in work is on the screen. */
static size_t
first_step(const struct frame *frame, const struct screen *screen)
{
    size_t first = frame->step;
    int left = screen->cols - 1;

    if (first >= frame->step_count)
        return 0;
    left -= step_columns(frame, first, screen->unicode) - RAIL_GAP;
    while (first > 0) {
        left -= step_columns(frame, first - 1, screen->unicode);
        if (left < 0)
            break;
        first--;
    }
    return first;
}

static void
draw_rail(const struct frame *frame, struct screen *screen)
{
    int col = 1;

    if (!frame->step_count) {
        screen_put_in(
            screen, 1, 1, screen->cols - 2, ROLE_TEXT, or_empty(frame->second));
        return;
    }
    for (size_t i = first_step(frame, screen); i < frame->step_count; i++)
        col = draw_step(frame, screen, col, i);
}

static void
draw_message(const struct frame *frame, struct screen *screen, int row, int col)
{
    const int cols = screen->cols - col;

    if (frame->message && *frame->message)
        screen_put_in(
            screen, row, col, cols, frame->message_role, frame->message);
}

static void
draw_help(const struct frame *frame, struct screen *screen, int row, int col)
{
    screen_put_in(
        screen, row, col, screen->cols - col, ROLE_HELP, or_empty(frame->help));
}

static void
draw_keys(const struct frame *frame, struct screen *screen, int col)
{
    auto_(text) struct text line = {0};

    keys_line(&line, frame->place, screen->cols - col);
    screen_put(screen, screen->rows - 1, col, ROLE_TEXT, text_str(&line));
}

static struct area
draw_narrow(const struct frame *frame, struct screen *screen)
{
    const int last = screen->rows - 1;
    const bool message = frame->message && *frame->message;

    screen_rule(screen, last - 2, 0, screen->cols);
    if (message)
        draw_message(frame, screen, last - 1, 0);
    else
        draw_help(frame, screen, last - 1, 0);
    draw_keys(frame, screen, 0);
    return (struct area){1, 0, last - 3, screen->cols};
}

static struct area
draw_full(const struct frame *frame, struct screen *screen)
{
    const int last = screen->rows - 1;

    draw_rail(frame, screen);
    screen_rule(screen, 2, 0, screen->cols);
    if (frame->rule)
        screen_put_in(screen, 2, 2, screen->cols - 4, ROLE_TEXT, frame->rule);
    screen_rule(screen, last - 3, 0, screen->cols);
    draw_help(frame, screen, last - 2, 1);
    draw_message(frame, screen, last - 1, 1);
    draw_keys(frame, screen, 1);
    return (struct area){3, 0, last - 6, screen->cols};
}

struct area
frame_draw(const struct frame *frame, struct screen *screen)
{
    const enum layout layout = frame_layout(screen->rows, screen->cols);

    if (layout == LAYOUT_NOTICE) {
        draw_notice(frame, screen);
        return (struct area){0};
    }
    draw_title(frame, screen);
    return layout == LAYOUT_NARROW ? draw_narrow(frame, screen)
                                   : draw_full(frame, screen);
}
