/*
 * The flows that the words of a command line mean, with the bytes of their
 * files: what is checked is what is pushed. All flows of the workspace are
 * read, since some things are wrong only beside the others.
 */
#pragma once

#include "check.h"
#include "workspace.h"

struct selected {
    const char *path; /* as it can be opened; "-": standard input */
    const char *real; /* the same without links, to know it again */
    const char *file; /* as findings name it */
    const char *bytes;
    size_t len;
    struct flow *flow; /* NULL: it is no YAML that we accept */
    bool wanted;
};

struct selection {
    struct arena arena;
    struct workspace *workspace;
    struct findings *findings; /* of reading and of checking; the caller's */
    struct selected *items;    /* the wanted ones last, each by file */
    size_t n, nwanted;
    const char **others; /* files that were named and are no flows */
    size_t nothers;
    bool everything; /* no words, or the workspace's folder */
};

/*
 * A word is a path (also of a folder, a template file or fallback.yaml), "-",
 * a Workflow ID or a title; no words mean the whole workspace. What is wrong
 * inside files becomes a finding; STATUS_USAGE when a word means nothing.
 */
bool selection_load(struct selection *selection, char *const *words, int nwords,
    struct failure *failure);

/* The wanted flows: nwanted of them. */
struct selected *selection_wanted(const struct selection *selection);

/*
 * Runs all checks and leaves the findings of what was asked for, sorted, and
 * the errors of fallback.yaml, on which all stands.
 */
void selection_check(
    struct selection *selection, enum check_profile profile, int64_t now_ms);

void selection_done(struct selection *selection);

/* auto_(selection) struct selection s = {...}; */
static inline void
selection_cleanup(struct selection *selection)
{
    selection_done(selection);
}
