/*
 * Delivery reports as providers post them, read by the `reports` of the
 * provider's file: whose they are, which message, what became of it.
 */
#pragma once

#include "engine.h"
#include "provider.h"
#include "workspace.h"

#include <jansson.h>

struct tried;

typedef const char *report_lookup_fn(const char *name, void *data);

struct report_request { /* what came to /dlr/{channel}/... */
    const char *method, *body;
    size_t len;
    const char *url;       /* as the sender knows it; NULL: not known */
    const char *reference; /* from the path, or NULL */
    bool secret_ok;        /* the path's secret is right for that reference */
    struct tried *tried;   /* NULL, or where the words that are met are noted */
    report_lookup_fn *query, *header; /* decoded values, or NULL */
    void *data;                       /* of both */
};

struct report_found {
    const char *reference;  /* ours, or NULL */
    const char *message_id; /* theirs, or NULL */
    enum report report;
    enum reason reason; /* class of a failure; REASON_FAILED when not said */
    uint8_t part;       /* from 1; 0: the message as a whole */
    const char *words;  /* what they said: "status 2", cleaned */
};

enum report_trust { REPORT_TRUSTED, REPORT_UNSIGNED };

/*
 * Is it from whom it says? By the closed list of `reports.auth`. A proof that
 * is made of settings fails while one of them is not set or cannot be read:
 * `failure` (may be NULL) then says which.
 */
enum report_trust report_judge(const struct provider *provider,
    const struct workspace_channel *channel, const char *root,
    const struct report_request *request, struct failure *failure);

/*
 * Before an address is used some platforms ask for a word of ours, once: Meta
 * by GET with hub.verify_token, Google by POST with clientToken. True when this
 * is such a question; *word is then what is to be answered, from `arena`, or
 * NULL when it shows the wrong token.
 */
bool report_handshake(struct arena *arena, const struct provider *provider,
    const struct workspace_channel *channel, const char *root,
    const struct report_request *request, const char **word);

/* What stands in base64 at a pointer into the body, decoded: NULL where there
 * is nothing. The caller frees it. */
char *report_data(
    const struct report_request *request, const char *pointer, size_t *len);

/*
 * The reports of one request: a batch gives several. What cannot be read gives
 * none, and *unknown counts it: a word that the map does not know, an item
 * without a message, a body that is no JSON. A word that the map calls `none`
 * gives none either, and is not counted. Returns their number.
 */
size_t report_read(struct arena *arena, const struct provider *provider,
    const struct report_request *request, struct report_found **found,
    size_t *unknown);
