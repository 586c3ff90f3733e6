/*
 * JSON from outside: read with caps, and looked into by pointers. A pointer is
 * one of RFC 6901 ("/error/code", "/messages/0/id"); a token `*` stands for
 * every item of a list, or every value of an object, in their order.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "arena.h"

#define PICK_DEPTH 32      /* most levels of a document, most tokens */
#define PICK_TEXT_MAX 1000 /* longest scalar that is taken, bytes */

/* The document, or NULL: no JSON, a key twice in an object, or too deep. The
 * caller releases it. */
json_t *pick_read(const char *bytes, size_t len);

/* NULL for a pointer that can be followed, else what is wrong with it. */
const char *pick_fault(const char *pointer);

typedef bool pick_fn(const json_t *value, void *data); /* false: enough */

/* Visits what the pointer leads to; "" is the whole. False: it was enough. */
bool pick_each(
    const json_t *document, const char *pointer, pick_fn *visit, void *data);

/* The first of them, or NULL. Borrowed. */
const json_t *pick_first(const json_t *document, const char *pointer);

/* A text, an integer, true or false as text from `arena`; NULL for others, for
 * empty and for overlong ones. */
const char *pick_text(struct arena *arena, const json_t *value);
