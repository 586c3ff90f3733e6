/*
 * What holds messages back in the live runner: the gate before each channel of
 * the workspace, pauses by hand, the budgets of flows. What waits is in the
 * store, behind a gate by its name (gate_names.h), and is fetched in slices,
 * oldest first, when there is room: in memory there is a flag for each gate.
 * Everything here belongs to the loop's thread.
 */
#pragma once

#include "handover.h"
#include "published.h"
#include "runner.h"

struct brakes;
struct channel_brake;
struct flow_brake;

/* Asks the store for pauses, for what waits and for what was spent. */
struct brakes *brakes_open(struct runner *runner);
void brakes_close(struct brakes *brakes);

/*
 * Before a step: tells the event what holds the execution back. `turn` is what
 * it was fetched for, or NULL: then it comes after all that wait already.
 */
void brakes_hold(struct runner *runner, const struct published *published,
    const void *turn, int64_t now, struct engine_event *event);

/* What a step took: its place at a gate, and maybe a part of a budget. */
struct brakes_taken {
    struct channel_brake *channel; /* NULL: nothing is handed over */
    bool probe;
    struct flow_brake *payer;
    int64_t paid_at;
};

/* After a step: takes what its hand-over needs, and says in the request what
 * the execution waits behind. */
void brakes_take(struct runner *runner, const struct published *published,
    struct store_request *request, const struct engine_actions *actions,
    int64_t now, struct brakes_taken *taken);

/* The step was not kept. */
void brakes_give_back(struct brakes_taken *taken);

/* The hand-over is made; and its answer, or that it could not be asked for. */
void brakes_sent(struct channel_brake *channel);
void brakes_heard(struct runner *runner, struct channel_brake *channel,
    bool probe, const struct handover_answer *answer);
void brakes_failed(
    struct runner *runner, const struct brakes_taken *taken, const char *words);

/* Fetches what may go on now; and when to look again. */
void brakes_run(struct runner *runner);
int64_t brakes_due(struct runner *runner, int64_t now);

/* A turn was not kept: what waits has to be asked for again. */
void brakes_doubt(struct brakes *brakes);

/* A pause that is durable now; `at` 0: it is over. */
void brakes_pause(struct runner *runner, const struct store_pause *pause);

/* The pause of a flow that refuses new invocations, or NULL. */
const struct store_pause *brakes_refusal(
    struct runner *runner, const char *workflow_id);

/* The channels, in the order of the workspace, then the flows that have a
 * pause or a budget; what waits is in `stored`, the answer of STORE_BRAKES.
 * Texts live in the arena or with the runner. */
size_t brakes_list(struct runner *runner, struct arena *arena,
    const struct store_request *stored, struct store_brake **list);
