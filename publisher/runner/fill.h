/*
 * Filling: the texts and trees of a provider's file with {fields} put in, in
 * one pass: what a field brings in is never looked at again. Each target is
 * escaped for what it is, so that no value can become part of a URL's path, of
 * another pair, of another header, or of JSON's syntax.
 *
 * All return false (fill_json NULL) after a failure that names the place.
 */
#pragma once

#include <jansson.h>

#include "fields.h"
#include "node.h"
#include "text.h"

#define FILL_NAME_SIZE 128

struct fill_piece { /* zeroed, it stands before the first */
    size_t start, len;
    bool field;  /* else literal text */
    bool broken; /* "{" without its end, or with no name */
    char name[FILL_NAME_SIZE];
};

/* Steps to the next piece of a text; they join up to the whole. */
bool fill_next(const char *text, struct fill_piece *piece);

/*
 * A whole URL. A setting at its very start stands as it is and must begin with
 * http:// or https://; every other value is encoded as a segment and must not
 * be empty.
 */
bool fill_url(struct fields *fields, const char *file, const struct node *url,
    struct text *out, struct failure *failure);

/* Appends "name=value&..." of a map, for a query or a form. A value that is
 * exactly one empty field is left out with its name. */
bool fill_pairs(struct fields *fields, const char *file, const struct node *map,
    struct text *out, struct failure *failure);

/* Appends the value of a header, or nothing for an empty field. */
bool fill_header(struct fields *fields, const char *file,
    const struct node *value, struct text *out, struct failure *failure);

/*
 * The tree as JSON, a new reference. A value that is exactly one field takes
 * its type, an empty one is left out with its key, and so is a map or list
 * that had values and has none left. Unquoted true, false, null and whole
 * numbers are what JSON calls so; all else is text. Without `fields` (NULL) the
 * texts are taken as they stand.
 */
json_t *fill_json(struct fields *fields, const char *file,
    const struct node *tree, struct failure *failure);

/* Appends the text percent-encoded: RFC 3986's unreserved characters stay. */
void fill_encode(struct text *out, const char *text);
