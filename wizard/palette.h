/*
 * The palette: all that can be done, by name. First the actions of the page,
 * then those of other pages, steps, flows and templates; each with its key and
 * the command line that does the same. It lists and filters; it does nothing.
 */
#pragma once

#include "flows.h"
#include "keymap.h"
#include "walk.h"

enum palette_kind {
    PALETTE_KEY,       /* what a key does here */
    PALETTE_ELSEWHERE, /* what a key does on another page: `where` says which */
    PALETTE_STEP,      /* go to a page of the walk */
    PALETTE_HOME,      /* back to the list of flows */
    PALETTE_FLOW,      /* open a flow or a draft */
};

struct palette_entry {
    enum palette_kind kind;
    const char *words, *key;
    const char *command; /* or NULL */
    enum intent intent;  /* of a key */
    int32_t code;
    struct stop stop;
    const char *path; /* of a flow */
};

struct palette {
    struct arena arena;
    struct palette_entry *items; /* all of them */
    size_t n;
    const struct palette_entry **found; /* those that match */
    size_t nfound;
};

/* Lists what there is: `draft` may be NULL; `flows` are those that were read. */
void palette_make(struct palette *palette, struct key_place place,
    const struct draft *draft, const struct flows *flows);

/* Keeps the entries whose words have the letters of `text`, in their order and
 * in any case: those where they stand together come first. */
void palette_filter(struct palette *palette, const char *text);

void palette_done(struct palette *palette);

/* auto_(palette) struct palette palette = {0}; */
static inline void
palette_cleanup(struct palette *palette)
{
    palette_done(palette);
}
