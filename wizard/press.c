/* Presses: names, and the assembly of bytes. */
#include "press.h"

#include <stdio.h>

#include "base.h"
#include "utf8.h"

#define REPLACEMENT 0xFFFD

static const struct {
    int32_t code;
    const char *name;
} names[] = {
    {PRESS_TAB, "Tab"},
    {PRESS_ENTER, "Enter"},
    {PRESS_ESCAPE, "Esc"},
    {PRESS_SPACE, "Space"},
    {PRESS_BACKSPACE, "Backspace"},
    {PRESS_UP, "Up"},
    {PRESS_DOWN, "Down"},
    {PRESS_LEFT, "Left"},
    {PRESS_RIGHT, "Right"},
    {PRESS_HOME, "Home"},
    {PRESS_END, "End"},
    {PRESS_PAGE_UP, "PgUp"},
    {PRESS_PAGE_DOWN, "PgDn"},
    {PRESS_DELETE, "Del"},
    {PRESS_BACK_TAB, "Shift-Tab"},
    {PRESS_WORD_LEFT, "^Left"},
    {PRESS_WORD_RIGHT, "^Right"},
    {PRESS_F1, "F1"},
    {PRESS_F3, "F3"},
};

static const char *
fixed_name(int32_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].code == code)
            return names[i].name;
    return NULL;
}

void
press_name(struct press press, char name[PRESS_NAME_SIZE])
{
    const char *alt = press.alt ? "Alt-" : "";
    const char *fixed = fixed_name(press.code);
    char bytes[4];

    if (fixed)
        (void)snprintf(name, PRESS_NAME_SIZE, "%s%s", alt, fixed);
    else if (press.code < ' ')
        (void)snprintf(name, PRESS_NAME_SIZE, "%s^%c", alt, press.code + '@');
    else
        (void)snprintf(name, PRESS_NAME_SIZE, "%s%.*s", alt,
            (int)utf8_encode(press.code, bytes), bytes);
}

bool
press_is_text(struct press press)
{
    return !press.alt && press.code >= ' ' && press.code < PRESS_UP &&
        (press.code < 0x7F || press.code >= 0xA0);
}

static size_t
complete(
    struct press_reader *reader, int32_t code, struct press presses[], size_t n)
{
    presses[n] = (struct press){code, reader->escape};
    reader->escape = false;
    reader->len = 0;
    return n + 1;
}

/* Bytes of the character that begins with this byte; 0: none does. */
static size_t
length_by_lead(char lead)
{
    const unsigned char byte = (unsigned char)lead;

    if (byte < 0xC2 || byte > 0xF4)
        return 0;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static size_t
read_part(
    struct press_reader *reader, char byte, struct press presses[], size_t n)
{
    int32_t code;

    reader->bytes[reader->len++] = byte;
    const size_t length = length_by_lead(reader->bytes[0]);
    if (reader->len < length)
        return n;
    if (!length || utf8_decode(reader->bytes, length, &code) != length)
        code = REPLACEMENT;
    return complete(reader, code, presses, n);
}

size_t
press_read(struct press_reader *reader, int32_t raw, struct press presses[2])
{
    const bool part = raw >= 0x80 && raw < 0x100;
    const bool follows = raw >= 0x80 && raw < 0xC0;
    size_t n = 0;

    if (reader->len && !follows)
        n = complete(reader, REPLACEMENT, presses, n);
    if (part)
        return read_part(reader, (char)raw, presses, n);
    if (raw != PRESS_ESCAPE)
        return complete(reader, raw, presses, n);
    if (reader->escape)
        presses[n++] = (struct press){.code = PRESS_ESCAPE};
    reader->escape = true;
    return n;
}

bool
press_rest(struct press_reader *reader, struct press *press)
{
    if (!reader->escape || reader->len)
        return false;
    *press = (struct press){.code = PRESS_ESCAPE};
    reader->escape = false;
    return true;
}
