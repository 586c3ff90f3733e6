/*
 * Columns of the tables that people read at a terminal: each as wide as its
 * widest text, in columns of the terminal, with two blanks behind it.
 */
#pragma once

#include <stddef.h>

/* Makes the column wide enough for the text, which is cleaned. */
void column_widen(size_t *width, const char *text);

/* The blanks that follow the text up to the next column:
 *	printf("%s%*s", text, column_gap(text, width), "");
 */
int column_gap(const char *text, size_t width);
