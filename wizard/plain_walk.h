/* The state of the plain front, for its own files only. */
#pragma once

#include "change.h"
#include "flow_index.h"
#include "hold.h"
#include "prompt.h"
#include "walk.h"

#define PLAIN_LAST ((size_t)-1) /* the last question of the page */

struct plain {
    struct workspace *workspace;
    const char *record;
    struct prompt prompt;
    struct draft draft;
    struct hold hold;
    struct history history;
    struct flow_index index;
    struct findings findings;
    struct stop at;
    size_t question; /* of the page */
    bool extras;     /* those that are seldom wanted are asked, too */
    bool announced;  /* the page was said */
    bool back;       /* going back: what is settled is passed by */
    unsigned wrong;  /* answers in a row */
    bool changed, saved, ended;
    bool lost; /* another wizard has taken the draft over */
    enum status status;
};

/* Settles, notes, checks and keeps what was answered. */
void plain_commit(struct plain *plain);

/* To a page: its first question, or its last. */
void plain_go(struct plain *plain, struct stop at, bool last);

/* To the question of that path, on the page where we are. */
void plain_seek(struct plain *plain, const char *path);

/* Mine or theirs, for each field that differs from the draft's file. */
void plain_merge(struct plain *plain);

/* The message of a channel, in words. */
void plain_say_message(struct plain *plain, size_t channel);

/* Does what the reply means everywhere; false for an answer. */
bool plain_common(struct plain *plain, enum reply reply, const char *help);

/* One question of a page with fields; of the chain; of the end. */
void plain_page(struct plain *plain);
void plain_template(struct plain *plain);
void plain_chain(struct plain *plain);
void plain_review(struct plain *plain);
