/* Bringing a flow's file into the canonical form without losing anything. */
#pragma once

#include "finding.h"
#include "flow.h"
#include "text.h"

/*
 * Appends the canonical form of a flow that was read from `source` without an
 * error, and may have got values since, with the comments of the source. What
 * would lose a comment or a value is a finding, and false.
 */
bool flow_format(const struct flow *flow, const char *source, size_t len,
    struct text *out, struct findings *findings);
