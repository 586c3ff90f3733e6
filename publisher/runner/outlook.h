/*
 * The outlook of an execution: what it does next, and when, if nothing comes
 * from outside until then. It is the engine that is asked, on a copy.
 */
#pragma once

#include "published.h"

#include <jansson.h>

/*
 * {"at", "action", "channel", "outcome"}, or null when nothing is due any
 * more. `action` is send, query, withdraw, finish, or wait for what only holds
 * a message back longer.
 */
json_t *outlook(const struct published *published,
    const struct engine_execution *execution);
