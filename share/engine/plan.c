/* From a flow and its workspace to the engine's plan. */
#include "plan.h"

#include <string.h>

#define REASONS_ALL ((1U << REASON_COUNT) - 1)
#define OPTED_OUT (1U << REASON_OPTED_OUT)

/* Words that are no reasons were found by the check; here they are none. */
static uint32_t
read_set(const struct value_list *list, uint32_t preset)
{
    uint32_t set = 0;

    if (!list->at.line)
        return preset;
    for (size_t i = 0; i < list->n; i++)
        for (unsigned r = 0; r < REASON_COUNT; r++)
            if (text_is(list->items[i].text, reason_words[r]))
                set |= 1U << r;
    return set;
}

static const struct provider *
find_provider(
    const struct workspace *workspace, const struct flow_channel *from)
{
    const struct workspace_channel *channel = NULL;

    if (from->channel.text)
        channel = workspace_channel(workspace, from->channel.text);
    return channel ? workspace_provider(workspace, channel) : NULL;
}

static void
add_abilities(struct engine_channel *channel, const struct provider *provider)
{
    if (!provider)
        return;
    channel->can_recall = provider->recall.value;
    channel->can_query = provider->query.value;
    if (provider->dedupe != DEDUPE_NONE)
        channel->dedupe_ms = provider->dedupe_ms;
}

static int
choose(const struct value_choice *choice, int preset)
{
    return choice->given ? choice->value : preset;
}

static struct engine_channel
plan_channel(const struct flow_channel *from)
{
    return (struct engine_channel){
        .delay_ms = from->delay.ms,
        .success = (enum success)choose(&from->success, SUCCESS_DELIVERED),
        .withdraw = (enum withdraw)choose(&from->withdraw, WITHDRAW_AUTO),
        .on_unknown =
            (enum on_unknown)choose(&from->on_unknown, ON_UNKNOWN_HOLD),
        .fallback_on = read_set(&from->fallback_on, REASONS_ALL & ~OPTED_OUT),
        .stop_on = read_set(&from->stop_on, OPTED_OUT),
    };
}

void
engine_plan_make(struct engine_plan *plan, const struct flow *flow,
    const struct workspace *workspace)
{
    *plan = (struct engine_plan){
        .not_after_ms = flow_not_after(flow),
        .when_spent =
            (enum when_spent)choose(&flow->budget.when_spent, WHEN_SPENT_HOLD),
    };
    for (size_t i = 0; i < flow->nchannels && i < FLOW_CHANNELS_MAX; i++) {
        plan->channels[i] = plan_channel(&flow->channels[i]);
        add_abilities(
            &plan->channels[i], find_provider(workspace, &flow->channels[i]));
        plan->nchannels++;
    }
}

uint8_t
engine_plan_skip(
    const struct flow *flow, const char *const recipients[FLOW_CHANNELS_MAX])
{
    unsigned skip = 0;

    for (size_t i = 0; i < flow->nchannels && i < FLOW_CHANNELS_MAX; i++)
        if (!flow_channel_is_for(
                &flow->channels[i], recipients[i] ? recipients[i] : ""))
            skip |= 1U << i;
    return (uint8_t)skip;
}
