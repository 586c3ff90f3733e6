/*
 * Three states of a flow, field by field: the file that the draft began from,
 * the draft (mine), and the file as others have made it meanwhile (theirs).
 * What only one side has changed is taken from that side unless somebody
 * chooses otherwise. Nothing is asked or written here.
 */
#pragma once

#include "draft.h"

enum merge_side { MERGE_MINE, MERGE_THEIRS };

struct merge_field {
    const char *path;  /* in the draft; in the file for what only that has */
    const char *label; /* "Delay of channel 2 (sms)"; cleaned */
    const char *base, *mine, *theirs; /* one line each, cleaned; NULL: none */
    bool both;                        /* both sides have changed it */
    enum merge_side take;
};

struct merge_raw { /* of mine: typed, and not what the key takes */
    const struct node *node;
    const char *path;
};

struct merge {
    struct arena arena; /* owns all of it */
    struct merge_field *fields;
    size_t n;
    bool has_base;
    struct text file; /* theirs, to the byte */
    struct node *base, *mine, *theirs;
    struct merge_raw *raws;
    size_t nraws;
};

/* Reads the draft's file anew and finds what differs between the two. */
bool merge_open(
    struct merge *merge, const struct draft *draft, struct failure *failure);

/* Makes the draft what was chosen; it begins from their file now. */
void merge_take(struct merge *merge, struct draft *draft);

void merge_done(struct merge *merge);

/* auto_(merge) struct merge merge = {0}; */
static inline void
merge_cleanup(struct merge *merge)
{
    merge_done(merge);
}
