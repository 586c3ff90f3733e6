/*
 * An import: what a source says of templates, brought into the workspace's
 * templates/. Templates are matched by kind, name and language. What the source
 * knows better is changed where it stands; comments, order, layout and what the
 * source does not know stay. `fetched` is set anew where something changed or
 * it is older than a day, so that a file without news is not touched.
 */
#pragma once

#include "incoming.h"
#include "workspace.h"

#define IMPORT_REFRESH_MS (INT64_C(24) * 3600 * 1000)

enum import_kind {
    IMPORT_NEW,
    IMPORT_CHANGED,
    IMPORT_DELETED,  /* marked: the source has it no longer */
    IMPORT_MISSING,  /* the same, and left as it is */
    IMPORT_SAME,     /* but for `fetched` */
    IMPORT_LEFT_OUT, /* new, and not whole enough to be used */
    IMPORT_KINDS,
};

/* "new", "changed", "deleted", "missing", "same", "left_out". */
extern const char *const import_words[];

struct import_change {
    enum import_kind kind;
    const char *file; /* "templates/otp.yaml" */
    enum kind template_kind;
    const char *name, *language;
    const char *text; /* "status approved -> paused: quality; body changed" */
};

/* A flow of the workspace that a change reaches. */
struct import_flow {
    const char *file, *title;
    size_t channel;   /* from 1 */
    const char *text; /* "login_otp (whatsapp, en) is paused: quality" */
    const char *mend; /* what to do */
};

struct import_file;

struct import {
    struct arena arena;
    struct workspace *workspace;
    struct incoming *in;
    const char *into;   /* where new ones go: "templates/meta.yaml" */
    int64_t fetched_ms; /* when the source was asked */
    bool complete;      /* what it does not have is gone */
    struct import_file *files;
    size_t nfiles;
    const struct template **added; /* the new ones */
    size_t nadded;
    struct import_change *changes;
    size_t nchanges;
    struct import_flow *flows;
    size_t nflows;
    struct catalogue after;
    struct findings findings; /* of the files as they would be */
};

/* Works out all of the above and writes nothing. STATUS_FINDINGS when the
 * files as they would be have errors. */
bool import_plan(struct import *import, struct failure *failure);

/* True when a file would be written. */
bool import_writes(const struct import *import);

/* Writes the files, each atomically. STATUS_CONFLICT, and nothing written, when
 * one is not what it was any more. */
bool import_write(const struct import *import, struct failure *failure);

void import_done(struct import *import);

static inline void
import_cleanup(struct import *import)
{
    import_done(import);
}
