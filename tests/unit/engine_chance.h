/*
 * The engine's worlds by chance: the same seed gives the same plan, the same
 * events and the same instants, nonsense among them.
 */
#pragma once

#include "engine.h"

#define SLOTS (ENGINE_PARTS_MAX + 1) /* the whole message, and each part */

/* The engine's world, and what the test itself remembers of it. */
struct world {
    uint64_t seed, chance;
    unsigned nevents;
    int64_t now;
    struct engine_plan plan;
    struct engine_execution execution, before;
    struct engine_event event;
    struct engine_actions actions;
    int64_t not_after, deadlines[FLOW_CHANNELS_MAX];
    uint8_t known[FLOW_CHANNELS_MAX][SLOTS]; /* sets of reports */
    bool success[FLOW_CHANNELS_MAX];
    unsigned sends[FLOW_CHANNELS_MAX];
    bool may_repeat[FLOW_CHANNELS_MAX], refused[FLOW_CHANNELS_MAX];
    unsigned finishes;
    bool stop_seen, cancel_seen;
};

uint32_t chance_draw(struct world *world);
uint32_t chance_below(struct world *world, uint32_t n);

void chance_plan(struct world *world);
void chance_event(struct world *world);

/* Mostly a little later, often just when something is due, seldom before. */
void chance_now(struct world *world);
