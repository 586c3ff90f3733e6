/* The length of an SMS and its parts. */
#include "sms.h"

#include <string.h>

#include "base.h"
#include "utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* TS 23.038 6.2.1: the characters of the basic table that ASCII lacks. */
static const uint16_t beyond_ascii[] = {
    0x00A1, /* ¡ */
    0x00A3, /* £ */
    0x00A4, /* ¤ */
    0x00A5, /* ¥ */
    0x00A7, /* § */
    0x00BF, /* ¿ */
    0x00C4, /* Ä */
    0x00C5, /* Å */
    0x00C6, /* Æ */
    0x00C7, /* Ç: the capital, for the small one is not there */
    0x00C9, /* É */
    0x00D1, /* Ñ */
    0x00D6, /* Ö */
    0x00D8, /* Ø */
    0x00DC, /* Ü */
    0x00DF, /* ß */
    0x00E0, /* à */
    0x00E4, /* ä */
    0x00E5, /* å */
    0x00E6, /* æ */
    0x00E8, /* è */
    0x00E9, /* é */
    0x00EC, /* ì */
    0x00F1, /* ñ */
    0x00F2, /* ò */
    0x00F6, /* ö */
    0x00F8, /* ø */
    0x00F9, /* ù */
    0x00FC, /* ü */
    0x0393, /* Γ */
    0x0394, /* Δ */
    0x0398, /* Θ */
    0x039B, /* Λ */
    0x039E, /* Ξ */
    0x03A0, /* Π */
    0x03A3, /* Σ */
    0x03A6, /* Φ */
    0x03A8, /* Ψ */
    0x03A9, /* Ω */
};

static const struct {
    const char *name;
    size_t whole, part; /* units in a text of one part, and in one of several */
} encodings[] = {
    [SMS_GSM7] = {"GSM-7", 160, 153},
    [SMS_UCS2] = {"UCS-2", 70, 67},
};

static unsigned
ascii_septets(int32_t code)
{
    switch (code) { /* TS 23.038 6.2.1.1: the extension table, without euro */
    case '\f':
    case '^':
    case '{':
    case '}':
    case '\\':
    case '[':
    case '~':
    case ']':
    case '|':
        return 2;
    }
    return (code >= ' ' && code <= '~' && code != '`') || code == '\n' ||
        code == '\r';
}

unsigned
sms_septets(int32_t code)
{
    if (code < 0x80)
        return ascii_septets(code);
    if (code == 0x20AC)
        return 2;
    for (size_t i = 0; i < ARRAY_LEN(beyond_ascii); i++)
        if (beyond_ascii[i] == code)
            return 1;
    return 0;
}

const char *
sms_encoding_name(enum sms_encoding encoding)
{
    return encodings[encoding].name;
}

static size_t
read_code(const char *at, size_t len, int32_t *code)
{
    size_t n = utf8_decode(at, len, code);

    if (n)
        return n;
    *code = REPLACEMENT;
    return 1;
}

static size_t
code_units(enum sms_encoding encoding, int32_t code)
{
    if (encoding == SMS_GSM7)
        return sms_septets(code);
    return code > 0xFFFF ? 2 : 1;
}

/* Looks for what GSM-7 lacks: all of the text, for its number is told. */
static void
find_forcing(const char *utf8, size_t len, struct sms_count *out)
{
    int32_t code;

    for (size_t at = 0; at < len;) {
        size_t n = read_code(utf8 + at, len - at, &code);

        if (!sms_septets(code) && !out->nforcing++) {
            out->forcing_code = code;
            out->forcing_offset = at;
        }
        at += n;
    }
    out->encoding = out->nforcing ? SMS_UCS2 : SMS_GSM7;
}

/* The bytes that fit into `room` units, and how many they take. */
static size_t
fill_part(const char *at, size_t len, enum sms_encoding encoding, size_t room,
    size_t *units)
{
    size_t end = 0;
    int32_t code;

    *units = 0;
    while (end < len) {
        size_t n = read_code(at + end, len - end, &code);
        size_t more = code_units(encoding, code);

        if (*units + more > room)
            break;
        *units += more;
        end += n;
    }
    return end;
}

void
sms_count(const char *utf8, struct sms_count *out)
{
    size_t len = strlen(utf8), at = 0, units;

    *out = (struct sms_count){0};
    find_forcing(utf8, len, out);
    out->units_per_part = encodings[out->encoding].whole;
    if (fill_part(utf8, len, out->encoding, out->units_per_part, &units) < len)
        out->units_per_part = encodings[out->encoding].part;
    do {
        at += fill_part(
            utf8 + at, len - at, out->encoding, out->units_per_part, &units);
        out->units += units;
        out->parts++;
    } while (at < len);
    out->left = out->units_per_part - units;
}

bool
sms_part_next(
    const char *utf8, const struct sms_count *count, struct sms_part *part)
{
    if (part->number >= count->parts)
        return false;
    part->number++;
    part->start += part->len;
    const char *at = utf8 + part->start;
    part->len = fill_part(
        at, strlen(at), count->encoding, count->units_per_part, &part->units);
    return true;
}
