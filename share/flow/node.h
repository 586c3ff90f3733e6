/*
 * A YAML document as a tree, each node with its place. Read on libyaml's event
 * API with caps, since a flow file may come from anyone: anchors, aliases,
 * tags, merge keys, duplicate keys, several documents, NUL, text that is not
 * UTF-8, too many bytes, levels or events are refused with line and column.
 * Every scalar is text: NO, 0123 and 1.0 stay what was written.
 */
#pragma once

#include "finding.h"

#define NODE_DEPTH_MAX 16

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    struct mark at;
    bool quoted;      /* NODE_TEXT: written in quotes or as a block */
    char style;       /* NODE_TEXT: ' " | > as it begins, 0: bare or not said */
    bool line;        /* NODE_LIST and NODE_MAP: written as [a] or {a: b} */
    const char *text; /* NODE_TEXT; never NULL */
    size_t len;
    struct node **items; /* NODE_LIST and NODE_MAP: the values */
    struct node **keys;  /* NODE_MAP: each a NODE_TEXT */
    size_t n;
    /* In bytes of the source; end is exclusive. That of a list or map without
     * brackets is anywhere before what follows it. */
    size_t begin, end;
};

/*
 * The root of the document, from `arena`; NULL after a finding. An empty
 * document is a finding too. At most `cap` bytes are looked at.
 */
struct node *node_read(struct arena *arena, const char *file, const char *bytes,
    size_t len, size_t cap, struct findings *findings);

/*
 * The same in pieces, for what must not wait: `bytes` stay where they are until
 * the end. Opening gives NULL after a finding; a piece is so many values, and
 * false when there is no more; closing gives the root, NULL after a finding.
 */
struct node_reader;
struct node_reader *node_reader_open(struct arena *arena, struct arena *texts,
    const char *file, const char *bytes, size_t len, size_t cap,
    struct findings *findings);
bool node_reader_some(struct node_reader *reader, size_t values);
struct node *node_reader_close(struct node_reader *reader);

/* The root as far as it was read, or NULL: of a list or map that still grows
 * all items but the last are whole. */
const struct node *node_reader_root(const struct node_reader *reader);

/* The same, with the texts in an arena of their own: what is made of them can
 * outlive the tree. */
struct node *node_read_apart(struct arena *arena, struct arena *texts,
    const char *file, const char *bytes, size_t len, size_t cap,
    struct findings *findings);

/* The number of a key in its map, or n where it has no such key or is none. */
size_t node_find(const struct node *map, const char *key);

/* The value of a key, or NULL; `map` may be NULL or another kind. */
const struct node *node_get(const struct node *map, const char *key);

/* True when b holds all that a holds: maps in any order of keys, an empty map
 * as good as none, lists as they are. Places and quotes do not count. */
bool node_within(const struct node *a, const struct node *b);

/* True when each holds all that the other does. */
bool node_equal(const struct node *a, const struct node *b);

/* The text of a key's value, or NULL. */
const char *node_text(const struct node *map, const char *key);

/* A text or an empty map or list that is not from a file. */
struct node *node_new(
    struct arena *arena, enum node_kind kind, const char *text);

/*
 * Gives a key of a map another value: NULL takes the key away, a new one comes
 * behind `after`, or last where that is NULL or is not there.
 */
void node_set(struct arena *arena, struct node *map, const char *key,
    struct node *value, const char *after);

/* Puts an item at place `at` of a list, or takes that one away (NULL). */
void node_put(
    struct arena *arena, struct node *list, size_t at, struct node *item);
