/* The brakes let go: what waits in the store is fetched in slices. */
#include "brakes_parts.h"

#include "clock.h"
#include "drive.h"
#include "wake.h"

#define AFTER_FAILURE_MS 1000 /* a store that keeps nothing is not hurried */

/* One look at what waits behind one or two gates. */
struct look {
    struct runner *runner;
    struct waiters *waiters[2]; /* the second may be NULL */
    unsigned long added[2];
    size_t limit;
    const void *turn;
};

/* False when it waits for its revision: it is found again at the next look. */
static bool
wake(const struct look *look, const struct store_execution *execution)
{
    struct runner *runner = look->runner;

    if (!published_known(runner, execution->workflow_id, execution->revision)) {
        wake_want(runner, execution);
        return false;
    }
    drive_resume(runner, execution->id, look->turn);
    return true;
}

static void
forget(const struct look *look)
{
    for (size_t i = 0; i < ARRAY_LEN(look->waiters); i++)
        if (look->waiters[i] && look->waiters[i]->added == look->added[i])
            look->waiters[i]->waiting = false;
}

static void
found(struct store_request *request)
{
    struct look *look = request->data;
    const size_t n = request->out.nexecutions;
    bool all = request->failure.status == STATUS_DONE && n < look->limit;

    if (request->failure.status != STATUS_DONE)
        runner_log(look->runner, "%s", request->failure.text);
    for (size_t i = 0; i < n; i++)
        if (!wake(look, &request->out.executions[i]))
            all = false;
    if (all)
        forget(look);
    free(look);
}

static void
look_at(struct runner *runner, struct waiters *first, struct waiters *second,
    size_t limit, const void *turn)
{
    struct look *look = malloc(sizeof(*look));
    struct store_request *request;

    if (!look)
        abort();
    *look = (struct look){
        .runner = runner,
        .waiters = {first, second},
        .added = {first->added, second ? second->added : 0},
        .limit = limit,
        .turn = turn,
    };
    request = store_request_new(STORE_QUEUED, found, look);
    request->in.gates[0] = first->gate;
    request->in.gates[1] = second ? second->gate : NULL;
    request->in.limit = limit;
    store_submit(runner->store, request);
}

/* When something that waits for the channel can go on, on the monotonic
 * clock; INT64_MAX: only by an answer or by hand. */
static int64_t
channel_next(struct channel_brake *channel, int64_t now)
{
    if (channel->gate.paused)
        return INT64_MAX;
    if (channel->move.waiting && gate_is_down(&channel->gate, now))
        return now;
    if (!channel->turn.waiting && !channel->move.waiting)
        return INT64_MAX;
    return gate_next(&channel->gate, now);
}

/* What does not wait for a channel that is down leaves it now. */
static void
run_channel(struct runner *runner, struct channel_brake *channel)
{
    const int64_t now = clock_monotonic();
    size_t room;

    if (channel_next(channel, now) > now)
        return;
    if (gate_is_down(&channel->gate, now)) {
        look_at(runner, &channel->move, NULL, RUNNER_DUE_LIMIT, channel);
        return;
    }
    room = gate_room(&channel->gate, now, RUNNER_DUE_LIMIT);
    if (room)
        look_at(runner, &channel->turn, &channel->move, room, channel);
}

/* How many of those that wait for the budget may go on. */
static size_t
budget_room(struct brakes *brakes, struct flow_brake *flow)
{
    const uint64_t spent =
        budget_spent(&flow->budget, runner_now(brakes->runner));

    if (!flow->limited)
        return RUNNER_DUE_LIMIT;
    if (brakes_is_spent(brakes, flow))
        return 0;
    return flow->most - spent < RUNNER_DUE_LIMIT ? (size_t)(flow->most - spent)
                                                 : RUNNER_DUE_LIMIT;
}

static void
run_flow(struct brakes *brakes, struct flow_brake *flow)
{
    if (flow->pause.at)
        return;
    if (flow->paused.waiting)
        look_at(brakes->runner, &flow->paused, NULL, RUNNER_DUE_LIMIT, flow);
    if (!flow->unpaid.waiting)
        return;
    const size_t room = budget_room(brakes, flow);
    if (room)
        look_at(brakes->runner, &flow->unpaid, NULL, room, flow);
}

static bool
is_failing(const struct runner *runner)
{
    return runner->failed_at &&
        runner_now(runner) - runner->failed_at < AFTER_FAILURE_MS;
}

void
brakes_run(struct runner *runner)
{
    struct brakes *brakes = runner->brakes;

    if (runner->stopping || is_failing(runner))
        return;
    for (size_t i = 0; i < brakes->nchannels; i++)
        run_channel(runner, &brakes->channels[i]);
    for (struct flow_brake *flow = brakes->flows; flow; flow = flow->next)
        run_flow(brakes, flow);
}

static int64_t
flow_next(struct flow_brake *flow, int64_t now)
{
    if (flow->pause.at)
        return INT64_MAX;
    if (flow->paused.waiting)
        return now;
    if (!flow->unpaid.waiting)
        return INT64_MAX;
    if (!flow->limited || budget_spent(&flow->budget, now) < flow->most)
        return now;
    return budget_next(&flow->budget, now);
}

int64_t
brakes_due(struct runner *runner, int64_t now)
{
    struct brakes *brakes = runner->brakes;
    const int64_t monotonic = clock_monotonic();
    int64_t due = INT64_MAX, next;

    for (size_t i = 0; i < brakes->nchannels; i++) {
        next = channel_next(&brakes->channels[i], monotonic);
        if (next != INT64_MAX && now + (next - monotonic) < due)
            due = now + (next - monotonic);
    }
    for (struct flow_brake *flow = brakes->flows; flow; flow = flow->next)
        if ((next = flow_next(flow, now)) < due)
            due = next;
    if (is_failing(runner) && due < runner->failed_at + AFTER_FAILURE_MS)
        return runner->failed_at + AFTER_FAILURE_MS;
    return due;
}
