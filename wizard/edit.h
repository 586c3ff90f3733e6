/*
 * A text field of one line. Its text is UTF-8 of any length up to a cap;
 * the caret stands between clusters and never inside one. Keys as in readline.
 */
#pragma once

#include "keymap.h"
#include "screen.h"
#include "text.h"

#define EDIT_CAP 4096 /* bytes, unless the field says otherwise */

struct edit {
    struct text text;
    size_t caret;   /* bytes before it */
    size_t cap;     /* bytes at most; 0: EDIT_CAP */
    bool read_only; /* shown without brackets */
};

enum edit_result {
    EDIT_IGNORED, /* not a key of the field */
    EDIT_MOVED,
    EDIT_CHANGED,
    EDIT_JOINED, /* changed; newlines of the paste became spaces */
    EDIT_FULL,   /* the cap was reached, (part of) the input left out */
};

/* The field with this text, the caret at its end; cap and read_only stay. */
void edit_set(struct edit *edit, const char *text);

/* The text; borrowed until the next change. */
const char *edit_text(const struct edit *edit);

enum edit_result edit_key(struct edit *edit, struct key key);

/* Inserts what was pasted, passed through the cleaner. */
enum edit_result edit_paste(struct edit *edit, const char *text);

/* "[Login OTP          ]" in `cols` columns. Where text goes on beyond an end
 * its bracket is "<" or ">". With the focus it places the cursor. */
void edit_draw(const struct edit *edit, struct screen *screen, int row, int col,
    int cols, bool focused);

/* Gives the memory back. */
void edit_done(struct edit *edit);
