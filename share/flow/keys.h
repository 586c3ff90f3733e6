/*
 * Reading a map by a table: a row for each key. Adding a key to a format is
 * adding a row. Unknown keys, missing ones and values of the wrong kind become
 * findings, the nearest known key suggested.
 */
#pragma once

#include "finding.h"
#include "node.h"

struct keys_reader {
    struct arena *arena; /* owns what is read */
    const char *file;
    struct findings *findings;
};

/* Where a value stands, spelled out only when something is wrong with it. */
struct keys_path {
    const struct keys_path *up;
    const char *key; /* NULL: an item of a list */
    size_t index;
};

struct keys_row;
typedef void keys_fn(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into);

struct keys_row {
    const char *name; /* NULL ends the table */
    keys_fn *read;
    size_t offset; /* of the member in the struct that is filled */
    bool required;
    const void *detail; /* keys_choice: its words; keys_map: its rows */
    const char *help;   /* what the key is for, in one sentence */
};

/* Reads `map` by the rows. A node of another kind is a finding. */
void keys_read(struct keys_reader *reader, const struct node *map,
    const struct keys_path *path, const struct keys_row *rows, void *into);

/* What a member may be: value_text, value_time, value_number, value_price,
 * value_choice (words; true and false), value_list, value_secret, a struct
 * with rows of its own, or the node itself. */
keys_fn keys_text, keys_time, keys_number, keys_price, keys_choice, keys_flag,
    keys_list, keys_secret, keys_map, keys_node;

/*
 * The items of a list or the values of a map, each to be read into one of
 * `*items` (size bytes each, from the arena; the returned ones are zeroed, and
 * arena_grow() may add to them).
 * Returns their number; a wrong kind is a finding and gives 0.
 */
size_t keys_items(struct keys_reader *reader, const struct node *value,
    enum node_kind kind, const struct keys_path *path, size_t size,
    void **items);

/* A finding about a value; the path is spelled out here. */
void keys_complain(struct keys_reader *reader, const char *code, struct mark at,
    const struct keys_path *path, const char *hint, const char *format, ...)
    PRINTF_LIKE(6, 7);

/* "approved, pending or rejected": the words of a NULL-ended list. */
char *keys_words(struct arena *arena, const char *const *words);

/* The index of a word in a NULL-ended list, or -1. */
int keys_word(const char *const *words, const char *word);

/* `fallback: 1`, the first key of every file. */
void keys_format(struct keys_reader *reader, const struct value_number *format,
    const struct node *root);
