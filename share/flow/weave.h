/*
 * The comments and blank lines of a YAML file, woven into another text of the
 * same content: its canonical form. A comment on a line of its own goes before
 * the line of what it stood before, one at the end of a line to the end of the
 * line of what it stood behind; where that line has one already, it goes
 * before it. Blank lines before what begins a line stay, as one.
 */
#pragma once

#include "node.h"
#include "text.h"

struct weave_text {
    const char *bytes;
    size_t len;
    const struct node *root; /* what node_read() made of it */
};

/*
 * Appends the text of `to` with the comments of `from`. False, and nothing
 * appended, when a comment has no place: what it was about is not there any
 * more; *line is its line in `from`.
 */
bool weave(const struct weave_text *from, const struct weave_text *to,
    struct text *out, int *line);
