/*
 * Bringing a flow's file into the canonical form without losing anything: the
 * keys in the order of the format, one layout. Comments stay with what they
 * are about, texts in their quotes; blank lines stay, several become one.
 */
#pragma once

#include "finding.h"
#include "flow.h"
#include "text.h"

/*
 * Appends the canonical form of a flow that was read from `source` without an
 * error. What would lose a comment or a value is a finding, and false.
 */
bool flow_format(const struct flow *flow, const char *source, size_t len,
    struct text *out, struct findings *findings);
