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

static bool
is_narrow(const struct screen *screen)
{
    return frame_layout(screen->rows, screen->cols) == LAYOUT_NARROW;
}

static void
draw_roomy_notice(const struct frame *frame, struct screen *screen)
{
    screen_putf(screen, 0, 0, ROLE_TEXT, "The window is %d x %d.", screen->cols,
        screen->rows);
    screen_putf(screen, 1, 0, ROLE_TEXT, "This page needs %d x %d.",
        FRAME_COLS_MIN, FRAME_ROWS_MIN);
    screen_put(screen, 2, 0, ROLE_TEXT, "Make it larger, or press:");
    screen_put(screen, 3, 0, ROLE_TEXT, "s  leave, the draft is kept");
    screen_put(screen, 4, 0, ROLE_TEXT, "p  go on with plain prompts");
    screen_put_in(
        screen, 5, 0, screen->cols, ROLE_TEXT, or_empty(frame->state));
}

static void
draw_cramped_notice(const struct frame *frame, struct screen *screen)
{
    screen_putf(screen, 0, 0, ROLE_TEXT, "%dx%d, needs %dx%d", screen->cols,
        screen->rows, FRAME_COLS_MIN, FRAME_ROWS_MIN);
    screen_put(screen, 1, 0, ROLE_TEXT, "s leave (kept)");
    screen_put_in(
        screen, 2, 0, screen->cols, ROLE_TEXT, or_empty(frame->state_short));
}

static void
draw_notice(const struct frame *frame, struct screen *screen)
{
    if (screen->rows >= 6 && screen->cols >= 27)
        draw_roomy_notice(frame, screen);
    else
        draw_cramped_notice(frame, screen);
    screen_cursor(screen, 0, 0);
}

/* Ends the text before `end`, with a gap; returns where it begins. */
static int
put_before(struct screen *screen, int end, enum role role, const char *text)
{
    const int gap = end == screen->cols ? 0 : is_narrow(screen) ? 2 : 3;
    const int col = end - gap - width_columns(text, screen->unicode);

    if (!*text)
        return end;
    screen_put(screen, 0, col, role, text);
    return col;
}

static void
draw_title(const struct frame *frame, struct screen *screen)
{
    const bool narrow = is_narrow(screen);
    const char *title =
        narrow && frame->title_short ? frame->title_short : frame->title;
    const char *workspace = narrow ? "" : or_empty(frame->workspace);
    const char *state = or_empty(narrow ? frame->state_short : frame->state);
    const int first = narrow ? 0 : 1;
    int end = put_before(screen, screen->cols, ROLE_TEXT, state);

    if (frame->production)
        end = put_before(screen, end, ROLE_PRODUCTION, "PRODUCTION");
    end = put_before(screen, end, ROLE_TEXT, workspace);
    screen_put_in(
        screen, 0, first, end - first - 1, ROLE_TITLE, or_empty(title));
}

static const struct {
    const char *word, *ascii;
    enum role role;
} marks[] = {
    [RAIL_NONE] = {"", "", ROLE_TEXT},
    [RAIL_OK] = {" \u2713 ok", " ok", ROLE_OK},
    [RAIL_PROBLEM] = {" !", " !", ROLE_ERROR},
};

static bool
has_symbols(const struct screen *screen)
{
    return screen->unicode && !screen->sparse;
}

static const char *
mark_word(enum rail_mark mark, const struct screen *screen)
{
    return has_symbols(screen) ? marks[mark].word : marks[mark].ascii;
}

static int
draw_step(const struct frame *frame, struct screen *screen, int col, size_t at)
{
    const struct rail_step *step = &frame->steps[at];
    const bool current = at == frame->step;
    const enum role role = current ? ROLE_TITLE : ROLE_TEXT;
    const char *before = has_symbols(screen) ? "\u25b8" : ">";
    const char *after = has_symbols(screen) ? "\u25c2" : "<";

    col = screen_put(screen, 1, col, role, current ? before : " ");
    col = screen_put(screen, 1, col, role, step->title);
    col = screen_put(
        screen, 1, col, marks[step->mark].role, mark_word(step->mark, screen));
    col = screen_put(screen, 1, col, role, current ? after : "");
    return col + RAIL_GAP;
}

static int
step_columns(const struct frame *frame, size_t at, const struct screen *screen)
{
    const struct rail_step *step = &frame->steps[at];

    return 1 + width_columns(step->title, screen->unicode) +
        width_columns(mark_word(step->mark, screen), screen->unicode) +
        (at == frame->step) + RAIL_GAP;
}

/* The first step to be shown, so that the one in work is on the screen. */
static size_t
first_step(const struct frame *frame, const struct screen *screen)
{
    size_t first = frame->step;
    int left = screen->cols - 1;

    if (first >= frame->step_count)
        return 0;
    left -= step_columns(frame, first, screen) - RAIL_GAP;
    while (first > 0) {
        left -= step_columns(frame, first - 1, screen);
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

/* Wrapped into the area; only what its last row cannot hold is cut. */
static void
put_wrapped(
    struct screen *screen, struct area area, enum role role, const char *text)
{
    for (; area.rows > 1; area.rows--, area.row++) {
        const struct width_line line =
            width_wrap(text, area.cols, screen->unicode);

        screen_put_bytes(screen, area.row, area.col, role, text, line.len);
        text += line.next;
    }
    if (area.rows > 0)
        screen_put_in(screen, area.row, area.col, area.cols, role, text);
}

/* The help, and below it the message: what is long may have the rows that the
 * other one leaves. */
static void
draw_told(const struct frame *frame, struct screen *screen, struct area area)
{
    const char *message = or_empty(frame->message);
    const int wanted = width_lines(message, area.cols, screen->unicode);
    const int rows = !*message ? 0 : wanted < area.rows ? wanted : area.rows;
    const int help = area.rows - rows;

    put_wrapped(screen, (struct area){area.row, area.col, help, area.cols},
        ROLE_HELP, or_empty(frame->help));
    put_wrapped(screen,
        (struct area){area.row + help, area.col, rows, area.cols},
        frame->message_role, message);
}

static void
draw_keys(const struct frame *frame, struct screen *screen, int col)
{
    auto_(text) struct text line = {0};

    keymap_line(&line, frame->place, screen->cols - col);
    screen_put(screen, screen->rows - 1, col, ROLE_TEXT, text_str(&line));
}

static struct area
draw_narrow(const struct frame *frame, struct screen *screen)
{
    const int last = screen->rows - 1;

    screen_rule(screen, last - 2, 0, screen->cols);
    draw_told(frame, screen, (struct area){last - 1, 0, 1, screen->cols});
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
    draw_told(frame, screen, (struct area){last - 2, 1, 2, screen->cols - 1});
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
