/* JSON pointers. */
#include "pointer.h"

#include <string.h>

void
pointer_add(struct text *out, const char *token)
{
    text_add_char(out, '/');
    for (;;) {
        const size_t plain = strcspn(token, "~/");

        text_add_bytes(out, token, plain);
        token += plain;
        if (!*token)
            break;
        text_add(out, *token++ == '~' ? "~0" : "~1");
    }
}

const char *
pointer_join(struct arena *arena, const char *parent, const char *token)
{
    auto_(text) struct text out = {0};

    text_add(&out, parent);
    pointer_add(&out, token);
    return arena_strdup(arena, text_str(&out));
}

const char *
pointer_item(struct arena *arena, const char *parent, size_t nth)
{
    return arena_printf(arena, "%s/%zu", parent, nth);
}
