/* A plan told: as text for a terminal, for programs, or as the comment of a
 * merge request. Nothing is changed here. */
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "comparison.h"
#include "target.h"

struct plan_print {
    const struct target *target;
    const struct publication *publication;
    const struct comparing *comparing;
    const struct findings *lacks; /* what the runner lacks */
    struct progress *progress;    /* NULL: nobody waits */
    bool verbose, brief, color;
    bool dry_run;      /* it was asked for only to be told */
    bool pushed;       /* it is done; else nothing was changed yet */
    bool trouble_only; /* text: only what stands against it */
};

/* False with a failure when the store cannot be asked any more. */
typedef bool plan_print_fn(
    const struct plan_print *print, FILE *out, struct failure *failure);
plan_print_fn plan_print_text, plan_print_json, plan_print_markdown;

/* The most characters of a comment in Markdown. */
#define PLAN_MARKDOWN_MAX 65000

/* What the formats have in common. Texts are the caller's to free. */

/* '+' '~' '-' '=' or, where something stands against it, '!'. */
char plan_mark(const struct publication_flow *flow);
/* "rev 1 -> 2" */
char *plan_revisions(const struct publication_flow *flow);
/* "2 to create, 1 to update, 3 unchanged; nothing was changed yet" */
char *plan_summary(const struct publication *publication);
/* "sqlite:fallback.db, environment 'live', PRODUCTION" */
char *plan_place(const struct target *target);
/* "the title is taken in the store by ..." and what else stands against it,
 * each on its line; NULL for nothing. */
char *plan_trouble(const struct publication_flow *flow);
