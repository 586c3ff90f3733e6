/* From a flow and its workspace to what the engine needs of them. */
#pragma once

#include "engine.h"
#include "workspace.h"

/*
 * Works out the plan: defaults filled in, words turned into sets, the
 * abilities of each channel's provider looked up. A channel that the
 * workspace lacks gets a provider without abilities.
 */
void engine_plan_make(struct engine_plan *plan, const struct flow *flow,
    const struct workspace *workspace);

/* The positions that only_for and skip_for leave out, as a set; recipients
 * are E.164 with '+', one for each channel. */
uint8_t engine_plan_skip(
    const struct flow *flow, const char *const recipients[FLOW_CHANNELS_MAX]);
