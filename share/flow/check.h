/*
 * The checks of a flow against its workspace, by name, all in one run: the
 * same code in the publisher, in the wizard beside each field, and in the
 * runner when a flow is pushed. A check is a row of a table; codes.h says
 * what each finding means.
 */
#pragma once

#include "finding.h"
#include "flow.h"
#include "flow_index.h"
#include "workspace.h"

enum check_profile { PROFILE_NONE, PROFILE_KALEYRA };

struct check {
    const struct workspace *workspace;
    int64_t now_ms; /* for the age of a template's status */
    enum check_profile profile;
};

/* Checks fallback.yaml: what all flows stand on. */
void check_workspace(const struct check *check, struct findings *findings);

/*
 * Checks one flow by itself. `findings` should be those of its reading: where
 * the reader has complained about a value, no check complains again.
 */
void check_flow(const struct check *check, const struct flow *flow,
    struct findings *findings);

/* Checks what only several flows together can break: titles, Workflow IDs.
 * Of two that clash the finding is about the later one. */
void check_flows(
    const struct flow_entry *const *flows, size_t n, struct findings *findings);
