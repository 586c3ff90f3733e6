/* Escaping for XML. */
#include "xml.h"

#include "utf8.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* NULL for what may stand as it is. Line ends and tabs are kept through the
 * normalization of attributes only as references. */
static const char *
reference(int32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        break;
    }
    return code < ' ' || code == 0xFFFE || code == 0xFFFF ? REPLACEMENT : NULL;
}

void
xml_add(struct text *out, const char *text)
{
    for (size_t len = strlen(text), n; len; text += n, len -= n) {
        int32_t code = 0;
        const char *instead;

        n = utf8_decode(text, len, &code);
        instead = n ? reference(code) : REPLACEMENT;
        if (!n)
            n = 1;
        if (instead)
            text_add(out, instead);
        else
            text_add_bytes(out, text, n);
    }
}
