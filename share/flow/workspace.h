/*
 * The workspace: what an operator keeps in git. fallback.yaml with channels,
 * callback profiles and environments; templates/, flows/, scenarios/,
 * providers/; and .fallback/ for drafts, never in git (fallback-workspace(5)).
 */
#pragma once

#include "callback_profile.h"
#include "failure.h"
#include "finding.h"
#include "flow.h"
#include "provider.h"
#include "template.h"

#define WORKSPACE_FILE "fallback.yaml"

enum price_per { PRICE_PER_DELIVERED, PRICE_PER_PART, PRICE_PER_SENT };
enum idempotency { IDEMPOTENCY_REQUEST_ID, IDEMPOTENCY_HEADER };

struct workspace_price {
    const char *prefix; /* "+39"; "" is the default */
    struct value_price price;
};

struct workspace_rate { /* `80/s`, `100/m`, `1000/h` */
    const char *text;   /* NULL: no limit */
    int64_t most, unit_ms;
};

struct workspace_breaker {
    struct value_number failures; /* in a row that open it; 0: never */
    struct value_time probe;
};

#define WORKSPACE_BREAKER_FAILURES 5
#define WORKSPACE_BREAKER_FAILURES_MAX 1000
#define WORKSPACE_BREAKER_PROBE_MS 10000
#define WORKSPACE_BREAKER_PROBE_LEAST_MS 100

/* What a message does that is not begun yet while its channel is down. */
enum when_down { WHEN_DOWN_WAIT, WHEN_DOWN_MOVE_ON };

struct workspace_channel {
    struct value_text name;
    struct value_choice kind;
    struct value_text provider;
    struct value_list senders;
    struct value_choice price_per;
    struct workspace_price *prices;
    size_t nprices;
    struct workspace_rate rate;
    struct workspace_breaker breaker;
    struct value_choice when_down; /* enum when_down */
    const struct node *settings;   /* a map of texts and secrets, or NULL */
};

struct workspace_environment {
    struct value_text name, store, public_url;
    struct value_choice production;
    struct value_list senders_from, senders_to; /* pairs: ACME -> ACMEIT */
};

/* Who may sign what a runner serves; several, so that keys can be changed. */
struct workspace_signatures {
    struct value_choice required;
    struct value_text *files; /* of public keys, below the root */
    size_t nfiles;
    struct mark at;
};

struct workspace {
    struct arena arena;
    const char *root; /* its folder */
    const char *file; /* its fallback.yaml, as findings name it */
    struct value_number format;
    struct value_text account, currency, store, public_url;
    struct value_time min_delay;
    struct value_choice idempotency;
    struct workspace_channel *channels;
    size_t nchannels;
    struct workspace_callback *callbacks;
    size_t ncallbacks;
    struct value_list callback_allow;
    struct workspace_signatures signatures;
    struct workspace_environment *environments;
    size_t nenvironments;
    const struct workspace_environment *environment; /* chosen, or NULL */
    struct catalogue catalogue;
    struct providers providers;
    struct workspace_load *load; /* while the rest is read, else NULL */
};

/* The nearest folder from `start` upward that holds fallback.yaml; the caller
 * frees it. STATUS_USAGE where there is none, with what to do. */
char *workspace_find(const char *start, struct failure *failure);

/*
 * Reads fallback.yaml, all templates and all providers of `root`. Problems of
 * their content become findings, and what could be read is there; NULL only
 * when fallback.yaml cannot be read at all. `environment` may be NULL; an
 * unknown one is a failure.
 */
struct workspace *workspace_open(const char *root, const char *environment,
    struct findings *findings, struct failure *failure);
void workspace_free(struct workspace *workspace);

/* fallback.yaml alone; the rest is for workspace_load() (workspace_load.h). */
struct workspace *workspace_open_file(const char *root, const char *environment,
    struct findings *findings, struct failure *failure);
DEFINE_AUTO(workspace, struct workspace *, workspace_free);

/* The same without a folder, for the contents of one file (tests, stdin). */
struct workspace *workspace_read(
    const char *file, const char *bytes, size_t len, struct findings *findings);

/* The paths of all files of flows/, sorted, in the arena. */
bool workspace_flow_files(const struct workspace *workspace,
    struct arena *arena, const char ***paths, size_t *n,
    struct failure *failure);

/* How findings name a file: relative to the root if it is below it, as editors
 * open it there. A part of `path`. */
const char *workspace_relative(
    const struct workspace *workspace, const char *path);

/* Reads one flow file. Its findings name the file relative to the root. */
struct flow *workspace_flow(const struct workspace *workspace, const char *path,
    struct findings *findings, struct failure *failure);

/* The same of bytes that were read already. */
struct flow *workspace_flow_read(const struct workspace *workspace,
    const char *path, const char *bytes, size_t len, struct findings *findings);

/*
 * The file of a flow that was named by path (from here, else from the
 * workspace), Workflow ID or title (case free), in the workspace's arena. NULL after a failure: STATUS_USAGE, with
 * the nearest title.
 */
const char *workspace_flow_path(
    struct workspace *workspace, const char *word, struct failure *failure);

const struct workspace_channel *workspace_channel(
    const struct workspace *workspace, const char *name);
const struct workspace_callback *workspace_callback(
    const struct workspace *workspace, const char *name);
const struct provider *workspace_provider(
    const struct workspace *workspace, const struct workspace_channel *channel);

/*
 * The template that a flow's channel names, of the kind that the workspace
 * gives the channel; of any kind where it does not know it (`workspace` may be
 * NULL). NULL where there is none.
 */
const struct template *workspace_template(const struct workspace *workspace,
    const struct catalogue *templates, const struct flow_channel *own);

/* The sender as this environment spells it. */
const char *workspace_sender(
    const struct workspace *workspace, const char *sender);

/* The chosen environment's name where it is one for production, else NULL;
 * `workspace` may be NULL. */
const char *workspace_production(const struct workspace *workspace);

/* The store's URL: the environment's, else the workspace's. */
const char *workspace_store(const struct workspace *workspace);

/* The price of one unit to a number, millionths of the currency. */
int64_t workspace_price(
    const struct workspace_channel *channel, const char *number);
