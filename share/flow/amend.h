/*
 * Changing a YAML file where its content changes, and nowhere else: comments,
 * blank lines, the order of keys, quotes, indentation and line ends stay as
 * they are. A changed text is written in the quotes that the old one had, a
 * new key in the style of its neighbours, an item of a list moves as a whole.
 * What goes takes along the comment behind it and the comment lines directly
 * above it. The result is read again: it holds what was wanted, or there is
 * none.
 */
#pragma once

#include "node.h"
#include "text.h"

struct amend_how {
    /* Keys whose values tell the items of a list of maps apart, ended by
     * NULL; NULL: items that are like each other belong together. */
    const char *const *identity;
    /* What the source says in the words that `wanted` has, or NULL. Where the
     * two are the same, the source has its own words ("08" for 8), and keeps
     * what neither of them says. */
    const struct node *base;
    bool drop; /* comments go with what they are about */
};

enum amend_end {
    AMEND_DONE,
    AMEND_COMMENT, /* a comment is about what goes; *line is where */
    AMEND_REFUSED, /* the source is no YAML that node_read() accepts */
};

/*
 * Appends the text of a file that holds `wanted`, made from `source`. Where
 * both hold the same, it is the source to the byte. Nothing is appended but at
 * AMEND_DONE. `wanted` is best read from text in the canonical form, whose
 * styles are then those of new values; it may also be a tree of the source
 * itself, changed with node_set(). `how` may be NULL.
 */
enum amend_end amend(const char *source, size_t len, const struct node *wanted,
    const struct amend_how *how, struct text *out, int *line);
