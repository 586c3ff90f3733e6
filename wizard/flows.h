/* The list of flows: files of flows/, unfinished drafts, what the store says. */
#pragma once

#include "workspace.h"

struct flows_row {
    const char *path;        /* of the file or the draft */
    const char *file;        /* "flows/login-otp.yaml", relative */
    const char *title;       /* cleaned */
    const char *workflow_id; /* NULL: none */
    const char *channels;    /* "whatsapp > sms" */
    const char *about;       /* the first problem, or when it was changed */
    const char *holder;      /* who works on the draft, or NULL */
    bool draft;              /* unfinished */
    size_t errors, warnings;
    bool asked, published; /* what the store says */
    long long revision;
};

struct flows {
    struct arena arena;
    struct flows_row *rows;
    size_t n;
    size_t *shown; /* those that are found: places in rows */
    size_t nshown;
    size_t drafts;           /* they come first */
    const char *store;       /* what was asked, for people */
    const char *store_state; /* "store not asked", why it failed; NULL: fine */
};

/* Reads and checks all of them, anew. What the store said is forgotten. */
void flows_load(struct flows *flows, struct workspace *workspace);

/* Shows only those whose title, file, channels or Workflow ID has the text, in
 * any case; "" shows all, as after loading. */
void flows_filter(struct flows *flows, const char *text);

/* Takes the answer of `fallback-publish list --format json`; false if it is
 * none. */
bool flows_take_list(struct flows *flows, const char *json, size_t len);

/* "draft", "2 errors", "published, revision 7"; appended. */
void flows_state(const struct flows_row *row, struct text *out);

void flows_done(struct flows *flows);
