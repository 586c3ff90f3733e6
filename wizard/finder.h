/* Finding templates: those of a kind whose name, text or language has the
 * words that were typed; usable ones first, of the flow's category before others. */
#pragma once

#include "template.h"

struct finder {
    const struct template **found; /* free() */
    size_t n;
    size_t of; /* templates of this kind */
};

/* Every word of `words` has to occur, in any case. `category` may be one that
 * was not given. */
void finder_search(struct finder *finder, const struct catalogue *catalogue,
    enum kind kind, const struct value_choice *category, const char *words);

/* Why the template cannot be used: "paused: quality"; appended. */
void finder_reason(const struct template *template, struct text *out);

void finder_done(struct finder *finder);

/* auto_(finder) struct finder finder = {0}; */
static inline void
finder_cleanup(struct finder *finder)
{
    finder_done(finder);
}
