/* What the recipes of requests and of reports are both made of. Private to
 * recipe.c, recipe_reports.c and recipe_parts.c. */
#pragma once

#include "fields.h"
#include "recipe.h"

struct recipe_reader {
    struct keys_reader keys; /* first: the readers of rows get only this */
    const struct provider *provider;
    enum fields_use use; /* which fields its texts may name */
};

/* Readers for rows; what they fill is the member at the row's offset. */
keys_fn recipe_keys_auth;     /* recipe_auth; detail: "send" or "reports" */
keys_fn recipe_keys_pointer;  /* value_text */
keys_fn recipe_keys_statuses; /* recipe_match: 202, 4xx, or several */
keys_fn recipe_keys_class;    /* value_choice: enum reason */
keys_fn recipe_keys_words;    /* value_list: one text or several */

/* What became of a message, and why it failed: recipe_map. Their `from` is a
 * pointer where the detail is "answer", else any source. */
keys_fn recipe_keys_report, recipe_keys_reason;

/* The error classes, NULL-ended: enum reason from this one on. */
#define RECIPE_CLASS_FIRST REASON_NOT_ON_CHANNEL
extern const char *const *const recipe_class_words;

/* A finding "provider-wrong" at the value. */
void recipe_complain(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const char *hint, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* The same about a word that is none of the known ones. */
void recipe_unknown(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const char *word, const char *const *known);

/* True for text; else a finding. */
bool recipe_is_text(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path);

/* True for what can be the name of a header. */
bool recipe_is_token(const char *name);
