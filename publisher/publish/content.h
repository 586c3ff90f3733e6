/*
 * What a push brings of a flow: the bytes of its file, and as YAML those
 * templates that it uses. Both together are a revision's content.
 */
#pragma once

#include "workspace.h"

/* The templates file of a flow that has no errors; the caller frees it. */
char *content_templates(
    const struct workspace *workspace, const struct flow *flow);
