/* The brakes from inside: what there is of each channel and flow. */
#pragma once

#include "brakes.h"
#include "budget.h"
#include "gate.h"

/* What waits behind one gate, all of it in the store. */
struct waiters {
    char *gate;          /* its name */
    bool waiting;        /* maybe; false: surely nothing */
    unsigned long added; /* tells a look at the store that more came */
};

struct channel_brake {
    const struct workspace_channel *channel;
    struct gate gate; /* on the monotonic clock: nobody sets that one */
    struct waiters turn, move;
    struct store_pause pause; /* its texts are in `texts` */
    struct arena texts;
};

struct flow_brake {
    char *workflow_id;
    struct waiters paused, unpaid;
    struct store_pause pause;
    struct arena texts;
    struct budget budget; /* on the wall clock: it outlives us */
    bool limited;         /* false: no budget, or none is known yet */
    uint64_t most;        /* fallbacks in an hour */
    bool stops;           /* when it is spent */
    bool spent;           /* as it was logged */
    struct flow_brake *next;
};

struct brakes {
    struct runner *runner;
    struct channel_brake *channels; /* one for each of the workspace */
    size_t nchannels;
    struct flow_brake *flows; /* that have, or had, a pause or a budget */
};

struct channel_brake *brakes_channel(
    struct brakes *brakes, const struct workspace_channel *channel);

/* NULL where there is none, and none is to be made. */
struct flow_brake *brakes_flow(
    struct brakes *brakes, const char *workflow_id, bool make);

void waiters_add(struct waiters *waiters);

/* True when a message of the flow does not wait for a channel that is down. */
bool brakes_moves_on(
    const struct channel_brake *channel, const struct published *published);

/* Whether the budget is spent; logs it once when that changes. */
bool brakes_is_spent(struct brakes *brakes, struct flow_brake *flow);
