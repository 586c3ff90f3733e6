/* JSON pointers. */
#include "pointer.h"

void
pointer_add(struct text *out, const char *token)
{
    text_add_char(out, '/');
    for (; *token; token++)
        if (*token == '~')
            text_add(out, "~0");
        else if (*token == '/')
            text_add(out, "~1");
        else
            text_add_char(out, *token);
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
