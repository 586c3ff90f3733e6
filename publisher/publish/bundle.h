/*
 * What travels with a flow when it is pushed: beside the bytes of its file the
 * templates that it uses, in the canonical form.
 */
#pragma once

#include "workspace.h"

/* The templates of the flow, each once, in the order of the catalogue. */
size_t bundle_templates(const struct workspace *workspace,
    const struct flow *flow, const struct template *used[FLOW_CHANNELS_MAX]);

/* Appends them. Where and when one was fetched, and its quality meanwhile, are left out:
 * fetching again what has not changed shall not make a new revision. */
void bundle_write(const struct workspace *workspace, const struct flow *flow,
    struct text *out);
