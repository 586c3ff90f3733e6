/*
 * Which flows use which template: those of the workspace, and the published
 * ones of the store by what their revisions pin. Statuses are the ones that
 * the templates folder has now.
 */
#pragma once

#include "store.h"
#include "workspace.h"

struct use {
    const struct template *template; /* NULL: the folder has none such */
    enum kind kind;
    const char *name, *language;     /* of the template */
    const char *title, *workflow_id; /* of the flow; "" where it has none */
    const char *file;                /* NULL: the published one */
    int64_t revision;                /* of the published one */
    size_t channel;                  /* from 1 */
};

struct usage {
    struct arena arena;
    struct use *items; /* by template, those of the workspace first */
    size_t n;
};

/* Flows that cannot be read are left out: `check` tells what is wrong. */
bool usage_of_workspace(
    struct usage *usage, struct workspace *workspace, struct failure *failure);
bool usage_of_store(struct usage *usage, const struct workspace *workspace,
    struct store *store, struct failure *failure);

/* Orders what was added. */
void usage_ready(struct usage *usage);

/* The uses of a template: *n of them from the returned one on. */
const struct use *usage_find(
    const struct usage *usage, const struct template *template, size_t *n);

/* True for a template that is there and not approved. */
bool use_is_bad(const struct use *use);

void usage_done(struct usage *usage);

static inline void
usage_cleanup(struct usage *usage)
{
    usage_done(usage);
}
