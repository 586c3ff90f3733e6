/* The sandbox: digits of a number decide. */
#include "sandbox.h"

#include <string.h>

/* The digit for a position: the last on channel 1, the one before it on 2. */
static char
digit_for(const char *recipient, size_t position)
{
    const size_t len = strlen(recipient);
    const char digit = position < len ? recipient[len - 1 - position] : '0';

    return digit >= '0' && digit <= '9' ? digit : '0';
}

static void
add_report(struct sandbox_fate *fate, enum report report, int64_t at)
{
    fate->reports[fate->nreports].report = report;
    fate->reports[fate->nreports].at = at;
    fate->nreports++;
}

static void
reject(struct sandbox_fate *fate, enum reason reason, int64_t retry_after_ms)
{
    fate->answer = EVENT_REJECTED;
    fate->reason = reason;
    fate->retry_after_ms = retry_after_ms;
}

void
sandbox_fate(struct sandbox_fate *fate, const char *recipient, size_t position,
    int64_t at, int64_t deadline)
{
    *fate = (struct sandbox_fate){.answer = EVENT_ACCEPTED};
    const char digit = digit_for(recipient, position);
    switch (digit) {
    case '5':
        reject(fate, REASON_INVALID_RECIPIENT, 0);
        return;
    case '6':
        reject(fate, REASON_RATE_LIMITED, 1000);
        return;
    case '8':
        fate->answer = EVENT_UNKNOWN;
        return;
    case '9':
        reject(fate, REASON_OPTED_OUT, 0);
        return;
    case '3':
        return;
    default:
        break;
    }
    add_report(fate, REPORT_SENT, at + SANDBOX_SENT_MS);
    if (digit == '2')
        add_report(fate, REPORT_FAILED, at + SANDBOX_FINAL_MS);
    else if (digit == '4')
        add_report(fate, REPORT_DELIVERED, deadline + SANDBOX_LATE_MS);
    else
        add_report(fate, REPORT_DELIVERED, at + SANDBOX_FINAL_MS);
    if (digit == '7')
        add_report(fate, REPORT_READ, at + SANDBOX_READ_MS);
}

static void
answer_query(
    struct inquiry_answer *answer, const struct sandbox_fate *fate, int64_t now)
{
    if (fate->answer == EVENT_REJECTED) {
        answer->result = INQUIRY_NEVER_TAKEN;
        return;
    }
    answer->result = INQUIRY_REPORTED;
    answer->report = REPORT_ACCEPTED;
    for (size_t i = 0; i < fate->nreports; i++)
        if (fate->reports[i].at <= now)
            answer->report = fate->reports[i].report;
}

void
sandbox_inquire(struct inquiry_answer *answer, enum inquiry_kind kind,
    const struct sandbox_fate *fate, int64_t now)
{
    *answer =
        (struct inquiry_answer){.reason = REASON_FAILED, .words = "sandbox"};
    if (kind == INQUIRY_QUERY)
        answer_query(answer, fate, now);
    else
        answer->result = fate->nreports ? INQUIRY_TOO_LATE : INQUIRY_RECALLED;
}

int64_t
sandbox_next(const struct engine_execution *execution, uint8_t sandboxed,
    const char *const recipients[FLOW_CHANNELS_MAX], uint8_t *position,
    enum report *report)
{
    int64_t next = INT64_MAX;

    for (uint8_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        const struct engine_attempt *attempt = &execution->attempts[i];
        struct sandbox_fate fate;

        if (!(sandboxed & 1U << i) || !attempt->sending_at || !recipients[i])
            continue;
        sandbox_fate(
            &fate, recipients[i], i, attempt->sending_at, attempt->deadline);
        for (size_t r = 0; r < fate.nreports; r++) {
            if (attempt->reports & 1U << fate.reports[r].report ||
                fate.reports[r].at >= next)
                continue;
            next = fate.reports[r].at;
            *position = i;
            *report = fate.reports[r].report;
        }
    }
    return next;
}
