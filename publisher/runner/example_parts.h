/* What examples of both ways share. Private to example*.c. */
#pragma once

#include "courier.h"
#include "example.h"
#include "inquiry.h"
#include "keys.h"
#include "provider.h"
#include "workspace.h"

struct example {
    const struct node *settings, *send, *query, *recall, *request, *answer,
        *report, *gives;
};

struct stage { /* where one example is played */
    struct keys_reader keys;
    const struct provider *provider;
    const struct example *example;
    const struct keys_path *path;
    struct example_play *play;
};

void example_play_send(struct stage *stage);
void example_play_inquiry(struct stage *stage, enum inquiry_kind kind);
void example_play_report(struct stage *stage);

/* A finding at the node: the example is wrong, or it went another way. */
void example_wrong(struct stage *stage, const struct node *at,
    const char *format, ...) PRINTF_LIKE(3, 4);
void example_differs(struct stage *stage, const struct node *at,
    const char *format, ...) PRINTF_LIKE(3, 4);

/* Reads a map of the example by rows; false when it is wrong. */
bool example_read(struct stage *stage, const struct node *map, const char *key,
    const struct keys_row *rows, void *into);

/* Compares a text with the one that the example gives, if it gives one. */
void example_compare(struct stage *stage, const struct node *at,
    const char *what, const char *got, const char *wanted);

/* The body of an answer or a report: a text, or a tree that becomes JSON. */
const char *example_body(
    struct stage *stage, const char *text, const struct node *json);

/* A channel with the example's settings, or made-up ones; false when the
 * example's are wrong. */
bool example_channel(struct stage *stage, struct workspace_channel *channel);

const char *example_either(
    const struct value_text *given, const char *otherwise);

/* Compares the job with the example's `request`, if it has one. */
void example_compare_request(
    struct stage *stage, const struct courier_job *job);

/* Gives the job the example's `answer`; false when it has none. */
bool example_answer(struct stage *stage, struct courier_job *job);
