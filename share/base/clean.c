/* Making foreign text harmless. */
#include "clean.h"

#include "utf8.h"

#include <string.h>

void
clean_add(struct text *out, const char *text, size_t len, bool lines)
{
    for (size_t i = 0; i < len;) {
        int32_t code;
        size_t n = utf8_decode(text + i, len - i, &code);

        if (!n) {
            text_addf(out, "\\x%02X", (unsigned char)text[i]);
            i++;
            continue;
        }
        if (code == '\t' || (code == '\n' && lines))
            text_add_char(out, (char)code);
        else if (code < 0x20 || (code >= 0x7F && code < 0xA0))
            text_addf(out, "\\x%02X", (unsigned)code);
        else if (utf8_is_control(code))
            text_addf(out, "U+%04X", (unsigned)code);
        else
            text_add_bytes(out, text + i, n);
        i += n;
    }
}

char *
clean_line(const char *text)
{
    struct text out = {0};

    if (text)
        clean_add(&out, text, strlen(text), false);
    return text_take(&out);
}
