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
 *
 * What came from outside is applied first, then what is due: a delivery report
 * that is there when a delay ends wins over the end of the delay.
 */
#pragma once

#include "flow.h"
#include "rule.h"

#define ENGINE_PARTS_MAX 16
#define ENGINE_ACTIONS_MAX 24
#define ENGINE_LISTEN_MS (INT64_C(72) * 3600 * 1000)
#define ENGINE_WITHDRAW_MS 5000 /* how long a recall's answer is waited for */
#define ENGINE_QUERY_MS 2000    /* and how long a status query's */
#define ENGINE_ASK_MOST_MS (INT64_C(15) * 60 * 1000) /* between two of them */
#define ENGINE_RETRY_LEAST_MS 100
#define ENGINE_RETRY_FIRST_MS 1000
#define ENGINE_RETRY_MOST_MS 60000

/* A hold that only EVENT_RESUMED ends: a turn, a pause, a breaker, a budget. */
#define ENGINE_UNTIL_RESUMED INT64_MAX

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
    enum when_spent when_spent;
};

enum attempt_state {
    ATTEMPT_PLANNED,
    ATTEMPT_SENDING,
    ATTEMPT_UNKNOWN,
    ATTEMPT_WAITING,
    ATTEMPT_CLOSED,
};
extern const char *const attempt_state_words[];

/*
 * An attempt that waits to be tried again is `planned` with tries > 0 when the
 * provider surely refused it, `unknown` with a retry_at when nobody knows.
 */
struct engine_attempt {
    enum attempt_state state;
    bool skipped;   /* not for this recipient: not tried, not failed */
    bool left;      /* given up; moved_on tells why */
    bool late;      /* success was reported after it was left or the end */
    bool unknown;   /* nobody knows yet whether it was handed over */
    bool withdrawn; /* the provider took it back */
    bool too_late;  /* or said that it cannot any more */
    enum reason moved_on; /* or, before it is left, why a try was refused */
    uint8_t reports; /* set of 1 << enum report, of the message as a whole */
    uint8_t parts[ENGINE_PARTS_MAX]; /* the same of each part that reported;
                                        the last one stands for all beyond */
    uint8_t tries;       /* hand-overs begun, counted to 255; 0: never */
    int64_t sending_at;  /* first commit that marked it sending */
    int64_t deadline;    /* end of its delay; set once, with sending_at */
    int64_t retry_at;    /* when it is tried again; 0: not */
    int64_t query_by;    /* the last query is waited for until then; 0: none */
    int64_t withdraw_by; /* a recall is asked for until then; 0: none */
    uint8_t asked;       /* status queries of this try, counted to 255 */
    int64_t ask_at;      /* when the next one is due while unknown; 0: none */
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
    uint8_t delivered_on; /* from 1; 0: none. The first success that became
                             known, maybe late, while another still runs */
    bool invoked;
    bool cancelled;
    bool stopped; /* stop_on, told by an earlier channel: begin no other */
    bool doubled; /* delivered on two channels */
    int64_t held_until; /* no hand-over before; 0: nothing holds it */
    int64_t invoked_at, ended_at, not_after, listen_until;
    struct engine_attempt attempts[FLOW_CHANNELS_MAX];
};

enum event_kind {
    EVENT_INVOKED,
    EVENT_ACCEPTED,  /* the provider took the message */
    EVENT_REJECTED,  /* it surely did not; `reason` says why */
    EVENT_UNKNOWN,   /* nobody knows */
    EVENT_REPORT,    /* `report`; with a failed one `reason` is its class */
    EVENT_QUERIED,   /* a status query's answer; `report`, none: not known;
                        `never_taken`, `unanswered` */
    EVENT_WITHDRAWN, /* a recall's answer; `withdrawn`, `too_late` */
    EVENT_TIMER,     /* engine_due() is reached */
    EVENT_TEMPLATE_UNUSABLE, /* looked at before the position's hand-over */
    EVENT_CANCELLED,
    EVENT_RESUMED, /* what held it back is over: a window, a pause, a breaker */
};

/*
 * Events that mean nothing (a position that was never handed over, an answer
 * that came already, words outside their enum) change nothing, but what is due
 * is done at any event.
 */

struct engine_event {
    enum event_kind kind;
    uint8_t position; /* which attempt, from 0 */
    uint8_t part;     /* EVENT_REPORT: from 1; 0: the message as a whole */
    enum reason reason;
    enum report report;
    bool withdrawn;
    bool too_late;    /* EVENT_WITHDRAWN: it has arrived, or will */
    bool never_taken; /* EVENT_QUERIED: the provider knows no such message */
    bool unanswered;  /* EVENT_QUERIED: the asker ended before the answer */
    int64_t retry_after_ms; /* EVENT_REJECTED: the provider's wish, or 0 */
    uint32_t jitter;        /* random, spreads retries */
    uint8_t skip;           /* EVENT_INVOKED: set of positions to skip */
    /* No hand-over before: window, pause; and of each channel: its rate, its
     * breaker, its pause. 0: now. Looked at on any event, since any may move
     * on. A hold once set is only shortened by EVENT_RESUMED. */
    int64_t may_send_at, channel_may_send_at[FLOW_CHANNELS_MAX];
    enum rule held_by, channel_held_by[FLOW_CHANNELS_MAX]; /* 0: RULE_HELD */
    /* Set of positions whose channel does not work now: left instead of begun
     * or tried again, where fallback_on has provider_down and there is another
     * channel. */
    uint8_t down;
    bool spent; /* the flow's budget: no channel but the first is begun */
    /* Sets of positions that the recipient does not want, or has no recorded
     * consent for where the flow needs one: neither begun nor tried again.
     * Looked at on any event; one that is not begun yet is skipped. */
    uint8_t opted_out, unconsented;
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

/*
 * Applies one event at `now` (ms since 1970) and lists what follows.
 *
 * A rejection moves on only if its class is in fallback_on, a failed or
 * expired report also if `failed` is; a reason in stop_on stops; one in
 * neither ends the flow as failed. on_unknown: fallback asks no list; its
 * reason is `other`. rate_limited and provider_down are tried again while the
 * next try fits before the deadline and not_after.
 *
 * A channel that can be queried is asked when the result is unknown, again and
 * again at growing distances, and once more shortly before its delay ends, so
 * that the answer is there in time. If nobody was awake then, it is asked when
 * the delay is found to be over, and the timeout waits for the answer, at most
 * ENGINE_QUERY_MS. A provider that says twice that it never took the message
 * has refused it: it is tried again. Once is not enough: it may be on its way.
 *
 * When a recall comes too late the message is delivered, or will be: its report
 * is waited for till the end of the recall's time.
 *
 * Where nothing was begun since the recipient wants none of the channels, the
 * flow is stopped.
 *
 * Once a success is known, even a late one of a channel that was left, no
 * other channel is begun and none is tried again; one that was handed over is
 * still listened to.
 */
void engine_step(const struct engine_plan *plan,
    struct engine_execution *execution, const struct engine_event *event,
    int64_t now, struct engine_actions *actions);

/*
 * When the execution next wants EVENT_TIMER: the least of its delays, retries,
 * queries, recalls, holds and not_after. INT64_MAX when it wants none: before
 * it is invoked and after its end, since listening needs no timer. Derived, so
 * that no timer can be lost. After a step at `now` it is later than `now`.
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
 * DELIVERED, READ, SENT, FAILED, TIMEOUT, EXPIRED, UNKNOWN, SKIPPED (after
 * the end also: never reached), or PLANNED, SENDING, WAITING while it runs.
 */
const char *engine_status_word(const struct engine_plan *plan,
    const struct engine_execution *execution, size_t position);
