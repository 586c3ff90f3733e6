/*
 * The JSON of opt-outs and consents, as the runner's API has them
 * (fallback-api(7)): one home for both of its sides.
 *
 *   optout   {"number","channel","category","at","source","by","note",
 *             "digest_only"}
 *   consent  the same without category
 *   list     {"optouts":[optout...]} or {"consents":[consent...]}
 *
 * `number` is left out where it was forgotten. Instants are RFC 3339. What is
 * not there: all channels, everything, no time, told by the API.
 */
#pragma once

#include <jansson.h>

#include "store.h"

/* "optouts", "consents": the list, and the end of the path. */
extern const char *const store_wish_lists[];

/* The caller owns the JSON. */
json_t *store_json_wishes(
    enum wish_kind kind, const struct store_wish *wishes, size_t n);

/* The list of an object; NULL with STATUS_USAGE, which names the member. */
struct store_wish *store_json_read_wishes(enum wish_kind kind,
    const json_t *json, struct arena *arena, size_t *n,
    struct failure *failure);
