/*
 * The engine: one pure function that decides everything an execution does, in
 * the live runner, in dry runs, in tests and in the wizard's preview. It has
 * no clock, no I/O, no randomness: the event brings them.
 *
 * An attempt has two faces. Its `state` is ours: planned, sending, unknown,
 * waiting, closed. Its reports are theirs: a set that only grows, so that in
 * any order and number the same reports give the same result.
 *
 * The caller's law: save the changed execution, then do the actions. What was
 * `sending` when the process died is told to the engine as EVENT_UNKNOWN.
 */
#pragma once

#include "flow.h"

#define ENGINE_PARTS_MAX 16
#define ENGINE_ACTIONS_MAX 24
#define ENGINE_LISTEN_MS (INT64_C(72) * 3600 * 1000)
#define ENGINE_WITHDRAW_MS 5000 /* how long a recall's answer is waited for */
#define ENGINE_RETRY_FIRST_MS 1000
#define ENGINE_RETRY_MOST_MS 60000

enum report {
    REPORT_NONE,
    REPORT_ACCEPTED,
    REPORT_SENT,
    REPORT_DELIVERED,
    REPORT_READ,
    REPORT_FAILED,
    REPORT_EXPIRED,
};
extern const char *const report_words[];

/* What the engine needs of a flow, its channels' providers, and a recipient. */
struct engine_channel {
    int64_t delay_ms;
    enum success success;
    enum withdraw withdraw;
    enum on_unknown on_unknown;
    uint32_t fallback_on, stop_on; /* sets of 1 << enum reason */
    bool can_recall, can_query;
    int64_t dedupe_ms; /* 0: a repeat is never recognised */
};

struct engine_plan {
    size_t nchannels;
    struct engine_channel channels[FLOW_CHANNELS_MAX];
    int64_t not_after_ms; /* after the invocation */
};

enum attempt_state {
    ATTEMPT_PLANNED,
    ATTEMPT_SENDING,
    ATTEMPT_UNKNOWN,
    ATTEMPT_WAITING,
    ATTEMPT_CLOSED,
};
extern const char *const attempt_state_words[];

struct engine_attempt {
    enum attempt_state state;
    bool skipped; /* only_for / skip_for: not tried, not failed */
    bool left;    /* moved_on tells why */
    bool late;    /* success was reported after it was left or the end */
    enum reason moved_on;
    uint8_t reports; /* set of 1 << enum report, of the message as a whole */
    uint8_t parts[ENGINE_PARTS_MAX]; /* the same of each part that reported */
    uint8_t tries;                   /* hand-overs begun */
    int64_t sending_at;  /* first commit that marked it sending; 0: never */
    int64_t deadline;    /* end of its delay; 0 until sending */
    int64_t retry_at;    /* after a 429 and the like; 0: none */
    int64_t withdraw_by; /* a recall is asked for until then; 0: none */
    int64_t closed_at;
    int64_t reported_at; /* of the newest report; 0: none */
};

enum outcome {
    OUTCOME_NONE, /* still running */
    OUTCOME_DELIVERED,
    OUTCOME_FAILED,
    OUTCOME_EXPIRED,
    OUTCOME_STOPPED,
    OUTCOME_CANCELLED,
};
extern const char *const outcome_words[];

struct engine_execution {
    enum outcome outcome;
    uint8_t position;     /* the channel in work, from 0 */
    uint8_t delivered_on; /* from 1; 0: none */
    bool cancelled;
    bool doubled;       /* delivered on two channels */
    int64_t held_until; /* no hand-over before; 0: nothing holds it */
    int64_t invoked_at, ended_at, not_after, listen_until;
    struct engine_attempt attempts[FLOW_CHANNELS_MAX];
};

enum event_kind {
    EVENT_INVOKED,
    EVENT_ACCEPTED, /* the provider took the message */
    EVENT_REJECTED, /* it surely did not; `reason` says why */
    EVENT_UNKNOWN,  /* nobody knows */
    EVENT_REPORT,
    EVENT_QUERIED,   /* a status query's answer; `report` */
    EVENT_WITHDRAWN, /* a recall's answer; `withdrawn` */
    EVENT_TIMER,     /* engine_due() is reached */
    EVENT_TEMPLATE_UNUSABLE,
    EVENT_CANCELLED,
    EVENT_RESUMED, /* what held it back is over: a window, a pause, a breaker */
};

struct engine_event {
    enum event_kind kind;
    uint8_t position; /* which attempt, from 0 */
    uint8_t part;     /* EVENT_REPORT: from 1; 0: the message as a whole */
    enum reason reason;
    enum report report;
    bool withdrawn;
    int64_t retry_after_ms; /* EVENT_REJECTED: the provider's wish, or 0 */
    uint32_t jitter;        /* random, spreads retries */
    uint8_t skip;           /* EVENT_INVOKED: set of positions to skip */
    int64_t may_send_at;    /* no hand-over before this instant: window, pause,
                               open breaker; 0: now. Looked at on any event */
};

enum action_kind {
    ACTION_SEND,
    ACTION_WITHDRAW,
    ACTION_QUERY,
    ACTION_FINISH, /* call back; the outcome is in the execution */
    ACTION_OPT_OUT,
    ACTION_ALARM, /* auth, payment, template or parameters: `reason` */
    ACTION_NOTE,  /* nothing to do: `rule` is for the timeline */
};

/* Why each thing happened, for the timeline; engine_rule_words has the text. */
enum rule {
    RULE_INVOKED,
    RULE_SKIPPED,
    RULE_HELD,
    RULE_SENT,
    RULE_SENT_AGAIN,
    RULE_ACCEPTED,
    RULE_REJECTED,
    RULE_RETRY_LATER,
    RULE_UNKNOWN,
    RULE_UNKNOWN_HELD,
    RULE_REPORT,
    RULE_REPORT_LATE,
    RULE_REPORT_REPEATED,
    RULE_SUCCESS,
    RULE_FAILED_MOVES_ON,
    RULE_TIMEOUT_MOVES_ON,
    RULE_CLASS_MOVES_ON,
    RULE_NOT_IN_FALLBACK_ON,
    RULE_WITHDRAW_ASKED,
    RULE_WITHDRAW_DONE,
    RULE_WITHDRAW_FAILED,
    RULE_WITHDRAW_UNANSWERED,
    RULE_STOPPED,
    RULE_NOT_AFTER,
    RULE_CANCELLED,
    RULE_TEMPLATE_UNUSABLE,
    RULE_QUERY_ASKED,
    RULE_QUERY_ANSWERED,
    RULE_DOUBLE,
    RULE_FINISHED,
    RULE_COUNT,
};
extern const char *const engine_rule_words[];

struct engine_action {
    enum action_kind kind;
    enum rule rule;
    uint8_t position;
    enum reason reason;
    enum report report;
};

struct engine_actions {
    size_t n;
    struct engine_action list[ENGINE_ACTIONS_MAX];
};

/* Applies one event at `now` (ms since 1970) and lists what follows. */
void engine_step(const struct engine_plan *plan,
    struct engine_execution *execution, const struct engine_event *event,
    int64_t now, struct engine_actions *actions);

/*
 * When the execution next wants EVENT_TIMER: the least of its delays, retries,
 * recalls, holds and not_after; INT64_MAX when it wants none. Derived, so that
 * no timer can be lost.
 */
int64_t engine_due(
    const struct engine_plan *plan, const struct engine_execution *execution);

/* The joined report of an attempt: in any order and number the same. */
enum report engine_report(const struct engine_attempt *attempt);

/* True when nothing more can change what is sent. Reports may still come
 * until listen_until. */
bool engine_ended(const struct engine_execution *execution);

/*
 * The word for an attempt that people, callbacks and analytics see:
 * DELIVERED, READ, SENT, FAILED, TIMEOUT, EXPIRED, UNKNOWN, SKIPPED, or
 * PLANNED, SENDING, WAITING while it runs.
 */
const char *engine_status_word(const struct engine_plan *plan,
    const struct engine_execution *execution, size_t position);
