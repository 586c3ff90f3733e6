/*
 * The comments of a YAML file, found beside what libyaml tells of it, and the
 * steps over its bytes that libyaml would take.
 */
#pragma once

#include "node.h"

struct comment {
    size_t begin, end; /* bytes, from its '#' to the end of its line */
    int line;
    bool own; /* nothing but blanks and dashes before it */
};

struct comments {
    struct comment *items; /* from the arena, in the order of the file */
    size_t n;
};

/* All comments of the file that `root` was read from. */
void comments_find(struct comments *comments, struct arena *arena,
    const char *bytes, size_t len, const struct node *root);

/* The bytes of a line break at `at`, 0 where there is none. */
size_t comments_break(const char *bytes, size_t len, size_t at);

/* True where a line may begin: at the start, or behind a line break. */
bool comments_ends_line(const char *bytes, size_t len);

/* The bytes of a byte order mark, 0 where there is none. */
size_t comments_mark(const char *bytes, size_t len);
