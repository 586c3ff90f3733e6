/*
 * Providers: the platforms that messages are handed to, each a YAML file
 * (fallback-provider(5)) of share/providers or of the workspace's own
 * providers/. What flows and checks need is read into plain members; how a
 * request is made stays a tree that the runner walks.
 */
#pragma once

#include "finding.h"
#include "node.h"
#include "template.h"

enum dedupe { DEDUPE_NONE, DEDUPE_REFERENCE };

struct provider_setting {
    const char *name;
    const char *fallback; /* its value where a channel sets none; or NULL */
    bool required, secret;
};

struct provider {
    const char *name;
    const char *file;
    enum kind kind;
    bool any_kind; /* `kind: any`: the sandbox serves every kind */
    struct provider_setting *settings;
    size_t nsettings;
    int64_t expiry_min_ms, expiry_max_ms; /* per message; max 0: cannot */
    struct value_choice recall, query;    /* true: it can */
    enum dedupe dedupe;
    int64_t dedupe_ms; /* how long a repeat with the same key is recognised */
    bool built_in;     /* the sandbox: no request is made */
    const struct node *send, *recall_request, *query_request, *reports,
        *examples; /* NULL where the file has none */
};

struct providers {
    struct arena arena;
    struct provider *items; /* ordered by name */
    size_t n;
};

/* Adds the provider of one file; problems become findings. */
void provider_read(struct providers *providers, const char *file,
    const char *bytes, size_t len, struct findings *findings);

/* Reads every *.yaml of a folder; a folder that is not there holds none.
 * Findings name the files without the folder `root` (NULL: whole). */
void providers_load(struct providers *providers, const char *folder,
    const char *root, struct findings *findings);

const struct provider *provider_find(
    const struct providers *providers, const char *name);

void providers_done(struct providers *providers);
