/*
 * What the examples of a provider's file have tried: each line of `errors`,
 * each word of the maps of reports, that a message is taken at all, asked for,
 * taken back.
 */
#pragma once

#include "recipe.h"

struct tried {
    bool accepted, queried, recalled;
    bool *errors;          /* one for each line */
    bool *words, *classes; /* one for each row of the maps of reports */
};

/* Zeroed, for a provider whose recipes these are; NULL: it has none. */
void tried_init(struct tried *tried, struct arena *arena,
    const struct recipe_send *send, const struct recipe_reports *reports);

/* A warning "provider-untried" for each that no example has met; one for all
 * of them where there is no example. */
void tried_report(const struct tried *tried, const struct recipe_send *send,
    const struct recipe_reports *reports, const struct provider *provider,
    struct findings *findings);
