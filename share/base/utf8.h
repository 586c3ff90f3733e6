/* UTF-8, by utf8proc: decoding, validity, and case folding for comparison. */
#pragma once

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Decodes the code point at `at` and returns the number of its bytes, or 0
 * where the bytes are not UTF-8 (overlong, surrogate, cut short). `len` > 0.
 */
size_t utf8_decode(const char *at, size_t len, int32_t *code);

/* Writes the code point as UTF-8 and returns the number of bytes, 0 where it
 * is none (a surrogate, beyond U+10FFFF). Nothing ends them. */
size_t utf8_encode(int32_t code, char bytes[4]);

/* True for what must not be shown as itself: control characters (C0, DEL, C1),
 * bidirectional controls, separators of lines and paragraphs. */
bool utf8_is_control(int32_t code);

/* True for well-formed UTF-8; else *bad is the offset of the first bad byte. */
bool utf8_valid(const char *text, size_t len, size_t *bad);

/* Code points in well-formed text; a byte that is no UTF-8 counts as one. */
size_t utf8_length(const char *text);

/* The text folded for comparison without case (NFKC, case folded), or a copy
 * of it where it cannot be folded. The caller frees it. */
char *utf8_fold(const char *text);
