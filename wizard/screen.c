/* The grid: clipping, wide characters, lines, dumping. */
#include "screen.h"

#include <stdarg.h>
#include <string.h>

#include "text.h"
#include "utf8.h"

static const struct glyph blank = {.code = {' '}, .columns = 1};

/* Pieces of lines, by the sides on which they go on. */
enum piece {
    PIECE_RULE,
    PIECE_WALL,
    PIECE_TOP_LEFT,
    PIECE_TOP_RIGHT,
    PIECE_BOTTOM_LEFT,
    PIECE_BOTTOM_RIGHT,
};

static const struct {
    int32_t line, ascii;
} pieces[] = {
    [PIECE_RULE] = {0x2500, '-'},
    [PIECE_WALL] = {0x2502, '|'},
    [PIECE_TOP_LEFT] = {0x250C, '+'},
    [PIECE_TOP_RIGHT] = {0x2510, '+'},
    [PIECE_BOTTOM_LEFT] = {0x2514, '+'},
    [PIECE_BOTTOM_RIGHT] = {0x2518, '+'},
};

void
screen_init(struct screen *screen, int rows, int cols, bool unicode)
{
    const size_t count = (size_t)rows * (size_t)cols;

    *screen = (struct screen){.rows = rows, .cols = cols, .unicode = unicode};
    screen->cells = calloc(count + 1, sizeof(*screen->cells));
    if (!screen->cells)
        abort();
    screen_clear(screen);
}

void
screen_done(struct screen *screen)
{
    free(screen->cells);
    *screen = (struct screen){0};
}

void
screen_clear(struct screen *screen)
{
    for (int i = 0; i < screen->rows * screen->cols; i++)
        screen->cells[i] = (struct cell){.glyph = blank};
    screen_cursor(screen, -1, -1);
}

static bool
is_inside(const struct screen *screen, int row, int col)
{
    return row >= 0 && row < screen->rows && col >= 0 && col < screen->cols;
}

static struct cell *
cell_at(const struct screen *screen, int row, int col)
{
    return &screen->cells[row * screen->cols + col];
}

/* Half of a wide character cannot stay: its other half becomes a space. */
static void
break_wide(struct screen *screen, int row, int col)
{
    struct cell *cell = cell_at(screen, row, col);

    if (!cell->glyph.columns)
        cell[-1].glyph = blank;
    if (cell->glyph.columns == 2)
        cell[1].glyph = blank;
    cell->glyph = blank;
}

static void
put_glyph(struct screen *screen, int row, int col, enum role role,
    const struct glyph *glyph)
{
    for (int i = 0; i < glyph->columns; i++)
        if (is_inside(screen, row, col + i)) {
            break_wide(screen, row, col + i);
            cell_at(screen, row, col + i)->role = role;
        }
    if (!is_inside(screen, row, col) ||
        !is_inside(screen, row, col + glyph->columns - 1))
        return;
    cell_at(screen, row, col)->glyph = *glyph;
    if (glyph->columns == 2)
        cell_at(screen, row, col + 1)->glyph = (struct glyph){0};
}

int
screen_put_bytes(struct screen *screen, int row, int col, enum role role,
    const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        struct cluster cluster =
            width_cluster(text + at, len - at, screen->unicode);

        for (int i = 0; i < cluster.count; i++) {
            put_glyph(screen, row, col, role, &cluster.glyphs[i]);
            col += cluster.glyphs[i].columns;
        }
        at += cluster.len;
    }
    return col;
}

int
screen_put(
    struct screen *screen, int row, int col, enum role role, const char *text)
{
    return screen_put_bytes(screen, row, col, role, text, strlen(text));
}

int
screen_putf(struct screen *screen, int row, int col, enum role role,
    const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *text = text_format(format, args);
    va_end(args);
    return screen_put(screen, row, col, role, text);
}

int
screen_put_in(struct screen *screen, int row, int col, int cols, enum role role,
    const char *text)
{
    const size_t len = strlen(text);
    const size_t fits = width_fit(text, len, cols, screen->unicode);

    if (fits == len)
        return screen_put_bytes(screen, row, col, role, text, len);
    const int kept = cols > 2 ? cols - 2 : 0;
    const size_t cut = width_fit(text, len, kept, screen->unicode);
    const int end = screen_put_bytes(screen, row, col, role, text, cut);
    return screen_put_bytes(screen, row, end, role, "..",
        cols > 2       ? 2
            : cols > 0 ? (size_t)cols
                       : 0);
}

void
screen_put_right(struct screen *screen, int row, int col, int cols,
    enum role role, const char *text)
{
    const int width = width_columns(text, screen->unicode);

    if (width < cols)
        col += cols - width;
    screen_put_in(screen, row, col, width < cols ? width : cols, role, text);
}

void
screen_fill(struct screen *screen, struct area area, enum role role)
{
    for (int row = area.row; row < area.row + area.rows; row++)
        for (int col = area.col; col < area.col + area.cols; col++)
            put_glyph(screen, row, col, role, &blank);
}

void
screen_tint(struct screen *screen, struct area area, enum role role)
{
    for (int row = area.row; row < area.row + area.rows; row++)
        for (int col = area.col; col < area.col + area.cols; col++)
            if (is_inside(screen, row, col))
                cell_at(screen, row, col)->role = role;
}

static void
put_piece(struct screen *screen, int row, int col, enum piece piece)
{
    const struct glyph glyph = {
        .code = {screen->unicode ? pieces[piece].line : pieces[piece].ascii},
        .columns = 1,
    };

    put_glyph(screen, row, col, ROLE_TEXT, &glyph);
}

void
screen_rule(struct screen *screen, int row, int col, int cols)
{
    for (int i = 0; i < cols; i++)
        put_piece(screen, row, col + i, PIECE_RULE);
}

void
screen_wall(struct screen *screen, int row, int col, int rows)
{
    for (int i = 0; i < rows; i++)
        put_piece(screen, row + i, col, PIECE_WALL);
}

void
screen_box(struct screen *screen, struct area area)
{
    const int bottom = area.row + area.rows - 1;
    const int right = area.col + area.cols - 1;

    if (area.rows < 2 || area.cols < 2)
        return;
    screen_rule(screen, area.row, area.col, area.cols);
    screen_rule(screen, bottom, area.col, area.cols);
    screen_wall(screen, area.row, area.col, area.rows);
    screen_wall(screen, area.row, right, area.rows);
    put_piece(screen, area.row, area.col, PIECE_TOP_LEFT);
    put_piece(screen, area.row, right, PIECE_TOP_RIGHT);
    put_piece(screen, bottom, area.col, PIECE_BOTTOM_LEFT);
    put_piece(screen, bottom, right, PIECE_BOTTOM_RIGHT);
}

void
screen_cursor(struct screen *screen, int row, int col)
{
    const bool inside = is_inside(screen, row, col);

    screen->cursor_row = inside ? row : -1;
    screen->cursor_col = inside ? col : -1;
}

static void
dump_row(const struct screen *screen, int row, struct text *line)
{
    char bytes[4];

    for (int col = 0; col < screen->cols; col++) {
        const struct glyph *glyph = &cell_at(screen, row, col)->glyph;

        for (size_t i = 0; i < GLYPH_CODES && glyph->code[i]; i++)
            text_add_bytes(line, bytes, utf8_encode(glyph->code[i], bytes));
    }
    while (line->len && line->bytes[line->len - 1] == ' ')
        line->bytes[--line->len] = '\0';
}

void
screen_dump(const struct screen *screen, FILE *out)
{
    auto_(text) struct text line = {0};

    for (int row = 0; row < screen->rows; row++) {
        text_clear(&line);
        dump_row(screen, row, &line);
        (void)fprintf(out, "%s\n", text_str(&line));
    }
}
