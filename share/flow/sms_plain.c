/* Plain stand-ins for typographic characters. */
#include "sms_plain.h"

#include <stdio.h>
#include <string.h>

#include "base.h"
#include "utf8.h"

/*
 * Code points that share a row are next to each other; rows go upward. A row
 * without a stand-in is there for its words.
 */
static const struct row {
    int32_t first, last;
    const char *plain, *words;
} rows[] = {
    {0x0009, 0x0009, " ", "a tab"},
    {0x0060, 0x0060, "'", "a backtick"},
    {0x00A0, 0x00A0, " ", "a no-break space"},
    {0x00A6, 0x00A6, "|", "a broken bar"},
    {0x00A9, 0x00A9, "(c)", "a copyright sign"},
    {0x00AB, 0x00AB, "\"", "an angle quote"},
    {0x00AD, 0x00AD, "", "a soft hyphen"},
    {0x00AE, 0x00AE, "(R)", "a registered sign"},
    {0x00B0, 0x00B0, NULL, "a degree sign"},
    {0x00B4, 0x00B4, "'", "an acute accent"},
    {0x00B7, 0x00B7, ".", "a middle dot"},
    {0x00BB, 0x00BB, "\"", "an angle quote"},
    {0x00BC, 0x00BC, "1/4", "a fraction"},
    {0x00BD, 0x00BD, "1/2", "a fraction"},
    {0x00BE, 0x00BE, "3/4", "a fraction"},
    {0x00D7, 0x00D7, "x", "a multiplication sign"},
    {0x00E7, 0x00E7, NULL, "a small c with a cedilla"},
    {0x02B9, 0x02B9, "'", "a prime"},
    {0x02BB, 0x02BD, "'", "a curly apostrophe"},
    {0x02C6, 0x02C6, "^", "a circumflex"},
    {0x02DC, 0x02DC, "~", "a small tilde"},
    {0x0391, 0x0391, "A", "a Greek capital"},
    {0x0392, 0x0392, "B", "a Greek capital"},
    {0x0395, 0x0395, "E", "a Greek capital"},
    {0x0396, 0x0396, "Z", "a Greek capital"},
    {0x0397, 0x0397, "H", "a Greek capital"},
    {0x0399, 0x0399, "I", "a Greek capital"},
    {0x039A, 0x039A, "K", "a Greek capital"},
    {0x039C, 0x039C, "M", "a Greek capital"},
    {0x039D, 0x039D, "N", "a Greek capital"},
    {0x039F, 0x039F, "O", "a Greek capital"},
    {0x03A1, 0x03A1, "P", "a Greek capital"},
    {0x03A4, 0x03A4, "T", "a Greek capital"},
    {0x03A5, 0x03A5, "Y", "a Greek capital"},
    {0x03A7, 0x03A7, "X", "a Greek capital"},
    {0x2000, 0x200A, " ", "a typographic space"},
    {0x200B, 0x200B, "", "a zero-width space"},
    {0x200D, 0x200D, NULL, "a zero-width joiner"},
    {0x200E, 0x200F, "", "an invisible direction mark"},
    {0x2010, 0x2011, "-", "a typographic hyphen"},
    {0x2012, 0x2012, "-", "a figure dash"},
    {0x2013, 0x2013, "-", "an en dash"},
    {0x2014, 0x2015, "-", "an em dash"},
    {0x2018, 0x2018, "'", "a curly opening quote"},
    {0x2019, 0x2019, "'", "a curly apostrophe"},
    {0x201A, 0x201B, "'", "a curly quote"},
    {0x201C, 0x201F, "\"", "a curly double quote"},
    {0x2022, 0x2022, "-", "a bullet"},
    {0x2024, 0x2024, ".", "a one dot leader"},
    {0x2026, 0x2026, "...", "an ellipsis"},
    {0x2028, 0x2029, "\n", "a line separator"},
    {0x202A, 0x202E, NULL, "an invisible direction mark"},
    {0x202F, 0x202F, " ", "a narrow no-break space"},
    {0x2032, 0x2032, "'", "a prime"},
    {0x2033, 0x2033, "\"", "a double prime"},
    {0x2039, 0x203A, "'", "an angle quote"},
    {0x2044, 0x2044, "/", "a fraction slash"},
    {0x205F, 0x205F, " ", "a typographic space"},
    {0x2060, 0x2060, "", "a word joiner"},
    {0x2066, 0x2069, NULL, "an invisible direction mark"},
    {0x20B9, 0x20B9, NULL, "a rupee sign"},
    {0x2116, 0x2116, "No", "a numero sign"},
    {0x2122, 0x2122, "(TM)", "a trade mark sign"},
    {0x2126, 0x2126, "\u03A9", "an ohm sign"},
    {0x212B, 0x212B, "\u00C5", "an angstrom sign"},
    {0x2190, 0x2190, "<-", "an arrow"},
    {0x2192, 0x2192, "->", "an arrow"},
    {0x2212, 0x2212, "-", "a minus sign"},
    {0x3000, 0x3000, " ", "an ideographic space"},
    {0xFB00, 0xFB00, "ff", "a ligature"},
    {0xFB01, 0xFB01, "fi", "a ligature"},
    {0xFB02, 0xFB02, "fl", "a ligature"},
    {0xFB03, 0xFB03, "ffi", "a ligature"},
    {0xFB04, 0xFB04, "ffl", "a ligature"},
    {0xFE0F, 0xFE0F, NULL, "an emoji selector"},
    {0xFEFF, 0xFEFF, "", "a byte order mark"},
    {0xFFFD, 0xFFFD, NULL, "a replacement character"},
    {0x1F000, 0x1FAFF, NULL, "an emoji"},
};

static const struct row *
find_row(int32_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(rows) && rows[i].first <= code; i++)
        if (code <= rows[i].last)
            return &rows[i];
    return NULL;
}

const char *
sms_plain_substitute(int32_t code)
{
    const struct row *row = find_row(code);

    return row ? row->plain : NULL;
}

const char *
sms_code_words(int32_t code)
{
    const struct row *row = find_row(code);

    return row ? row->words : NULL;
}

size_t
sms_plain_add(struct text *out, const char *utf8)
{
    size_t len = strlen(utf8), count = 0;
    int32_t code;

    for (size_t at = 0; at < len;) {
        size_t n = utf8_decode(utf8 + at, len - at, &code);
        const char *plain = n ? sms_plain_substitute(code) : NULL;

        n = n ? n : 1;
        if (plain)
            text_add(out, plain);
        else
            text_add_bytes(out, utf8 + at, n);
        count += plain != NULL;
        at += n;
    }
    return count;
}

void
sms_code_name(char out[SMS_CODE_NAME_SIZE], int32_t code)
{
    snprintf(out, SMS_CODE_NAME_SIZE, "U+%04X", (unsigned)code);
}
