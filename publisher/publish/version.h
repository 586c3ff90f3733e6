/*
 * One version of a flow with its templates, to be compared with another: a
 * revision of the store, or the file here.
 */
#pragma once

#include "answer.h"
#include "difference.h"
#include "store.h"

struct version {
    struct arena arena;
    const char *name;      /* for people: "revision 3", "flows/otp.yaml" */
    const char *yaml;      /* to the byte */
    const char *templates; /* those it uses, in the canonical form */
    int64_t at;            /* of a revision: when it was pushed */
    struct flow *flow;     /* NULL: it cannot be read */
    struct catalogue pinned;
    struct difference_side side; /* of what is above */
};

/* Fills a zeroed one. A newer program may have pushed what this one cannot
 * read: then there is no flow. */
void version_of_revision(
    struct version *version, const struct store_flow *stored);

/* The same of a file of the workspace; what is wrong in it becomes findings.
 * False when there is no reading it. */
bool version_of_file(struct version *version, struct workspace *workspace,
    const char *path, struct findings *findings, struct failure *failure);

/* The words, what matters most first; none where one side cannot be read. */
void version_differences(struct differences *out, const struct version *before,
    const struct version *after, const struct workspace *workspace);

/* Adds "differences": [{"path", "text"}] to an answer. */
void version_answer(json_t *answer, const struct differences *differences);

void version_done(struct version *version);

/* auto_(version) struct version v = {0}; */
static inline void
version_cleanup(struct version *version)
{
    version_done(version);
}
