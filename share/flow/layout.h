/*
 * Where the parts of a YAML file stand: for each entry of a map and each item
 * of a list the bytes that belong to it. Places are offsets in the source, in
 * the order in which they are declared.
 */
#pragma once

#include "node.h"

struct layout {
    const char *bytes;
    size_t len;
};

struct layout_entry {
    size_t begin; /* blank lines, and comments that end with one */
    size_t lead;  /* comment lines directly above it, its indentation */
    size_t body;  /* its key, '?' or dash; inside brackets its first byte */
    size_t slot;  /* behind ':' or the dash; 0: there is no ':' */
    size_t value; /* its value; where that is missing, `slot` */
    size_t value_end;
    size_t end;  /* behind its line, with a comment; at its comma or bracket */
    size_t tail; /* behind comment lines that are deeper than it is; behind
                  * the comma and a comment on its line */
};

/* The entries of a list or map that has some and stands in lines of its own;
 * `from` is where its first line begins, or it, behind a dash. Blanks and
 * comments behind the last are its tail only at the `root`. */
struct layout_entry *layout_block(const struct layout *l, struct arena *arena,
    const struct node *node, size_t from, bool root);

/* The entries of one in brackets. A comment behind the opening one is not of
 * the first. */
struct layout_entry *layout_line(
    const struct layout *l, struct arena *arena, const struct node *node);

/* True for a list or map that stands in brackets. */
bool layout_has_brackets(const struct layout *l, const struct node *node);

/* Where a node ends, without the line end. */
size_t layout_end(const struct layout *l, const struct node *node);

/* Behind blanks, line ends and comments. */
size_t layout_skip(const struct layout *l, size_t at);

/* Behind the line end that follows, or the end of the file. */
size_t layout_line_end(const struct layout *l, size_t at);

/* True for a line of blanks that ends. */
bool layout_is_blank(const struct layout *l, size_t at);

/* True for a block that has all line ends at its end ("|+"). */
bool layout_keeps_breaks(const struct layout *l, const struct node *text);

bool layout_has_break(const struct layout *l, size_t from, size_t to);
bool layout_has_comment(const struct layout *l, size_t from, size_t to);
