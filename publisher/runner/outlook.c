/* What an execution does next. */
#include "outlook.h"

#include "members.h"
#include "window.h"

/* What is worth telling first, where several things happen at once. */
static const struct {
    enum action_kind kind;
    const char *word;
} told[] = {
    {ACTION_SEND, "send"},
    {ACTION_FINISH, "finish"},
    {ACTION_WITHDRAW, "withdraw"},
    {ACTION_QUERY, "query"},
};

static const struct engine_action *
find(const struct engine_actions *actions, enum action_kind kind)
{
    for (size_t i = 0; i < actions->n; i++)
        if (actions->list[i].kind == kind)
            return &actions->list[i];
    return NULL;
}

static json_t *
tell(int64_t at, const char *action)
{
    return json_pack("{s:o,s:s}", "at", members_instant(at), "action", action);
}

json_t *
outlook(
    const struct published *published, const struct engine_execution *execution)
{
    const int64_t due = engine_due(&published->plan, execution);
    struct engine_execution then = *execution;
    struct engine_actions actions = {0};

    if (engine_ended(execution) || due == INT64_MAX)
        return json_null();
    const struct engine_event event = {
        .kind = EVENT_TIMER,
        .may_send_at = window_opens(&published->flow->send_window, due),
    };
    engine_step(&published->plan, &then, &event, due, &actions);
    for (size_t i = 0; i < ARRAY_LEN(told); i++) {
        const struct engine_action *action = find(&actions, told[i].kind);

        if (!action)
            continue;
        json_t *next = tell(due, told[i].word);
        if (action->kind == ACTION_FINISH)
            json_object_set_new(
                next, "outcome", json_string(outcome_words[then.outcome]));
        else
            json_object_set_new(
                next, "channel", json_integer(action->position + 1));
        return next;
    }
    return tell(due, "wait");
}
