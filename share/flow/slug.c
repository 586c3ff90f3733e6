/* Titles as file names. */
#include "slug.h"

#include <ctype.h>

static char
lower(char c)
{
    return (char)tolower((unsigned char)c);
}

void
slug_add(struct text *out, const char *title)
{
    const size_t start = out->len;
    bool gap = false;

    for (const char *c = title; *c && out->len - start < SLUG_MAX; c++) {
        const bool plain = isalnum((unsigned char)*c);

        if (plain && gap && out->len > start)
            text_add_char(out, '-');
        if (plain)
            text_add_char(out, lower(*c));
        gap = !plain;
    }
    if (out->len == start)
        text_add(out, "flow");
}
