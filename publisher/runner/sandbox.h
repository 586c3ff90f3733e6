/*
 * The sandbox: a provider that is a part of the runner. What it answers and
 * reports follows from the recipient's digits and the instant of the hand-over
 * alone, so it outlives a restart (share/providers/sandbox.yaml lists the
 * digits).
 */
#pragma once

#include "inquiry.h"

#define SANDBOX_SENT_MS 300
#define SANDBOX_FINAL_MS 800
#define SANDBOX_READ_MS 1600
#define SANDBOX_LATE_MS 2000 /* after the end of the delay */
#define SANDBOX_REPORTS 3

struct sandbox_fate {
    enum event_kind answer;
    enum reason reason; /* of a rejection */
    int64_t retry_after_ms;
    struct {
        enum report report;
        int64_t at; /* instant */
    } reports[SANDBOX_REPORTS];
    size_t nreports;
};

/* Of a message on channel `position` (from 0), handed over at `at`, whose
 * delay ends at `deadline` (instants, ms). */
void sandbox_fate(struct sandbox_fate *fate, const char *recipient,
    size_t position, int64_t at, int64_t deadline);

/*
 * What it says at `now` when it is asked about such a message, or for it back:
 * silence (3, 8) can be taken back, for all else it is too late.
 */
void sandbox_inquire(struct inquiry_answer *answer, enum inquiry_kind kind,
    const struct sandbox_fate *fate, int64_t now);

/*
 * The next report of an execution's attempts on sandbox channels that is not
 * in yet: its instant, position and word; STORE_NEVER's value INT64_MAX when
 * there is none. `sandboxed` is the set of positions on the sandbox.
 */
int64_t sandbox_next(const struct engine_execution *execution,
    uint8_t sandboxed, const char *const recipients[FLOW_CHANNELS_MAX],
    uint8_t *position, enum report *report);
