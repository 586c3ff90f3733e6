/*
 * The JSON of callbacks, as the runner's API has them (fallback-api(7)): one
 * home for both of its sides.
 *
 *   callback  {"webhook_id","profile","execution","state","created","due",
 *              "tries","last","body"}
 *   outbox    {"webhook_id","profile","since"}
 *
 * Instants are RFC 3339; what is not there is left out, and `body` in lists.
 */
#pragma once

#include <jansson.h>

#include "store.h"

/* The words of enum store_callback_state; "all" for any. */
extern const char *const store_callback_words[];

/* The caller owns the JSON. */
json_t *store_json_callback(const struct store_callback *callback);
json_t *store_json_callbacks(const struct store_callback *callbacks, size_t n);
json_t *store_json_outbox(const struct store_outbox *outbox);

/* False with STATUS_USAGE, which names the member. */
bool store_json_read_callbacks(
    const json_t *json, struct store_request *request, struct failure *failure);
bool store_json_read_outbox(const json_t *json, struct arena *arena,
    struct store_outbox *outbox, struct failure *failure);

enum store_callback_state store_callback_state(
    const struct store_callback *callback);
