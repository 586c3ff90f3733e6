/*
 * Writing Markdown around foreign text: nothing of it can become markup, the
 * end of a fence, or the mention of a person or an issue.
 */
#pragma once

#include "text.h"

/* One line of text, cleaned. */
void markdown_text(struct text *out, const char *text);

/* The same as a code span; fit for the cell of a table. */
void markdown_code(struct text *out, const char *text);

/* Lines in a fence that they cannot break; `language` is ours: "diff". */
void markdown_fence(struct text *out, const char *language, const char *lines);
