/* Batches of invocations that are being taken: what the loop does for them. */
#pragma once

#include "runner.h"

/* Those that waited go on; where the runner stops they end. Once in a turn. */
void batch_run(struct runner *runner);
