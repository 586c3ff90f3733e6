/* When an execution is due next. */
#include "step.h"

static int64_t
due_to_try(const struct engine_execution *execution,
    const struct engine_attempt *attempt)
{
    if (attempt->tries && !attempt->retry_at)
        return INT64_MAX;
    return step_most(attempt->retry_at, execution->held_until);
}

int64_t
engine_due(
    const struct engine_plan *plan, const struct engine_execution *execution)
{
    const struct engine_channel *channel = &plan->channels[execution->position];
    const struct engine_attempt *attempt =
        &execution->attempts[execution->position];
    int64_t due = due_to_try(execution, attempt);

    if (!execution->invoked || execution->outcome)
        return INT64_MAX;
    switch (attempt->state) {
    case ATTEMPT_PLANNED:
        due = step_least(due, execution->not_after);
        return attempt->tries ? step_least(due, attempt->deadline) : due;
    case ATTEMPT_SENDING:
        return attempt->deadline;
    case ATTEMPT_UNKNOWN:
    case ATTEMPT_WAITING:
        if (attempt->ask_at)
            due = step_least(due, attempt->ask_at);
        due = step_least(due, step_query_at(channel, attempt));
        return step_least(due, step_timeout_at(attempt));
    case ATTEMPT_CLOSED:
        return attempt->withdraw_by;
    }
    return INT64_MAX;
}
