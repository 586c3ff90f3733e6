/*
 * What the files that find differences share: the rows of keys, how a value is
 * told in words, and how a sentence is added. Private to difference.c,
 * differing.c and difference_*.c.
 */
#pragma once

#include "difference.h"

enum differing_rank { /* what matters most goes first */
    RANK_CHANNELS,
    RANK_TIMES,
    RANK_TEMPLATES,
    RANK_PRICE,
    RANK_RULES,
    RANK_TEXTS,
};

struct differing_item {
    enum differing_rank rank;
    size_t nth; /* in the order of finding */
    struct difference difference;
};

struct differing {
    struct arena *arena; /* of the differences */
    const struct difference_side *before, *after;
    const struct workspace *workspace;
    struct differing_item *items;
    size_t n;
    const struct template *told[FLOW_CHANNELS_MAX]; /* already compared */
    size_t ntold;
};

/* Adds a sentence, cleaned. `path` is from the arena. */
void differing_say(struct differing *d, enum differing_rank rank,
    const char *path, const char *format, ...) PRINTF_LIKE(4, 5);

/* A text from the arena. */
const char *differing_print(struct differing *d, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* A span as it is read aloud: "30 s", "1 h 30 min". From the arena. */
const char *differing_span(struct differing *d, int64_t ms);

/*
 * A key and what is said when its value changes. The sentences hold {{what}},
 * {{before}} and {{after}}; texts may be shortened in them.
 */
struct differing_row {
    const char *key; /* its place below its map; "": the map's own */
    enum differing_rank rank;
    /* The value in words, from the arena; NULL where it was not given. A row
     * without ends the table. */
    const char *(*words)(struct differing *d, const struct differing_row *row,
        const void *value);
    size_t offset;             /* of the value in its struct */
    const char *const *detail; /* differing_choice: its words */
    const char *preset;        /* what counts where it was not given */
    const char *changed;
    const char *given, *gone; /* where there is no preset; NULL: `changed` */
};

typedef const char *differing_words_fn(
    struct differing *d, const struct differing_row *row, const void *value);

/* Of value_text, value_choice (with detail), value_time, value_number, and of
 * value_list: as a set, or where the order counts. */
differing_words_fn differing_text, differing_choice, differing_time,
    differing_number, differing_set, differing_list;

/* Compares two structs by rows; `what` is {{what}}, `path` points at them. */
void differing_rows(struct differing *d, const struct differing_row *rows,
    const char *what, const char *path, const void *before, const void *after);

/* What each file finds. Both sides have their flow. */
void difference_flow(struct differing *d);
void difference_channels(struct differing *d);

/* Of the templates that a matched pair of channels names; `what` is the
 * channel in words, `path` its template's. */
void difference_template(struct differing *d, const char *what,
    const char *path, const struct flow_channel *before,
    const struct flow_channel *after);
