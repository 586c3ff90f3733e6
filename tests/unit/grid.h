/*
 * Comparing drawn screens with what they should be: small ones with text in
 * the test, whole ones with a file in screens/. UPDATE=1 writes those files;
 * `git diff` is the review.
 */
#pragma once

#include "test.h"

#include "screen.h"

/* The rows of the screen, without the empty ones at its end. */
static inline char *
grid_rows(const struct screen *screen)
{
    char *rows = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&rows, &len);

    screen_dump(screen, out);
    fclose(out);
    while (len > 1 && rows[len - 1] == '\n' && rows[len - 2] == '\n')
        rows[--len] = '\0';
    return rows;
}

static inline void
grid_compare(const struct screen *screen, const char *want)
{
    char *got = grid_rows(screen);

    if (strcmp(got, want) != 0)
        print_error("# drawn:\n%s# wanted:\n%s", got, want);
    assert_string_equal(got, want);
    free(got);
}

/* screens/NAME.txt in the folder of the unit tests, opened. */
static inline FILE *
grid_file(const char *name, const char *mode)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/screens/%s.txt",
        getenv("FALLBACK_UNIT_TESTS"), name);
    FILE *file = fopen(path, mode);
    if (!file)
        fail_msg("no file %s", path);
    return file;
}

static inline void
grid_compare_file(const struct screen *screen, const char *name)
{
    static char want[65536];

    if (getenv("UPDATE")) {
        char *rows = grid_rows(screen);
        FILE *out = grid_file(name, "w");

        fputs(rows, out);
        fclose(out);
        free(rows);
    }
    FILE *in = grid_file(name, "r");
    const size_t len = fread(want, 1, sizeof(want) - 1, in);
    fclose(in);
    want[len] = '\0';
    grid_compare(screen, want);
}
