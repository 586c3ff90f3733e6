/* How wide a column is. */
#include "column.h"

#include "width.h"

#define BETWEEN 2

static size_t
width_of(const char *text)
{
    return (size_t)width_columns(text, true);
}

void
column_widen(size_t *width, const char *text)
{
    const size_t own = width_of(text);

    *width = own > *width ? own : *width;
}

int
column_gap(const char *text, size_t width)
{
    const size_t own = width_of(text);

    return (int)(own < width ? width - own : 0) + BETWEEN;
}
