/*
 * Orphans: reports that no message claims. They wait for their message, whose
 * answer may be slower than they are; what nobody claims is forgotten.
 */
#pragma once

#include "runner.h"

#define ORPHANS_KEPT_MS (INT64_C(7) * 24 * 3600 * 1000)
#define ORPHANS_PERIOD_MS (INT64_C(3600) * 1000) /* between two looks */
#define ORPHANS_SLICE 1000                       /* forgotten in one turn */

/* Forgets the old ones, if it is time to look; called once in a turn. */
void orphans_run(struct runner *runner);
