/* Comparing drawn screens with what they should be, row by row. */
#pragma once

#include "test.h"

#include "screen.h"

/* The rows of the screen, without the empty ones at its end. */
static inline void
assert_rows_(
    const struct screen *screen, const char *want, const char *file, int line)
{
    char *got = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&got, &len);

    screen_dump(screen, out);
    fclose(out);
    while (len > 1 && got[len - 1] == '\n' && got[len - 2] == '\n')
        got[--len] = '\0';
    if (strcmp(got, want) != 0)
        print_error("drawn:\n%s\nwanted:\n%s\n", got, want);
    _assert_string_equal(got, want, file, line);
    free(got);
}

#define assert_rows(screen, want) assert_rows_(screen, want, __FILE__, __LINE__)
