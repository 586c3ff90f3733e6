/*
 * JSON pointers: where a value stands within its document, "/channels/1/delay".
 * Facts: RFC 6901 ('~' is spelt ~0 and '/' ~1 inside a token).
 */
#pragma once

#include "arena.h"
#include "text.h"

/* Appends "/" and the token, escaped. */
void pointer_add(struct text *out, const char *token);

/* The pointer to the member `token` of what `parent` ("" is the whole) points
 * to. The arena owns it. */
const char *pointer_join(
    struct arena *arena, const char *parent, const char *token);

/* The same for item `nth`, from 0, of a list. */
const char *pointer_item(struct arena *arena, const char *parent, size_t nth);
