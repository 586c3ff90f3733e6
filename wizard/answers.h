/*
 * Answers mode: a flow without a screen. The answers file is a flow with holes
 * and a block of wishes (`wizard: {file, overwrite, accept_suggestions}`), so a saved flow is one.
 * What has one possibility is filled in; all that is missing is said at once.
 */
#pragma once

#include <stdio.h>

#include "draft.h"
#include "options.h"

struct answers {
    const char *file;               /* "-": standard input; NULL: none */
    const struct option_list *sets; /* "title=Login", "channels.0.delay=45s" */
    const char *workflow_id;        /* or NULL */
    const char *record;             /* --record-answers FILE, or NULL */
};

/*
 * Makes and saves the flow. Results go to `out`, findings and what is missing
 * to `err`. Returns the exit status; `failure` is filled where it is not
 * STATUS_FINDINGS.
 */
enum status answers_run(const struct answers *answers,
    struct workspace *workspace, FILE *out, FILE *err, struct failure *failure);

/* What a new flow would be asked for, a line each. */
void answers_say_missing(struct workspace *workspace, FILE *err);

/* Writes the answers that make this flow. */
bool answers_record(
    const struct draft *draft, const char *path, struct failure *failure);
