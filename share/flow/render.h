/*
 * The text of a tree in YAML: {a: b} for what is written on one line, else a
 * line for each entry. Each text has its own style (scalar.h).
 */
#pragma once

#include "node.h"
#include "text.h"

struct render {
    struct text *out;
    const char *eol;
    size_t map_shift;  /* a map below a key is indented by so many */
    size_t list_shift; /* and a list; 0: its dashes stand below the key */
};

enum render_as { RENDER_OWN, RENDER_BLOCK, RENDER_LINE };

/* On one line, without a line end; `inside` means within [] or {}. */
void render_line(const struct render *r, const struct node *node, bool inside);

/* "key: value" and what is below it, with its line ends; the first line is
 * not indented, the others belong to a map in column `col`, from 0. */
void render_entry(const struct render *r, const struct node *key,
    const struct node *value, size_t col, enum render_as as);

/* The same for "- value". */
void render_item(const struct render *r, const struct node *value, size_t col,
    enum render_as as);

/* The entries or items below a key or a dash of column `col`, each indented.
 * Without brackets, so `node` must not be empty. */
void render_below(const struct render *r, const struct node *node, size_t col);

/* A whole file. */
void render_file(const struct render *r, const struct node *root);
