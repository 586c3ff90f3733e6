/* utf8proc behind our names. */
#include "utf8.h"

#include <string.h>
#include <utf8proc.h>

size_t
utf8_decode(const char *at, size_t len, int32_t *code)
{
    utf8proc_int32_t point;

    if ((unsigned char)*at < 0x80) { /* most texts are nothing else */
        *code = *at;
        return 1;
    }
    utf8proc_ssize_t n = utf8proc_iterate(
        (const utf8proc_uint8_t *)at, (utf8proc_ssize_t)len, &point);

    if (n <= 0 || point < 0)
        return 0;
    *code = point;
    return (size_t)n;
}

size_t
utf8_encode(int32_t code, char bytes[4])
{
    if (!utf8proc_codepoint_valid(code))
        return 0;
    return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)bytes);
}

static bool
is_bidi_control(int32_t code)
{
    return (code >= 0x202A && code <= 0x202E) ||
        (code >= 0x2066 && code <= 0x2069) || code == 0x200E ||
        code == 0x200F || code == 0x061C;
}

bool
utf8_is_control(int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) ||
        is_bidi_control(code) || code == 0x2028 || code == 0x2029;
}

bool
utf8_valid(const char *text, size_t len, size_t *bad)
{
    int32_t code;

    for (size_t i = 0; i < len;) {
        size_t n = utf8_decode(text + i, len - i, &code);

        if (!n) {
            *bad = i;
            return false;
        }
        i += n;
    }
    return true;
}

size_t
utf8_length(const char *text)
{
    size_t count = 0, len = strlen(text);
    int32_t code;

    for (size_t i = 0; i < len; count++) {
        size_t n = utf8_decode(text + i, len - i, &code);

        i += n ? n : 1;
    }
    return count;
}

char *
utf8_fold(const char *text)
{
    utf8proc_uint8_t *folded =
        utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);
    char *copy = folded ? (char *)folded : strdup(text);

    if (!copy)
        abort();
    return copy;
}
