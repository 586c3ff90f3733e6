/* Drawing a message as on a telephone. */
#include "bubble.h"

#include "text.h"

#define EDGE 2 /* the telephone's frame and a space */

/* Where the drawing stands. */
struct pen {
    struct screen *screen;
    int row, end; /* the next row, and the first one it cannot use */
    int col, cols;
};

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static int
part_lines(const char *text, int cols, bool unicode)
{
    return text ? width_lines(text, cols, unicode) : 0;
}

/* Header, body, an empty line and the footer, the stamp. */
static int
message_lines(const struct bubble *bubble, int cols, bool unicode)
{
    const int footer = part_lines(bubble->footer, cols, unicode);

    return part_lines(bubble->header, cols, unicode) +
        part_lines(bubble->body, cols, unicode) + (footer ? footer + 1 : 0) +
        (bubble->stamp ? 1 : 0);
}

static int
button_count(const struct bubble *bubble)
{
    int count = 0;

    while (bubble->buttons && bubble->buttons[count])
        count++;
    return count;
}

/* Columns of text: inside two frames, each with a space. */
static int
message_cols(int cols)
{
    return cols > 4 * EDGE ? cols - 4 * EDGE : 1;
}

int
bubble_rows(const struct bubble *bubble, int cols, bool unicode)
{
    const int sides = 2 + 2 + 2; /* both frames, the title and a space */

    return sides + message_lines(bubble, message_cols(cols), unicode) +
        button_count(bubble);
}

bool
bubble_simplified(const struct bubble *bubble, bool unicode)
{
    const char *const parts[] = {bubble->sender, bubble->header, bubble->body,
        bubble->footer, bubble->stamp};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (width_simplified(or_empty(parts[i]), unicode))
            return true;
    for (int i = 0; i < button_count(bubble); i++)
        if (width_simplified(bubble->buttons[i], unicode))
            return true;
    return false;
}

/* The last row that there is takes the rest of the text, cut with "..". */
static void
put_part(struct pen *pen, enum role role, const char *text)
{
    const bool unicode = pen->screen->unicode;

    for (struct width_line line; pen->row < pen->end &&
         (line = width_wrap(text, pen->cols, unicode)).next;
         text += line.next, pen->row++)
        if (pen->row == pen->end - 1 && text[line.next])
            screen_put_in(
                pen->screen, pen->row, pen->col, pen->cols, role, text);
        else
            screen_put_bytes(
                pen->screen, pen->row, pen->col, role, text, line.len);
}

static void
put_message(const struct bubble *bubble, struct pen *pen)
{
    if (bubble->header)
        put_part(pen, ROLE_TITLE, bubble->header);
    put_part(pen, ROLE_TEXT, or_empty(bubble->body));
    if (bubble->footer && *bubble->footer) {
        pen->row += pen->row < pen->end;
        put_part(pen, ROLE_HELP, bubble->footer);
    }
    if (bubble->stamp && pen->row < pen->end)
        screen_put_right(pen->screen, pen->row, pen->col, pen->cols, ROLE_HELP,
            bubble->stamp);
}

static void
put_buttons(
    const struct bubble *bubble, struct screen *screen, int row, struct area in)
{
    for (int i = 0; i < button_count(bubble); i++) {
        screen_put(screen, row + i, in.col + EDGE, ROLE_TEXT, "[ ");
        screen_put_in(screen, row + i, in.col + EDGE + 2,
            in.cols - 2 * EDGE - 4, ROLE_TEXT, bubble->buttons[i]);
        screen_put(
            screen, row + i, in.col + in.cols - EDGE - 2, ROLE_TEXT, " ]");
    }
}

static void
put_title(
    const struct bubble *bubble, struct screen *screen, int row, struct area in)
{
    const int first = in.col + EDGE, cols = in.cols - 2 * EDGE;
    auto_(text) struct text title = {0};

    text_addf(&title, "< %s", or_empty(bubble->sender));
    screen_put_in(screen, row, first, cols, ROLE_TITLE, text_str(&title));
    const int col =
        first + width_columns(text_str(&title), screen->unicode) + 2;
    screen_put_in(screen, row, col, first + cols - col, ROLE_HELP,
        or_empty(bubble->service));
}

void
bubble_draw(
    const struct bubble *bubble, struct screen *screen, struct area area)
{
    const int wanted = bubble_rows(bubble, area.cols, screen->unicode);
    const int rows = wanted < area.rows ? wanted : area.rows;
    const struct area phone = {area.row, area.col, rows, area.cols};
    const struct area message = {area.row + 3, area.col + EDGE,
        rows - 4 - button_count(bubble), area.cols - 2 * EDGE};
    struct pen pen = {screen, message.row + 1, message.row + message.rows - 1,
        message.col + EDGE, message_cols(area.cols)};

    if (rows < 3)
        return;
    screen_box(screen, phone);
    put_title(bubble, screen, area.row + 1, phone);
    if (message.rows < 3)
        return;
    screen_box(screen, message);
    put_message(bubble, &pen);
    put_buttons(bubble, screen, message.row + message.rows, phone);
}
