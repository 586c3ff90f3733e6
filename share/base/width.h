/*
 * Text as a terminal shows it. Terminals, libc and ncurses disagree about the
 * width of what people write (joined emoji, flags, skin tones), so text is
 * drawn in a simplified form on whose width they agree; the data stays as it
 * is. A cluster is what a reader calls one character: never taken apart.
 * `unicode` false is the face of the C locale: '?' for all that is not ASCII.
 * Any bytes are safe here: what is not UTF-8 or is a control is drawn U+FFFD.
 * Facts: UAX 29 (clusters) and UAX 11 (widths), as utf8proc has them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GLYPH_CODES 3    /* a base and at most two marks on it */
#define CLUSTER_GLYPHS 3 /* a letter and its spacing marks */

/* What stands in one place of the screen. */
struct glyph {
    int32_t code[GLYPH_CODES]; /* 0 where there are fewer marks */
    int columns;               /* 1 or 2 */
};

struct cluster {
    size_t len; /* bytes of the text, at least 1 */
    struct glyph glyphs[CLUSTER_GLYPHS];
    int count;       /* of glyphs; 0: nothing is drawn */
    int columns;     /* of all of them */
    bool simplified; /* the glyphs do not show all that the text says */
};

/* The cluster that begins at `text`; `len` > 0 bytes are there. */
struct cluster width_cluster(const char *text, size_t len, bool unicode);

/* Columns of the text, of its first `len` bytes. */
int width_columns(const char *text, bool unicode);
int width_columns_of(const char *text, size_t len, bool unicode);

/* True when the drawn form of the text says less than the text. */
bool width_simplified(const char *text, bool unicode);

/* The cluster boundary after `at` (at most `len`), or before it (0 at least). */
size_t width_next(const char *text, size_t len, size_t at);
size_t width_before(const char *text, size_t len, size_t at);

/* The bytes of the longest beginning that fits into `columns`. */
size_t width_fit(const char *text, size_t len, int columns, bool unicode);

/* One line of wrapped text: `len` bytes to draw; the next begins at `next`. */
struct width_line {
    size_t len, next;
};

/*
 * The first line of the text, wrapped to `columns` (at least 1): it ends at a
 * newline, else after a space or a wide character, else inside a long word.
 * `next` is 0 only for the empty text: while ((line = ...).next) text += next.
 */
struct width_line width_wrap(const char *text, int columns, bool unicode);

/* Lines of the wrapped text. */
int width_lines(const char *text, int columns, bool unicode);
