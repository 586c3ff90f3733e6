/*
 * Answers for machines (--format json): an object whose first member is its
 * version, so that a program that reads it can tell a newer one. Without
 * memory these end the process.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#define ANSWER_VERSION 1

json_t *answer_new(void); /* {"version": 1} */
json_t *answer_object(void);

/* NULL becomes null; bytes that are not UTF-8 become marks. */
void answer_text(json_t *object, const char *key, const char *text);
void answer_number(json_t *object, const char *key, json_int_t number);
void answer_flag(json_t *object, const char *key, bool flag);
void answer_instant(json_t *object, const char *key, int64_t instant_ms);

/* The object takes the value over. */
void answer_put(json_t *object, const char *key, json_t *value);

/* A new list below the key; the object owns it. */
json_t *answer_list(json_t *object, const char *key);
/* The list takes the item over. */
void answer_item(json_t *list, json_t *item);

/* Prints it with a line end and frees it. */
void answer_print(json_t *answer, FILE *out);
