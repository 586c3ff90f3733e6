/*
 * The JSON of what holds messages back, as the runner's API has it
 * (fallback-api(7)): one home for both of its sides.
 *
 *   brakes   {"channels":[channel...],"flows":[flow...]}
 *   channel  {"channel","rate","in_flight","waiting","more","oldest","breaker",
 *             "failures","since","next_probe","slowed_until","paused"}
 *   flow     {"workflow_id","title","waiting","more","oldest","budget","spent",
 *             "paused"}
 *   paused   {"at","author","key","reason","refuses"}
 *   order    {"reason","author","refuses"}
 *   outcome  {"before": paused or null, "paused": paused or null}
 *
 * Instants are RFC 3339; what is not there is left out.
 */
#pragma once

#include <jansson.h>

#include "store.h"

/* The words of enum store_breaker. */
extern const char *const store_breaker_words[];

/* The caller owns the JSON. */
json_t *store_json_brakes(const struct store_brake *brakes, size_t n);
json_t *store_json_order(const struct store_pause *pause);
/* `at` 0: null. */
json_t *store_json_pause(const struct store_pause *pause);

/* False with STATUS_USAGE, which names the member. */
bool store_json_read_brakes(
    const json_t *json, struct store_request *request, struct failure *failure);
bool store_json_read_order(const json_t *json, struct arena *arena,
    struct store_pause *pause, struct failure *failure);
/* As a brake of the request that has the name of its own pause. */
bool store_json_read_before(
    const json_t *json, struct store_request *request, struct failure *failure);
