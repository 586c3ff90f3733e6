/* How the columns of a list share its width. */
#include "table.h"

#include <assert.h>

#include "text.h"

#define GAP 2

static int
total(const struct table *table)
{
    int cols = -GAP;

    for (size_t i = 0; i < table->n; i++)
        cols += table->widths[i] ? table->widths[i] + GAP : 0;
    return cols;
}

/* The column that leaves first; the last of those of the highest rank. */
static size_t
first_to_leave(const struct table *table)
{
    size_t at = 0;

    for (size_t i = 1; i < table->n; i++)
        if (table->widths[i] &&
            table->columns[i].rank >= table->columns[at].rank)
            at = i;
    return at;
}

static int
grow(struct table *table, size_t column, int by)
{
    const int room = table->columns[column].most - table->widths[column];
    const int more = by < room ? by : room;

    if (!table->widths[column] || more <= 0)
        return 0;
    table->widths[column] += more;
    return more;
}

/* What each wants; then in turns, the first column by two, until nothing is
 * left. */
static void
share(struct table *table, int left)
{
    for (size_t i = 0; i < table->n; i++) {
        const int wanted = table->columns[i].want - table->widths[i];

        left -= grow(table, i, wanted < left ? wanted : left);
    }
    int before = left + 1;

    while (left && left < before) {
        before = left;
        for (size_t i = 0; i < table->n && left; i++)
            left -= grow(table, i, i || left < 2 ? 1 : 2);
    }
}

void
table_fit(struct table *table, int cols)
{
    assert(table->n && table->n <= TABLE_COLUMNS && !table->columns[0].rank);
    for (size_t i = 0; i < table->n; i++)
        table->widths[i] = table->columns[i].least;
    while (total(table) > cols) {
        const size_t leaves = first_to_leave(table);

        if (!table->columns[leaves].rank)
            break;
        table->widths[leaves] = 0;
    }
    if (total(table) > cols)
        table->widths[0] -= total(table) - cols;
    if (table->widths[0] < 1)
        table->widths[0] = 1;
    share(table, cols > total(table) ? cols - total(table) : 0);
}

static int
column_at(const struct table *table, size_t column)
{
    int col = 0;

    for (size_t i = 0; i < column; i++)
        col += table->widths[i] ? table->widths[i] + GAP : 0;
    return col;
}

void
table_put(const struct table *table, size_t column, struct screen *screen,
    struct area line, enum role role, const char *text)
{
    if (column < table->n && table->widths[column])
        screen_put_in(screen, line.row, line.col + column_at(table, column),
            table->widths[column], role, text);
}

void
table_draw_titles(
    const struct table *table, struct screen *screen, struct area line)
{
    for (size_t i = 0; i < table->n; i++) {
        auto_(text) struct text title = {0};

        text_add(&title, table->columns[i].title);
        if (i == table->sorted)
            text_add(&title, table->falling ? " v" : " ^");
        table_put(table, i, screen, line, ROLE_TITLE, title.bytes);
    }
}
