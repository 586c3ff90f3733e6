/* UUIDs. */
#include "uuid.h"

#include <stddef.h>
#include <string.h>

static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

enum { VERSION_AT = 14, VARIANT_AT = 19 };

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void
write_bytes(char out[UUID_TEXT_SIZE], const uint8_t bytes[16])
{
    static const char digits[] = "0123456789abcdef";
    size_t nibble = 0;

    for (size_t i = 0; shape[i]; i++) {
        out[i] = shape[i];
        if (shape[i] == '-')
            continue;
        uint8_t byte = bytes[nibble / 2];
        out[i] = digits[nibble % 2 ? byte & 15 : byte >> 4];
        nibble++;
    }
    out[UUID_TEXT_SIZE - 1] = '\0';
}

void
uuid_v7(
    char out[UUID_TEXT_SIZE], int64_t now_ms, const uint8_t random[UUID_RANDOM])
{
    uint8_t bytes[16];

    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)((uint64_t)now_ms >> (40 - 8 * i));
    memcpy(bytes + 6, random, UUID_RANDOM);
    bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0F));
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3F));
    write_bytes(out, bytes);
}

bool
uuid_valid(const char *text)
{
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '-' ? text[i] != '-' : hex_value(text[i]) < 0)
            return false;
    return !text[UUID_TEXT_SIZE - 1];
}

int
uuid_version(const char *text)
{
    if (!uuid_valid(text) || (hex_value(text[VARIANT_AT]) & 0xC) != 0x8)
        return 0;
    return hex_value(text[VERSION_AT]);
}

bool
uuid_canonical(char out[UUID_TEXT_SIZE], const char *text)
{
    if (!uuid_valid(text))
        return false;
    for (size_t i = 0; i < UUID_TEXT_SIZE; i++)
        out[i] =
            (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32 : text[i]);
    return true;
}
