/*
 * Plain prompts: the same questions, line by line, for terminals that cannot
 * move their cursor, for screen readers and for pipes. Nothing is ever drawn
 * over, no byte is a control but the newline. The draft is kept after every
 * answer.
 */
#pragma once

#include <stdio.h>

#include "workspace.h"

struct plain_call {
    const char *path;        /* of a flow or a draft, or NULL: a new flow */
    const char *workflow_id; /* of the new flow, or NULL */
    const char *record;      /* --record-answers FILE, or NULL */
};

/* Returns the exit status: STATUS_DONE when the flow was saved or the user
 * left, STATUS_FINDINGS when the input ended before that. `failure` is filled
 * for the others. */
enum status plain_run(const struct plain_call *call,
    struct workspace *workspace, FILE *in, FILE *out, struct failure *failure);
