/* The list of flows: files of flows/, unfinished drafts, what the store says. */
#pragma once

#include "workspace.h"

struct flows_row {
    const char *path;        /* of the file or the draft; NULL: there is none */
    const char *file;        /* "flows/login-otp.yaml"; NULL: in the store */
    const char *title;       /* cleaned */
    const char *workflow_id; /* NULL: none */
    const char *channels;    /* "whatsapp > sms" */
    const char *way;         /* "whatsapp login_otp (en), 60s, then sms ..." */
    const char *about;       /* the first problem, or when it was changed */
    const char *changed;     /* "23 Nov 14:02"; "" where there is no file */
    const char *holder;      /* who works on the draft, or NULL */
    bool draft;              /* unfinished */
    bool unread;             /* what it holds is still to be read */
    size_t errors, warnings;
    int64_t changed_s;     /* when the file was changed, since 1970 */
    bool asked, published; /* what the store says */
    long long revision;
    const char *last;    /* who did what there last, and when; or NULL */
    bool changed_here;   /* it is published, and here it is another one */
    bool changed_there;  /* somebody else changed it in the store */
    const char *changes; /* the first difference, in words; or NULL */
};

enum flows_order {
    FLOWS_AS_READ,
    FLOWS_BY_TITLE,
    FLOWS_BY_STATE,  /* what needs somebody comes first */
    FLOWS_BY_CHANGE, /* the newest comes first */
    FLOWS_ORDERS,
};

extern const char *const flows_order_words[FLOWS_ORDERS];

struct flows {
    struct arena arena;
    struct flows_row *rows;
    size_t n;
    size_t *shown; /* those that are found: places in rows */
    size_t nshown;
    size_t drafts;           /* they come first */
    size_t files;            /* then these; then what only the store has */
    size_t read;             /* of the first two */
    const char *store;       /* what was asked, for people */
    const char *store_state; /* "store not asked", why it failed; NULL: fine */
};

/*
 * Lists the files anew; what the store said is forgotten. What they hold is
 * read and checked one by one: false when all are.
 */
void flows_begin(struct flows *flows, struct workspace *workspace);
bool flows_some(struct flows *flows, struct workspace *workspace);

/* Both at once. */
void flows_load(struct flows *flows, struct workspace *workspace);

/* Shows only those whose title, file, channels or Workflow ID has the text, in
 * any case; "" shows all, as after loading. */
void flows_filter(struct flows *flows, const char *text);

/* Takes the answer of `fallback-publish list --format json`; false if it is
 * none. */
bool flows_take_list(struct flows *flows, const char *json, size_t len);

/* Takes the answer of `fallback-publish plan --format json`: what differs here
 * from what is published; false if it is none. */
bool flows_take_plan(struct flows *flows, const char *json, size_t len);

/* Sorts those that are shown; `turned`: the last ones first. */
void flows_sort(struct flows *flows, enum flows_order order, bool turned);

/* The row that is shown at a place; the number of rows for none. */
size_t flows_at(const struct flows *flows, size_t place);

/* "draft", "! 2 errors", "published 7 +"; appended. */
void flows_state(const struct flows_row *row, struct text *out);

void flows_done(struct flows *flows);
