/* 128 bits in base 62: long division one way, long multiplication the other. */
#include "id62.h"

#include <string.h>

static const char digits[] = "0123456789"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz";

enum { BASE = 62, LENGTH = ID62_TEXT_SIZE - 1 };

/* Divides the number in place; the remainder is its last digit. */
static unsigned
divide(uint8_t number[ID62_SIZE])
{
    unsigned rest = 0;

    for (int i = 0; i < ID62_SIZE; i++) {
        rest = rest << 8 | number[i];
        number[i] = (uint8_t)(rest / BASE);
        rest %= BASE;
    }
    return rest;
}

void
id62_format(char out[ID62_TEXT_SIZE], const uint8_t bytes[ID62_SIZE])
{
    uint8_t number[ID62_SIZE];

    memcpy(number, bytes, ID62_SIZE);
    for (int i = LENGTH; i-- > 0;)
        out[i] = digits[divide(number)];
    out[LENGTH] = '\0';
}

/* number = number * 62 + digit; false if that takes more than 128 bits. */
static bool
append_digit(uint8_t number[ID62_SIZE], unsigned digit)
{
    unsigned carry = digit;

    for (int i = ID62_SIZE; i-- > 0;) {
        carry += (unsigned)number[i] * BASE;
        number[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return !carry;
}

bool
id62_parse(const char *text, uint8_t bytes[ID62_SIZE])
{
    uint8_t number[ID62_SIZE] = {0};

    if (strlen(text) != LENGTH)
        return false;
    for (; *text; text++) {
        const char *digit = strchr(digits, *text);

        if (!digit || !append_digit(number, (unsigned)(digit - digits)))
            return false;
    }
    memcpy(bytes, number, ID62_SIZE);
    return true;
}
