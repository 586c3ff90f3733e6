/*
 * The codes of all findings: one table that gives each its severity, and
 * `explain` and the manual their words.
 */
#pragma once

#include "finding.h"

struct code {
    const char *name;
    enum severity severity;
    const char *cause; /* one sentence */
    const char *mend;  /* one sentence */
};

/* NULL for a name that is none. */
const struct code *code_find(const char *name);

/* All of them, in alphabetical order. */
const struct code *codes_all(size_t *n);
