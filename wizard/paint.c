/* Cells to curses, roles to attributes. */
#include "paint.h"

#include <curses.h>
#include <wchar.h>

#define REPLACEMENT L'\uFFFD'

/* The background is always the terminal's own. No role is colour alone: the
 * words say it too. Without colours bold and reverse have to do. */
static const struct {
    short color; /* of curses; -1: the terminal's own */
    attr_t colored, plain;
} looks[ROLE_COUNT] = {
    [ROLE_TEXT] = {-1, A_NORMAL, A_NORMAL},
    [ROLE_TITLE] = {-1, A_BOLD, A_BOLD},
    [ROLE_FOCUS] = {-1, A_REVERSE, A_REVERSE},
    [ROLE_FIELD] = {-1, A_UNDERLINE, A_UNDERLINE},
    [ROLE_HELP] = {-1, A_NORMAL, A_NORMAL},
    [ROLE_OK] = {COLOR_GREEN, A_NORMAL, A_NORMAL},
    [ROLE_WARNING] = {COLOR_YELLOW, A_BOLD, A_BOLD},
    [ROLE_ERROR] = {COLOR_RED, A_BOLD, A_BOLD | A_REVERSE},
    [ROLE_UNUSABLE] = {-1, A_DIM, A_DIM},
    [ROLE_PRODUCTION] = {COLOR_MAGENTA, A_BOLD, A_BOLD | A_REVERSE},
    [ROLE_SERIES_1] = {COLOR_GREEN, A_NORMAL, A_NORMAL},
    [ROLE_SERIES_2] = {COLOR_BLUE, A_NORMAL, A_NORMAL},
    [ROLE_SERIES_3] = {COLOR_MAGENTA, A_NORMAL, A_NORMAL},
};

static bool with_colors;

void
paint_start(bool color)
{
    with_colors = color && has_colors() && start_color() == OK &&
        use_default_colors() == OK && COLORS >= 8 && COLOR_PAIRS > ROLE_COUNT;
    for (short role = 0; with_colors && role < ROLE_COUNT; role++)
        (void)init_pair((short)(role + 1), looks[role].color, -1);
}

/* No pair where no colour is: the Linux console and PuTTY cannot underline or
 * reverse what has one (ncv of terminfo), and curses then leaves that out. */
static void
set_look(enum role role)
{
    const bool colored = looks[role].color >= 0;

    if (with_colors)
        (void)attr_set(
            looks[role].colored, colored ? (short)(role + 1) : 0, NULL);
    else
        (void)attr_set(looks[role].plain, 0, NULL);
}

/* curses knows how a terminal draws lines; these are those that we use. */
static const cchar_t *
line_of(int32_t code)
{
    switch (code) {
    case 0x2500:
        return WACS_HLINE;
    case 0x2502:
        return WACS_VLINE;
    case 0x250C:
        return WACS_ULCORNER;
    case 0x2510:
        return WACS_URCORNER;
    case 0x2514:
        return WACS_LLCORNER;
    case 0x2518:
        return WACS_LRCORNER;
    default:
        return NULL;
    }
}

/* What libc gives another width would shift the row: it is not drawn. */
static void
put_glyph(int row, int col, const struct glyph *glyph)
{
    wchar_t text[GLYPH_CODES + 1] = {0};
    cchar_t cell;

    for (size_t i = 0; i < GLYPH_CODES; i++)
        text[i] = (wchar_t)glyph->code[i];
    if (wcwidth(text[0]) != glyph->columns) {
        text[0] = REPLACEMENT;
        text[1] = L'\0';
    }
    for (size_t i = 1; text[i]; i++)
        if (wcwidth(text[i]))
            text[i] = L'\0';
    if (setcchar(&cell, text, A_NORMAL, 0, NULL) == OK)
        (void)mvadd_wch(row, col, &cell);
}

static void
put_cell(int row, int col, const struct cell *cell)
{
    const cchar_t *line = line_of(cell->glyph.code[0]);

    set_look(cell->role);
    if (line)
        (void)mvadd_wch(row, col, line);
    else
        put_glyph(row, col, &cell->glyph);
}

void
paint_screen(const struct screen *screen)
{
    (void)erase();
    for (int row = 0; row < screen->rows; row++)
        for (int col = 0; col < screen->cols; col++) {
            const struct cell *cell = &screen->cells[row * screen->cols + col];

            if (cell->glyph.columns)
                put_cell(row, col, cell);
        }
    set_look(ROLE_TEXT);
    (void)curs_set(screen->cursor_row >= 0);
    (void)move(screen->cursor_row >= 0 ? screen->cursor_row : 0,
        screen->cursor_col >= 0 ? screen->cursor_col : 0);
}
