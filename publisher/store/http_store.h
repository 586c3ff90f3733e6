/* The store behind a runner's API: its object, and how it asks. Private to
 * this folder, as store_ops.h is. */
#pragma once

#include "client.h"
#include "store_ops.h"

struct http {
    struct store store;
    struct client *client;
    char *root; /* "/v1/HX.../" */
};

/* What is no failure, beside success. */
enum also_fine { NOTHING_ELSE, NO_SUCH_THING, NOT_COMMITTED };

/* Asks below the root. False without an answer to read: that is a failure,
 * unless it is fine that there is no such thing. */
bool http_ask(struct http *http, struct store_request *request,
    const struct client_call *below, enum also_fine fine,
    struct client_answer *answer);

/* An answer without the JSON that it should have is not the runner's. */
void http_misunderstood(
    struct store_request *request, const struct failure *why);

/* http_brakes.c: the second is for RESUME, too. */
void http_brakes(struct http *http, struct store_request *request);
void http_pause(struct http *http, struct store_request *request);

/* http_callbacks.c */
void http_callbacks(struct http *http, struct store_request *request);
void http_callback_replay(struct http *http, struct store_request *request);
/* http_wishes.c */
void http_wishes_add(struct http *http, struct store_request *request);
void http_wishes_remove(struct http *http, struct store_request *request);
void http_wishes(struct http *http, struct store_request *request);
