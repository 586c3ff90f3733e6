/*
 * JSON objects from structs and back: one row for each member serves both
 * ways.
 */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "arena.h"
#include "failure.h"

enum member_kind {
    MEMBER_TEXT,    /* const char *; NULL is left out */
    MEMBER_NUMBER,  /* int64_t; `none` is left out unless it is required */
    MEMBER_FLAG,    /* bool; false is left out unless it is required */
    MEMBER_INSTANT, /* int64_t; RFC 3339; `none` is left out */
    MEMBER_WORD,    /* an enum, by its words */
    MEMBER_HASH,    /* 32 bytes, hexadecimal */
};

struct member {
    const char *name; /* NULL ends a table */
    enum member_kind kind;
    bool required; /* reading it is missing without */
    size_t offset;
    int64_t none;
    const char *const *words; /* NULL-ended, in the order of the enum */
};

/* What is read into, and where it stands in the document: "changes/0/". */
struct members_reader {
    struct arena *arena; /* gets the texts */
    struct failure *failure;
    const char *where;
};

/* The caller owns the object. */
json_t *members_write(const struct member *members, const void *from);

/* False with STATUS_USAGE, which names the member. What is not there stays
 * as it was, but an instant becomes its `none`. */
bool members_read(const struct members_reader *reader,
    const struct member *members, const json_t *json, void *into);

/* Reads one item of a list of structs. */
typedef bool members_item_fn(
    const struct members_reader *reader, const json_t *json, void *into);

/* A zeroed array of structs from a list, in the arena; NULL on failure. */
void *members_read_list(const struct members_reader *reader, const char *name,
    const json_t *list, members_item_fn *item, size_t size, size_t *n);

/* A text as JSON; one that is not UTF-8, such as the name of a file, is cleaned
 * first. */
json_t *members_text(const char *text);

/* An instant as JSON: RFC 3339; null for 0, which is none. */
json_t *members_instant(int64_t at);

/* Fails: "'changes/0/title' is to be ..."; always false. */
bool members_wrong(
    const struct members_reader *reader, const char *name, const char *wanted);
