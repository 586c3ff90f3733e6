/*
 * Phone numbers in their E.164 form, "+393331234513": a plus and 7 to 15
 * digits, the first not 0. It does not know which numbers exist.
 * Facts: ITU-T E.164 (15 digits at most; it has no least length: 7 is what the
 * shortest numbers in use have with their country code, Niue's +683 4xxx).
 */
#pragma once

#include <stdbool.h>

#define PHONE_TEXT_SIZE 17 /* "+", 15 digits and NUL */
#define PHONE_MASK_SIZE 24 /* room for any masked number */

enum phone_fault {
    PHONE_OK,
    PHONE_EMPTY,
    PHONE_CHARACTER, /* something that is no digit */
    PHONE_ZERO,      /* begins with 0: a national number, not a country code */
    PHONE_TRUNK,     /* holds "(0)", which some countries dial and some drop */
    PHONE_SHORT,
    PHONE_LONG,
};

/*
 * What programs send: "+39...", "39..." or "0039...", nothing else. The E.164
 * form is written to out on PHONE_OK only. Digits without a plus are taken to
 * begin with a country code.
 */
enum phone_fault phone_normalise(const char *text, char out[PHONE_TEXT_SIZE]);

/*
 * What people type or paste: the same, and anywhere blanks, dots, dashes,
 * slashes and parentheses, also the no-break and typographic ones, and the
 * invisible marks that address books put around numbers.
 */
enum phone_fault phone_normalise_typed(
    const char *text, char out[PHONE_TEXT_SIZE]);

/* "has more than 15 digits", to be said after the number; NULL for PHONE_OK. */
const char *phone_fault_words(enum phone_fault fault);

/* True if the text is already in E.164 form, to the byte. */
bool phone_valid(const char *text);

/* The number without its plus, as Kaleyra and Meta want it. Borrowed. */
const char *phone_digits(const char *number);

/* True if the number begins with a prefix such as "+39" or "+39333". */
bool phone_has_prefix(const char *number, const char *prefix);

/* A prefix for only_for and skip_for: "+" and 1 to 6 digits, the first not 0. */
bool phone_prefix_valid(const char *text);

/*
 * For screens and logs: the first three characters, five bullets, the last
 * four digits ("+39•••••4513"); the last two of numbers under ten digits; of
 * what is no E.164 number the bullets alone.
 */
void phone_mask(char out[PHONE_MASK_SIZE], const char *number);
