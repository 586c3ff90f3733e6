/* Phone numbers. */
#include "phone.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base.h"

enum { DIGITS_MIN = 7, DIGITS_MAX = 15, PREFIX_MAX = 6, TYPED_MAX = 64 };

static const char decimal[] = "0123456789";

static const char *const fault_words[] = {
    [PHONE_OK] = NULL,
    [PHONE_EMPTY] = "has no digits",
    [PHONE_CHARACTER] = "holds something that is no digit",
    [PHONE_ZERO] = "begins with 0: write it with its country code",
    [PHONE_TRUNK] = "holds '(0)', which some countries dial after their code "
                    "and some leave out: write it without brackets, or drop it",
    [PHONE_SHORT] = "has fewer than 7 digits with its country code",
    [PHONE_LONG] = "has more than 15 digits",
};

/* What may stand among the digits of a number that a person typed or pasted. */
static const char *const separators[] = {
    " ", "\t", ".", "-", "/", "(", ")", "\u00A0", /* no-break space */
    "\u2009",                                     /* thin space */
    "\u2010",                                     /* hyphen */
    "\u2011",                                     /* no-break hyphen */
    "\u2012",                                     /* figure dash */
    "\u2013",                                     /* en dash */
    "\u200E",                                     /* left-to-right mark */
    "\u202A",                                     /* left-to-right embedding */
    "\u202C",                                     /* its end */
    "\u202D",                                     /* left-to-right override */
    "\u202F",                                     /* narrow no-break space */
    "\u2066",                                     /* left-to-right isolate */
    "\u2069",                                     /* its end */
};

enum phone_fault
phone_normalise(const char *text, char out[PHONE_TEXT_SIZE])
{
    if (*text == '+')
        text++;
    else if (!strncmp(text, "00", 2))
        text += 2;
    size_t len = strspn(text, decimal);
    if (text[len])
        return PHONE_CHARACTER;
    if (!len)
        return PHONE_EMPTY;
    if (*text == '0')
        return PHONE_ZERO;
    if (len < DIGITS_MIN)
        return PHONE_SHORT;
    if (len > DIGITS_MAX)
        return PHONE_LONG;
    out[0] = '+';
    memcpy(out + 1, text, len + 1);
    return PHONE_OK;
}

/* Bytes of the separator at the text, 0 if there is none. */
static size_t
separator_length(const char *at)
{
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        size_t len = strlen(separators[i]);

        if (!strncmp(at, separators[i], len))
            return len;
    }
    return 0;
}

enum phone_fault
phone_normalise_typed(const char *text, char out[PHONE_TEXT_SIZE])
{
    char bare[TYPED_MAX + 1] = {0};
    size_t len = 0;

    if (strstr(text, "(0)"))
        return PHONE_TRUNK;
    while (*text) {
        size_t skip = separator_length(text);

        text += skip;
        if (skip)
            continue;
        if (len == TYPED_MAX)
            return PHONE_LONG;
        bare[len++] = *text++;
    }
    bare[len] = '\0';
    return phone_normalise(bare, out);
}

const char *
phone_fault_words(enum phone_fault fault)
{
    return fault_words[fault];
}

bool
phone_valid(const char *text)
{
    char out[PHONE_TEXT_SIZE];

    return *text == '+' && phone_normalise(text, out) == PHONE_OK;
}

const char *
phone_digits(const char *number)
{
    return *number == '+' ? number + 1 : number;
}

bool
phone_has_prefix(const char *number, const char *prefix)
{
    return !strncmp(number, prefix, strlen(prefix));
}

bool
phone_prefix_valid(const char *text)
{
    if (text[0] != '+' || text[1] == '0')
        return false;
    size_t len = strspn(text + 1, decimal);
    return len >= 1 && len <= PREFIX_MAX && !text[1 + len];
}

void
phone_mask(char out[PHONE_MASK_SIZE], const char *number)
{
    static const char bullets[] = "•••••";

    if (!phone_valid(number)) {
        snprintf(out, PHONE_MASK_SIZE, "%s", bullets);
        return;
    }
    size_t digits = strlen(number) - 1, tail = digits < 10 ? 2 : 4;
    snprintf(out, PHONE_MASK_SIZE, "%.3s%s%s", number, bullets,
        number + 1 + digits - tail);
}
