/*
 * Plain stand-ins for the typographic characters that word processors put into
 * texts, and which make an SMS Unicode: curly quotes, dashes, odd blanks,
 * Greek capitals that look Latin. Letters with accents are left alone, for
 * another letter makes another word.
 */
#pragma once

#include "text.h"

#include <stdint.h>

#define SMS_CODE_NAME_SIZE 16

/* The GSM-7 text that may stand for the character, "" where it may be left
 * out, or NULL where there is none (or none is needed). Static. */
const char *sms_plain_substitute(int32_t code);

/* Appends the text with all stand-ins put in; returns how many there were. */
size_t sms_plain_add(struct text *out, const char *utf8);

/* "U+2019". */
void sms_code_name(char out[SMS_CODE_NAME_SIZE], int32_t code);

/* "a curly apostrophe", for the commoner ones; else NULL. Static. */
const char *sms_code_words(int32_t code);
