/*
 * How one text is spelt in YAML: bare, in quotes, as a block. `inside` means
 * within [] or {}, where a comma ends a bare text.
 */
#pragma once

#include "node.h"
#include "text.h"

/* True for a text that every YAML reader, of 1.1 or 1.2, takes for this same
 * text when it stands there bare: no number, truth value, null or date. */
bool scalar_is_text(const char *text, bool inside);

/* True for a text that node_read() gives back when it stands there bare. */
bool scalar_is_bare(const char *text, bool inside);

/*
 * Appends a NODE_TEXT on one line, in its own style where that is possible.
 * One that is not quoted stands bare, one of no style in double quotes unless
 * it is text without them. Control characters are escaped, all others stand
 * for themselves.
 */
void scalar_add(struct text *out, const struct node *node, bool inside);

/*
 * Appends it as a block: its first character | or >, then lines that are
 * indented by `indent`, the last without a line end. False, and nothing
 * appended, for a text that needs quotes. `behind` is what follows the first
 * line's signs, a comment; `eol` is the line end.
 */
bool scalar_add_block(struct text *out, const struct node *node, size_t indent,
    const char *behind, size_t behind_len, const char *eol);
