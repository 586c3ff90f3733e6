/* Asking for the status of the attempt in work: when, and how often. */
#include "step.h"

#define ASK_DOUBLINGS_MAX 9 /* of the wait between two status queries */

/* A silent attempt is asked for this long before the end of its delay. */
static int64_t
query_lead(const struct engine_channel *channel)
{
    return step_least(ENGINE_QUERY_MS, channel->delay_ms / 2);
}

int64_t
step_query_at(
    const struct engine_channel *channel, const struct engine_attempt *attempt)
{
    if (!channel->can_query || attempt->query_by)
        return INT64_MAX;
    return step_later(attempt->deadline, -query_lead(channel));
}

int64_t
step_timeout_at(const struct engine_attempt *attempt)
{
    return step_most(attempt->deadline, attempt->query_by);
}

/* While nobody knows whether it was taken it is asked for again and again. */
static int64_t
next_ask(const struct step *step)
{
    const struct engine_attempt *attempt = step_current(step);
    const int doublings = (int)step_least(attempt->asked, ASK_DOUBLINGS_MAX);

    if (attempt->state != ATTEMPT_UNKNOWN || attempt->query_by)
        return 0;
    return step_later(step->now,
        step_least((int64_t)ENGINE_QUERY_MS << doublings, ENGINE_ASK_MOST_MS));
}

void
step_ask(const struct step *step)
{
    const struct engine_channel *channel = step_channel(step);
    struct engine_attempt *attempt = step_current(step);
    const bool overdue = step->now >= attempt->deadline;

    if (!channel->can_query || (overdue && attempt->query_by))
        return;
    if (step->now >= step_query_at(channel, attempt))
        attempt->query_by = overdue ? step_later(step->now, ENGINE_QUERY_MS)
                                    : attempt->deadline;
    attempt->ask_at = next_ask(step);
    if (attempt->asked < UINT8_MAX)
        attempt->asked++;
    step_act(step, ACTION_QUERY, RULE_QUERY_ASKED, step->execution->position);
}
