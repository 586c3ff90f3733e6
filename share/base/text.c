/* The growing text. */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void
make_room(struct text *text, size_t more)
{
    if (more > SIZE_MAX / 2 - text->len)
        abort();
    size_t need = text->len + more + 1;
    if (need <= text->room)
        return;
    size_t room = text->room ? text->room : 64;
    while (room < need)
        room *= 2;
    char *bytes = realloc(text->bytes, room);
    if (!bytes)
        abort();
    text->bytes = bytes;
    text->room = room;
}

char *
text_room(struct text *text, size_t more)
{
    make_room(text, more);
    return text->bytes + text->len;
}

void
text_grown(struct text *text, size_t more)
{
    text->len += more;
    text->bytes[text->len] = '\0';
}

void
text_add_bytes(struct text *text, const void *more, size_t len)
{
    char *into = text_room(text, len);

    if (len)
        memcpy(into, more, len);
    text_grown(text, len);
}

void
text_add(struct text *text, const char *more)
{
    text_add_bytes(text, more, strlen(more));
}

void
text_add_char(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

char *
text_format(const char *format, va_list args)
{
    char *made = NULL;

    if (vasprintf(&made, format, args) < 0)
        abort();
    return made;
}

void
text_addf(struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *made = text_format(format, args);
    va_end(args);
    text_add(text, made);
}

const char *
text_str(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

char *
text_take(struct text *text)
{
    make_room(text, 0);
    text->bytes[text->len] = '\0';
    char *bytes = text->bytes;
    *text = (struct text){0};
    return bytes;
}

void
text_clear(struct text *text)
{
    text->len = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void
text_done(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}
