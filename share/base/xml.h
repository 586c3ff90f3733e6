/*
 * Text inside XML 1.0, of elements and of attributes in double quotes.
 * Facts: https://www.w3.org/TR/xml/#charsets and #AVNormalize.
 */
#pragma once

#include "text.h"

/* Appends the text with its markup escaped; what XML cannot hold (control
 * characters, U+FFFE, bytes that are not UTF-8) becomes U+FFFD. */
void xml_add(struct text *out, const char *text);
