/* The brakes in a step: what holds, what is taken, what answers say. */
#include "brakes_parts.h"

#include "clock.h"
#include "digest.h"
#include "duration.h"

bool
brakes_moves_on(
    const struct channel_brake *channel, const struct published *published)
{
    const struct value_choice *said = &channel->channel->when_down;

    if (said->given)
        return said->value == WHEN_DOWN_MOVE_ON;
    return published->flow->category.value == CATEGORY_AUTHENTICATION;
}

static void
hold_channel(struct channel_brake *channel, const struct published *published,
    uint8_t at, const void *turn, struct engine_event *event)
{
    const int64_t now = clock_monotonic();
    const bool queues = channel->turn.waiting || channel->move.waiting;

    if (!channel->gate.paused && gate_is_down(&channel->gate, now) &&
        brakes_moves_on(channel, published))
        event->down |= (uint8_t)(1U << at);
    if ((turn == channel || !queues) && gate_room(&channel->gate, now, 1))
        return;
    event->channel_may_send_at[at] = ENGINE_UNTIL_RESUMED;
    event->channel_held_by[at] = gate_why(&channel->gate, now);
}

bool
brakes_is_spent(struct brakes *brakes, struct flow_brake *flow)
{
    const bool spent = flow->limited &&
        budget_spent(&flow->budget, runner_now(brakes->runner)) >= flow->most;

    if (spent != flow->spent)
        runner_log(brakes->runner,
            spent
                ? "flow %s has spent its budget: %llu fallbacks in an hour; "
                  "more of them %s"
                : "flow %s may fall back again: its budget is %llu in an hour",
            flow->workflow_id, (unsigned long long)flow->most,
            flow->stops ? "end" : "wait");
    flow->spent = spent;
    return spent;
}

/* The flow's brakes, if it has any. */
static struct flow_brake *
flow_of(struct runner *runner, const struct published *published)
{
    const struct flow_budget *budget = &published->flow->budget;
    const bool limited = budget->fallbacks_per_hour.given;
    struct flow_brake *flow =
        brakes_flow(runner->brakes, published->workflow_id, limited);

    if (!flow)
        return NULL;
    flow->limited = limited;
    flow->most = (uint64_t)budget->fallbacks_per_hour.number;
    flow->stops = published->plan.when_spent == WHEN_SPENT_STOP;
    return flow;
}

/* A hold of the whole flow comes first: what is down now may work by then. */
void
brakes_hold(struct runner *runner, const struct published *published,
    const void *turn, int64_t now, struct engine_event *event)
{
    struct flow_brake *flow = flow_of(runner, published);

    if (event->may_send_at > now)
        return;
    if (flow && flow->pause.at) {
        event->may_send_at = ENGINE_UNTIL_RESUMED;
        event->held_by = RULE_WAITS_FLOW_PAUSED;
        return;
    }
    if (flow && flow->limited)
        event->spent = brakes_is_spent(runner->brakes, flow) ||
            (!flow->stops && flow->unpaid.waiting && turn != flow);
    for (uint8_t at = 0; at < published->flow->nchannels; at++)
        hold_channel(brakes_channel(runner->brakes, published->channels[at]),
            published, at, turn, event);
}

/* True for the first hand-over of a channel that comes after another. */
static bool
is_fallback(const struct engine_execution *execution)
{
    if (execution->attempts[execution->position].tries != 1)
        return false;
    for (size_t at = 0; at < execution->position; at++)
        if (!execution->attempts[at].skipped)
            return true;
    return false;
}

static void
take_place(struct runner *runner, const struct published *published,
    struct store_request *request, int64_t now, struct brakes_taken *taken)
{
    const struct engine_execution *execution = &request->in.execution.engine;
    struct flow_brake *flow = flow_of(runner, published);

    taken->channel = brakes_channel(
        runner->brakes, published->channels[execution->position]);
    taken->probe = gate_take(&taken->channel->gate, clock_monotonic());
    if (!flow || !flow->limited || !is_fallback(execution))
        return;
    taken->payer = flow;
    taken->paid_at = request->in.fell_back_at = now;
    budget_add(&flow->budget, now, 1);
    (void)brakes_is_spent(runner->brakes, flow);
}

/* What the execution waits behind since this step, or NULL. */
static struct waiters *
waiters_of(struct runner *runner, const struct published *published,
    const struct engine_action *action)
{
    struct channel_brake *channel =
        brakes_channel(runner->brakes, published->channels[action->position]);
    struct flow_brake *flow = flow_of(runner, published);

    switch (action->rule) {
    case RULE_WAITS_FLOW_PAUSED:
        return &flow->paused;
    case RULE_WAITS_BUDGET:
        return &flow->unpaid;
    case RULE_WAITS_TURN:
    case RULE_WAITS_SLOWED:
    case RULE_WAITS_DOWN:
    case RULE_WAITS_CHANNEL_PAUSED:
        return brakes_moves_on(channel, published) ? &channel->move
                                                   : &channel->turn;
    default:
        return NULL;
    }
}

/* A try that is made again is older than all that never began. */
static void
queue_up(struct store_execution *execution, const char *gate, int64_t now)
{
    const struct engine_attempt *attempt =
        &execution->engine.attempts[execution->engine.position];

    execution->gate = gate;
    if (attempt->tries)
        execution->queued = attempt->sending_at;
    else if (!execution->queued)
        execution->queued = now;
}

void
brakes_take(struct runner *runner, const struct published *published,
    struct store_request *request, const struct engine_actions *actions,
    int64_t now, struct brakes_taken *taken)
{
    struct store_execution *execution = &request->in.execution;
    struct waiters *waiters = NULL, *found;

    for (size_t i = 0; i < actions->n; i++) {
        if (actions->list[i].kind == ACTION_SEND)
            take_place(runner, published, request, now, taken);
        found = waiters_of(runner, published, &actions->list[i]);
        if (found)
            waiters = found;
    }
    if (!execution->engine.held_until) /* a window keeps its place */
        execution->queued = 0;
    if (execution->engine.held_until != ENGINE_UNTIL_RESUMED) {
        execution->gate = NULL;
    } else if (waiters) {
        queue_up(execution, arena_strdup(&request->arena, waiters->gate), now);
        waiters_add(waiters);
    }
}

void
brakes_give_back(struct brakes_taken *taken)
{
    if (taken->channel)
        gate_give_back(&taken->channel->gate, taken->probe, clock_monotonic());
    if (taken->payer)
        budget_give_back(&taken->payer->budget, taken->paid_at);
    *taken = (struct brakes_taken){0};
}

void
brakes_sent(struct channel_brake *channel)
{
    channel->gate.in_flight++;
}

static void
say_change(struct runner *runner, const struct channel_brake *channel,
    enum gate_change change, const char *words)
{
    const struct gate *gate = &channel->gate;
    const char *name = channel->channel->name.text;
    const int64_t now = clock_monotonic();
    char span[DURATION_TEXT_SIZE];

    switch (change) {
    case GATE_SAME:
        break;
    case GATE_OPENED:
        duration_format(span, gate->breaker.probe_ms);
        runner_log(runner,
            "channel '%s' does not work (%u failures in a row, the last: %s): "
            "it is tried with one message every %s",
            name, gate->breaker.failures, words ? words : "", span);
        break;
    case GATE_CLOSED:
        duration_format(span, now - gate->breaker.since);
        runner_log(runner, "channel '%s' works again after %s", name, span);
        break;
    case GATE_SLOWED:
        duration_format(span, gate->slowed_until - now);
        runner_log(runner,
            "channel '%s': its provider takes no more; nothing is handed over "
            "for %s",
            name, span);
        break;
    }
}

static void
hear(struct runner *runner, struct channel_brake *channel,
    struct gate_answer *answer, const char *words)
{
    digest_random(&answer->jitter, sizeof(answer->jitter));
    say_change(runner, channel,
        gate_hear(&channel->gate, answer, clock_monotonic()), words);
}

void
brakes_heard(struct runner *runner, struct channel_brake *channel, bool probe,
    const struct handover_answer *answer)
{
    struct gate_answer heard = {
        .kind = answer->kind,
        .reason = answer->reason,
        .retry_after_ms = answer->retry_after_ms,
        .probe = probe,
    };

    channel->gate.in_flight--;
    hear(runner, channel, &heard, answer->words);
}

void
brakes_failed(
    struct runner *runner, const struct brakes_taken *taken, const char *words)
{
    struct gate_answer heard = {
        .kind = EVENT_REJECTED, .reason = REASON_AUTH, .probe = taken->probe};

    if (taken->channel)
        hear(runner, taken->channel, &heard, words);
}
