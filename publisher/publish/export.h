/*
 * Bringing what the store has into a folder: a file in flows/ for each flow,
 * to the byte, and in templates/ what they need. All is worked out before the
 * first file is written.
 */
#pragma once

#include "stored.h"
#include "version.h"

enum export_step {
    EXPORT_NEW,
    EXPORT_SAME,  /* it is there already */
    EXPORT_OTHER, /* something else is there, which may be overwritten */
    EXPORT_KEPT,  /* something else is there, and has to stay */
};

struct export_file {
    const char *file; /* below the folder: "flows/login-otp.yaml" */
    const char *bytes;
    enum export_step step;
    const char *why; /* EXPORT_KEPT: what is there */
};

/* A template as a flow was pushed with it. */
struct export_template {
    struct template template;
    const char *slug;
    int64_t at; /* when it was pushed */
};

struct export
{
    struct arena arena;
    const char *folder;
    struct version *flows; /* the newest revisions */
    size_t nflows;
    struct export_template *templates; /* each once, the newest */
    size_t ntemplates;
    struct export_file *files;
    size_t n;
    const char **notes; /* what should be said beside */
    size_t nnotes;
};

/* Works out the files: published flows, and the others if they are wanted. */
bool export_plan(struct export *export, struct store *store, bool unpublished,
    struct failure *failure);

size_t export_count(const struct export *export, enum export_step step);

/* Writes all files that are not the same; atomically, one by one. */
bool export_write(const struct export *export, struct failure *failure);

void export_done(struct export *export);

/* auto_(export) struct export e = {...}; */
static inline void
export_cleanup(struct export *export)
{
    export_done(export);
}
