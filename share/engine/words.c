/* The engine's words: for people, timelines, callbacks and analytics. */
#include "engine.h"

const char *const report_words[] = {
    [REPORT_NONE] = "none",
    [REPORT_ACCEPTED] = "accepted",
    [REPORT_SENT] = "sent",
    [REPORT_DELIVERED] = "delivered",
    [REPORT_READ] = "read",
    [REPORT_FAILED] = "failed",
    [REPORT_EXPIRED] = "expired",
    NULL,
};

const char *const attempt_state_words[] = {
    [ATTEMPT_PLANNED] = "planned",
    [ATTEMPT_SENDING] = "sending",
    [ATTEMPT_UNKNOWN] = "unknown",
    [ATTEMPT_WAITING] = "waiting",
    [ATTEMPT_CLOSED] = "closed",
    NULL,
};

const char *const outcome_words[] = {
    [OUTCOME_NONE] = "running",
    [OUTCOME_DELIVERED] = "delivered",
    [OUTCOME_FAILED] = "failed",
    [OUTCOME_EXPIRED] = "expired",
    [OUTCOME_STOPPED] = "stopped",
    [OUTCOME_CANCELLED] = "cancelled",
    NULL,
};

const char *const engine_rule_words[] = {
    [RULE_INVOKED] = "invoked",
    [RULE_SKIPPED] = "skipped for this recipient",
    [RULE_HELD] = "held: nothing may be sent now",
    [RULE_SENT] = "sent",
    [RULE_SENT_AGAIN] = "sent again",
    [RULE_ACCEPTED] = "accepted by the provider",
    [RULE_REJECTED] = "refused by the provider",
    [RULE_RETRY_LATER] = "tried again later, within the delay",
    [RULE_UNKNOWN] = "no answer: nobody knows whether it was taken",
    [RULE_UNKNOWN_HELD] = "not sent again on this channel",
    [RULE_UNKNOWN_MOVES_ON] = "on_unknown: the channel is left",
    [RULE_REPORT] = "report",
    [RULE_REPORT_LATE] = "late report",
    [RULE_REPORT_REPEATED] = "the same report again",
    [RULE_SUCCESS] = "success",
    [RULE_FAILED_MOVES_ON] = "failed report: the channel is left",
    [RULE_TIMEOUT_MOVES_ON] = "no final report in time: the channel is left",
    [RULE_CLASS_MOVES_ON] = "refused: the channel is left",
    [RULE_NOT_IN_FALLBACK_ON] = "not in fallback_on: the flow ends here",
    [RULE_WITHDRAW_ASKED] = "the provider is asked to withdraw it",
    [RULE_WITHDRAW_DONE] = "withdrawn",
    [RULE_WITHDRAW_FAILED] = "could not be withdrawn",
    [RULE_WITHDRAW_UNANSWERED] = "no answer to the withdrawal",
    [RULE_STOPPED] = "stop_on: the flow stops here",
    [RULE_NOT_AFTER] = "not_after has passed: nothing more is sent",
    [RULE_CANCELLED] = "cancelled",
    [RULE_TEMPLATE_UNUSABLE] = "the template can no longer be used",
    [RULE_QUERY_ASKED] = "the provider is asked for its status",
    [RULE_QUERY_ANSWERED] = "the provider's answer",
    [RULE_DOUBLE] = "delivered on two channels",
    [RULE_FINISHED] = "finished",
    [RULE_WAITS_TURN] = "waits for its turn: the channel's rate",
    [RULE_WAITS_SLOWED] = "waits: the provider takes less for a while",
    [RULE_WAITS_DOWN] = "waits: the channel does not work now",
    [RULE_WAITS_CHANNEL_PAUSED] = "waits: the channel is paused by hand",
    [RULE_WAITS_FLOW_PAUSED] = "waits: the flow is paused by hand",
    [RULE_WAITS_BUDGET] = "waits: the flow's budget of fallbacks is spent",
    [RULE_DOWN_MOVES_ON] = "the channel does not work now: it is left",
    [RULE_BUDGET_STOPS] = "the budget of fallbacks is spent: the flow ends",
    [RULE_OPTED_OUT] = "skipped: the recipient has opted out",
    [RULE_NO_CONSENT] = "skipped: no consent is recorded",
    [RULE_UNWANTED_MOVES_ON] = "opted out meanwhile: the channel is left",
    [RULE_OPT_OUT_ADDED] = "the opt-out is recorded",
    [RULE_COUNT] = NULL,
};

static const char *const running_words[] = {
    [ATTEMPT_PLANNED] = "PLANNED",
    [ATTEMPT_SENDING] = "SENDING",
    [ATTEMPT_UNKNOWN] = "UNKNOWN",
    [ATTEMPT_WAITING] = "WAITING",
    [ATTEMPT_CLOSED] = NULL,
};

/* Reports that say all by themselves. */
static const char *const final_words[] = {
    [REPORT_DELIVERED] = "DELIVERED",
    [REPORT_READ] = "READ",
    [REPORT_FAILED] = "FAILED",
    [REPORT_EXPIRED] = "EXPIRED",
};

static const char *
left_word(enum reason moved_on)
{
    if (moved_on == REASON_TIMEOUT)
        return "TIMEOUT";
    return moved_on == REASON_EXPIRED ? "EXPIRED" : "FAILED";
}

const char *
engine_status_word(const struct engine_plan *plan,
    const struct engine_execution *execution, size_t position)
{
    if (position >= plan->nchannels || execution->attempts[position].skipped)
        return "SKIPPED";
    const struct engine_attempt *attempt = &execution->attempts[position];
    const char *word = final_words[engine_report(attempt)];
    if (!word && execution->outcome == OUTCOME_NONE)
        word = running_words[attempt->state];
    if (word)
        return word;
    if (attempt->unknown)
        return "UNKNOWN";
    if (execution->outcome == OUTCOME_EXPIRED &&
        position == execution->position)
        return "EXPIRED";
    if (attempt->left)
        return left_word(attempt->moved_on);
    return attempt->tries ? "SENT" : "SKIPPED";
}
