/*
 * The comments of a YAML file, carried to another text of the same content:
 * its canonical form. A comment on a line of its own goes before the line of
 * what it stood before, one at the end of a line to the end of the line of
 * what it stood behind; where that line has one already, it goes before it.
 */
#pragma once

#include "text.h"

#include <stdbool.h>

/*
 * Appends `canonical` (what flow_write() made) with the comments of `source`.
 * Both must be YAML that node_read() accepts. False, and nothing appended,
 * when a comment has no place: what it was about is not there any more; *line
 * is its line in the source.
 */
bool comments_carry(const char *source, size_t source_len,
    const char *canonical, size_t canonical_len, struct text *out, int *line);

/* How many comments there are. */
size_t comments_count(const char *source, size_t len);
