/*
 * One message on its way to a provider: everything that a provider's file may
 * name in a placeholder, worked out from a flow, a template and the values of
 * one invocation.
 */
#pragma once

#include "arena.h"
#include "failure.h"
#include "flow.h"
#include "template.h"
#include "workspace.h"

struct message_param { /* in the order of the template */
    const char *key, *value;
};

struct message {
    const struct workspace_channel *channel;
    const struct provider *provider;
    const struct template *template;
    const char *from, *to; /* to: E.164 with '+' */
    struct message_param *params;
    size_t nparams;
    const char *text;       /* the body with its variables filled */
    const char *header;     /* the text of the header, or NULL */
    const char *media_url;  /* or NULL */
    const char *reference;  /* ours: at most 40 of A-Z a-z 0-9 - */
    const char *message_id; /* the provider's, of one handed over; or NULL */
    const char *report_url; /* where its reports are to go */
    int64_t expiry_ms;      /* its own expiry; 0: the provider cannot */
    int64_t now;            /* the instant of the hand-over; 0: not known */
    const char *root;       /* the workspace's folder; NULL: here */
};

/* The value of an input, or NULL when the invocation brought none. */
typedef const char *message_input_fn(const char *name, void *data);

/* What a message is made of. */
struct message_source {
    const struct flow *flow;
    const struct flow_channel *step; /* of the flow */
    const struct template *template;
    const struct workspace *workspace; /* NULL: only the texts are wanted */
    message_input_fn *input;
    void *data; /* of `input` */
};

/*
 * Fills from, params, text, header and media_url of a message for a channel
 * of a flow; texts come from `arena`. The value of an input that is missing
 * is its default. STATUS_FINDINGS, with the parameter's key, when a value is
 * missing: a checked invocation has them all.
 */
bool message_make(struct message *message, struct arena *arena,
    const struct message_source *source, struct failure *failure);
