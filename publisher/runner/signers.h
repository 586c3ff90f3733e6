/*
 * Who may sign what a runner serves: the keys of fallback.yaml's `signatures`.
 * A revision that none of them signed is neither taken nor served.
 */
#pragma once

#include "failure.h"
#include "workspace.h"

struct signers;

/* NULL without a failure where signatures are not required. */
struct signers *signers_open(
    const struct workspace *workspace, struct failure *failure);
void signers_close(struct signers *signers);

/*
 * NULL when one of them signed this content of this flow; else the finding's
 * code, "signature-missing" or "signature-wrong". Where there are no signers
 * everything is fine.
 */
const char *signers_judge(const struct signers *signers,
    const char *workflow_id, const char *yaml, const char *templates,
    const char *signature);
