/* The walk: the order of the pages, forwards, back, and to a finding. */
#pragma once

#include "draft.h"

enum step {
    STEP_FLOWS, /* the list of flows: before the walk */
    STEP_BASICS,
    STEP_CHANNEL, /* this and the next three: once for each channel */
    STEP_TEMPLATE,
    STEP_PARAMS,
    STEP_DELAY,
    STEP_CHAIN,
    STEP_LIMITS,
    STEP_REVIEW,
    STEP_PUBLISH, /* after saving */
    STEP_COUNT,
};

struct stop {
    enum step step;
    size_t channel; /* of the four; else 0 */
};

/* The next and the previous page; at the ends the same again. A flow without
 * channels goes through the pages of the first. */
struct stop walk_next(const struct draft *draft, struct stop at);
struct stop walk_previous(const struct draft *draft, struct stop at);

/* The page that has the field of that path. */
struct stop walk_stop_of(const struct draft *draft, const char *path);

/* Steps as the rail has them: 1 to 4; 0 for the list of flows. */
int walk_rail_step(struct stop at);

/* The first page of a step of the rail. */
struct stop walk_step(const struct draft *draft, int rail_step);
