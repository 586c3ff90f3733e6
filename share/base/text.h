/*
 * A growing piece of text (or bytes): what files, messages and requests are
 * built in. Always NUL-terminated once something was added. No memory ends
 * the process.
 */
#pragma once

#include "base.h"

#include <stdarg.h>
#include <stdbool.h>

struct text {
    char *bytes; /* NULL while empty and never used */
    size_t len, room;
};

void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const void *more, size_t len);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* Room for so many more bytes, for whoever can fill it at once; then
 * text_grown() adds as many as were filled. */
char *text_room(struct text *text, size_t more);
void text_grown(struct text *text, size_t more);

/* What printf would print; the caller frees it. */
char *text_format(const char *format, va_list args) PRINTF_LIKE(1, 0);

/* The text so far, never NULL; borrowed until the next addition. */
const char *text_str(const struct text *text);

/* Hands the bytes to the caller, who frees them; the text is empty again. */
char *text_take(struct text *text);

/* Forgets the content and keeps the memory. */
void text_clear(struct text *text);

/* Gives the memory back; the text may be used again. */
void text_done(struct text *text);

/* auto_(text) struct text t = {0}; */
static inline void
text_cleanup(struct text *text)
{
    text_done(text);
}

static inline bool
text_is(const char *a, const char *b)
{
    return a == b || (a && b && !__builtin_strcmp(a, b));
}
