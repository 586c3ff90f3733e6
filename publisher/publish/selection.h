/*
 * The flows that the words of a command line mean, as an index. Each file is
 * read, checked and let go at once; the text of a flow is read again where it
 * is needed, and has to be what was checked. All flows of the workspace are
 * read, since some things are wrong only beside the others.
 */
#pragma once

#include "check.h"
#include "digest.h"
#include "flow_index.h"
#include "progress.h"

enum selected_source {
    SELECTED_FILE,
    SELECTED_ONCE, /* standard input, a pipe: it can be read once */
    SELECTED_BAD,  /* in flows/, and no regular file: it is not read */
};

struct selected {
    struct flow_entry entry; /* its path is "-" for standard input */
    const char *real;        /* the path without links, to know it again */
    enum selected_source source;
    const char *kept; /* of SELECTED_ONCE: the bytes */
    size_t len;
    uint8_t sha256[SHA256_SIZE]; /* of the bytes; where there is `content` */
    const char *content;         /* store_content_sha256(); NULL: errors, or not
                          * asked for */
    bool is_flow;                /* it is YAML that we accept */
    bool wanted;
};

struct selection {
    struct arena arena;
    struct workspace *workspace;
    struct findings *findings; /* of reading and of checking; the caller's */
    enum check_profile profile;
    int64_t now_ms;
    struct progress *progress; /* of reading; NULL: nobody waits */
    bool contents;             /* give the wanted flows their `content` */
    struct selected *items;    /* the wanted ones last, each by file */
    size_t n, room, nwanted;
    const char **others; /* files that were named and are no flows */
    size_t nothers;
    bool everything; /* no words, or the workspace's folder */
};

/*
 * Reads and checks. A word is a path (also of a folder, a template file or
 * fallback.yaml), "-", a Workflow ID or a title; no words mean the whole
 * workspace. What is wrong inside files becomes a finding; STATUS_USAGE when a
 * word means nothing.
 */
bool selection_load(struct selection *selection, char *const *words, int nwords,
    struct failure *failure);

/* The wanted flows: nwanted of them. */
struct selected *selection_wanted(const struct selection *selection);

/*
 * Checks what lies beyond one flow, and leaves the findings of what was asked
 * for, sorted, and the errors of fallback.yaml, on which all stands.
 */
void selection_check(struct selection *selection);

/* A selected flow in full, as long as it is needed. */
struct selected_flow {
    struct text bytes;
    struct flow *flow;
};

/* Reads a flow that has its `content` again. A failure, too, when the file is
 * no longer what was checked. */
bool selection_read(const struct selection *selection,
    const struct selected *selected, struct selected_flow *flow,
    struct failure *failure);

void selected_flow_done(struct selected_flow *flow);

/* auto_(selected_flow) struct selected_flow f = {0}; */
static inline void
selected_flow_cleanup(struct selected_flow *flow)
{
    selected_flow_done(flow);
}

void selection_done(struct selection *selection);

/* auto_(selection) struct selection s = {...}; */
static inline void
selection_cleanup(struct selection *selection)
{
    selection_done(selection);
}
