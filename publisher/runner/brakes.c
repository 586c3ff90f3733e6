/* The brakes: made, loaded, put on and taken off by hand. */
#include "brakes_parts.h"

#include <string.h>

#include "clock.h"
#include "gate_names.h"

static char *
gate_name(const char *prefix, const char *name)
{
    struct text text = {0};

    text_addf(&text, "%s%s", prefix, name);
    return text_take(&text);
}

void
waiters_add(struct waiters *waiters)
{
    waiters->waiting = true;
    waiters->added++;
}

struct channel_brake *
brakes_channel(struct brakes *brakes, const struct workspace_channel *channel)
{
    return &brakes->channels[channel - brakes->runner->workspace->channels];
}

static struct channel_brake *
find_channel(struct brakes *brakes, const char *name)
{
    for (size_t i = 0; i < brakes->nchannels; i++)
        if (text_is(brakes->channels[i].channel->name.text, name))
            return &brakes->channels[i];
    return NULL;
}

struct flow_brake *
brakes_flow(struct brakes *brakes, const char *workflow_id, bool make)
{
    struct flow_brake *flow = brakes->flows;

    while (flow && strcmp(flow->workflow_id, workflow_id) != 0)
        flow = flow->next;
    if (flow || !make)
        return flow;
    flow = calloc(1, sizeof(*flow));
    if (!flow || !(flow->workflow_id = strdup(workflow_id)))
        abort();
    flow->paused.gate = gate_name(GATE_FLOW, workflow_id);
    flow->unpaid.gate = gate_name(GATE_PAID, workflow_id);
    flow->next = brakes->flows;
    brakes->flows = flow;
    return flow;
}

/* What waits is not known yet: it is looked for at once. */
static void
make_channel(
    struct channel_brake *made, const struct workspace_channel *channel)
{
    made->channel = channel;
    made->turn.gate = gate_name(GATE_TURN, channel->name.text);
    made->move.gate = gate_name(GATE_MOVE, channel->name.text);
    waiters_add(&made->turn);
    waiters_add(&made->move);
    pace_init(&made->gate.pace, (size_t)channel->rate.most,
        channel->rate.text ? channel->rate.unit_ms : 1);
    made->gate.breaker.most = (unsigned)channel->breaker.failures.number;
    made->gate.breaker.probe_ms = channel->breaker.probe.ms;
}

static void
copy_pause(struct store_pause *to, struct arena *texts,
    const struct store_pause *from, const char *name)
{
    arena_free(texts);
    *texts = (struct arena){0};
    *to = *from;
    to->name = name;
    to->author = arena_strdup(texts, from->author);
    to->key_id = arena_strdup(texts, from->key_id);
    to->reason = arena_strdup(texts, from->reason);
}

static void
pause_channel(struct channel_brake *channel, const struct store_pause *pause)
{
    if (channel->gate.paused && !pause->at) {
        gate_ramp(&channel->gate, clock_monotonic());
        waiters_add(&channel->turn);
        waiters_add(&channel->move);
    }
    channel->gate.paused = pause->at;
    copy_pause(
        &channel->pause, &channel->texts, pause, channel->channel->name.text);
}

void
brakes_pause(struct runner *runner, const struct store_pause *pause)
{
    struct channel_brake *channel = NULL;

    if (!pause->is_flow) {
        if ((channel = find_channel(runner->brakes, pause->name)))
            pause_channel(channel, pause);
        return;
    }
    struct flow_brake *flow = brakes_flow(runner->brakes, pause->name, true);
    copy_pause(&flow->pause, &flow->texts, pause, flow->workflow_id);
    waiters_add(&flow->paused);
    waiters_add(&flow->unpaid);
}

static void
load_budgets(struct brakes *brakes, const struct store_request *request)
{
    for (size_t i = 0; i < request->out.nspent; i++) {
        const struct store_spent *spent = &request->out.spent[i];
        struct flow_brake *flow = brakes_flow(brakes, spent->workflow_id, true);

        budget_add(
            &flow->budget, spent->second * CLOCK_SECOND, (uint32_t)spent->n);
    }
}

static void
loaded(struct store_request *request)
{
    struct brakes *brakes = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(brakes->runner, "what is paused is not known: %s",
            request->failure.text);
        return;
    }
    load_budgets(brakes, request);
    for (size_t i = 0; i < request->out.nbrakes; i++) {
        const struct store_pause *pause = &request->out.brakes[i].pause;

        if (pause->at || pause->is_flow)
            brakes_pause(brakes->runner, pause);
        if (pause->at)
            runner_log(brakes->runner, "%s '%s' is paused",
                pause->is_flow ? "flow" : "channel", pause->name);
    }
}

struct brakes *
brakes_open(struct runner *runner)
{
    struct brakes *brakes = calloc(1, sizeof(*brakes));
    const struct workspace *workspace = runner->workspace;

    if (!brakes)
        abort();
    brakes->runner = runner;
    brakes->nchannels = workspace->nchannels;
    brakes->channels =
        calloc(workspace->nchannels + 1, sizeof(*brakes->channels));
    if (!brakes->channels)
        abort();
    for (size_t i = 0; i < workspace->nchannels; i++)
        make_channel(&brakes->channels[i], &workspace->channels[i]);
    struct store_request *request =
        store_request_new(STORE_BRAKES, loaded, brakes);
    request->in.now = runner_now(runner);
    store_submit(runner->store, request);
    return brakes;
}

static void
free_flows(struct flow_brake *flow)
{
    while (flow) {
        struct flow_brake *next = flow->next;

        free(flow->workflow_id);
        free(flow->paused.gate);
        free(flow->unpaid.gate);
        arena_free(&flow->texts);
        free(flow);
        flow = next;
    }
}

void
brakes_close(struct brakes *brakes)
{
    if (!brakes)
        return;
    for (size_t i = 0; i < brakes->nchannels; i++) {
        struct channel_brake *channel = &brakes->channels[i];

        free(channel->turn.gate);
        free(channel->move.gate);
        pace_done(&channel->gate.pace);
        arena_free(&channel->texts);
    }
    free_flows(brakes->flows);
    free(brakes->channels);
    free(brakes);
}

void
brakes_doubt(struct brakes *brakes)
{
    for (size_t i = 0; i < brakes->nchannels; i++) {
        waiters_add(&brakes->channels[i].turn);
        waiters_add(&brakes->channels[i].move);
    }
    for (struct flow_brake *flow = brakes->flows; flow; flow = flow->next) {
        waiters_add(&flow->paused);
        waiters_add(&flow->unpaid);
    }
}

const struct store_pause *
brakes_refusal(struct runner *runner, const char *workflow_id)
{
    const struct flow_brake *flow =
        brakes_flow(runner->brakes, workflow_id, false);

    return flow && flow->pause.at && flow->pause.refuses ? &flow->pause : NULL;
}
