/*
 * Finding templates: those of a kind whose name, text or language has the
 * words that were typed; usable ones first, of the flow's category before
 * others. What was found stays until something else is asked for.
 */
#pragma once

#include "template.h"

struct finder_wish {
    enum kind kind;
    const struct value_choice *category; /* may be one that was not given */
    const char *words;    /* every one of them has to occur, in any case */
    const char *language; /* only this one; NULL: any */
    bool usable;          /* only those that can be used */
};

struct finder {
    const struct template **found; /* free() */
    size_t n;
    size_t usable; /* of those found: they come first */
    size_t of;     /* templates of this kind */
    size_t hidden; /* have the words, and are not of the language, or usable */
};

void finder_search(struct finder *finder, const struct catalogue *catalogue,
    const struct finder_wish *wish);

/* Why the template cannot be used: "paused: quality"; appended. */
void finder_reason(const struct template *template, struct text *out);

/* The usable template that is most like this one: name, language, category,
 * parameters; NULL where nothing is near. */
const struct template *finder_like(
    const struct catalogue *catalogue, const struct template *template);

/* The name of this kind that is nearest to a mistyped one, or NULL. */
const char *finder_nearest(
    const struct catalogue *catalogue, enum kind kind, const char *word);

/* The language after this one among those of the kind, in their order; the
 * first after NULL, NULL after the last. */
const char *finder_next_language(
    const struct catalogue *catalogue, enum kind kind, const char *language);

void finder_done(struct finder *finder);

/* auto_(finder) struct finder finder = {0}; */
static inline void
finder_cleanup(struct finder *finder)
{
    finder_done(finder);
}
