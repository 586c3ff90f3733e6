/*
 * The difference between two versions of a flow in the words of those who run
 * it: "channel 2 (sms) is sent 30 s sooner: after 60 s instead of 90 s". Every
 * key of a flow and of the templates that it uses is covered; what only looks
 * different ("1m" and "60s", a default that is spelled out) is none. Nothing
 * is printed here.
 */
#pragma once

#include "arena.h"
#include "template.h"
#include "workspace.h"

struct difference_side {
    const struct flow *flow;           /* NULL: there is none */
    const struct catalogue *templates; /* ready; NULL: none are known */
};

struct difference {
    /* JSON pointer into the newer flow; into the older one for what is gone.
     * What is about a template points at the channel that uses it. */
    const char *path;
    const char *text; /* one line, cleaned: fit for a terminal */
};

struct differences {
    struct arena arena; /* owns items and their texts */
    struct difference *items;
    size_t n;
};

/*
 * Finds all differences, what matters most first: channels, times, templates,
 * price, rules, then texts. `workspace` gives kinds and prices of channels; it
 * may be NULL. Both sides may be without a flow.
 */
void differences_find(struct differences *out,
    const struct difference_side *before, const struct difference_side *after,
    const struct workspace *workspace);

void differences_done(struct differences *differences);

/* auto_(differences) struct differences d = {0}; */
static inline void
differences_cleanup(struct differences *differences)
{
    differences_done(differences);
}
