/*
 * Writing YAML in the canonical form: keys in the order of the format, one
 * style for each value, a text in double quotes exactly when some reader
 * might take it for a number, a date or a truth value. Texts that are NULL
 * and values that were not given are left out.
 */
#pragma once

#include "mark.h"
#include "node.h"
#include "text.h"

struct write;

enum write_style { WRITE_BLOCK, WRITE_LINE }; /* {a: b} on one line */

struct write *write_begin(struct text *out);
void write_end(struct write *w); /* completes the text and frees w */

void write_open_map(struct write *w, const char *key, enum write_style style);
void write_close_map(struct write *w);
void write_open_list(struct write *w, const char *key, enum write_style style);
void write_close_list(struct write *w);

void write_item(struct write *w, const char *text);
void write_value(struct write *w, const char *key, const char *text);
void write_bare(struct write *w, const char *key, const char *text);
void write_choice(struct write *w, const char *key,
    const struct value_choice *choice, const char *const *words);
void write_number(
    struct write *w, const char *key, const struct value_number *number);
void write_list(
    struct write *w, const char *key, const struct value_list *list);
void write_node(struct write *w, const char *key, const struct node *node);
