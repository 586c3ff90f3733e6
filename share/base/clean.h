/*
 * The cleaner: text from files, servers and providers passes through here
 * before it reaches a terminal or a log, so that it cannot drive either.
 * Control characters (C0 but tab, DEL, C1), bidirectional controls and bytes
 * that are not UTF-8 become visible marks: \x1B, U+202E.
 * Facts: https://www.unicode.org/reports/tr9/ (bidi controls), ECMA-48 (C1).
 */
#pragma once

#include "text.h"

/* Appends the cleaned text. `lines`: newlines stay, else they are marked. */
void clean_add(struct text *out, const char *text, size_t len, bool lines);

/* The cleaned text on one line. The caller frees it. NULL is "". */
char *clean_line(const char *text);
