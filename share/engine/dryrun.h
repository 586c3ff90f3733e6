/*
 * A dry run: the engine on a virtual clock. What providers would answer and
 * report is told beforehand; nothing is sent, and a day takes no time.
 */
#pragma once

#include "arena.h"
#include "engine.h"
#include "failure.h"

#define DRYRUN_ANSWER_MS 400  /* a provider answers so long after it is asked */
#define DRYRUN_REPORT_MS 2000 /* and reports so long after the hand-over */
#define DRYRUN_LATE_MS 3000   /* `late`: after the end of the delay */

struct dryrun_event { /* from outside, at an instant after the invocation */
    int64_t at_ms;
    struct engine_event event;
};

/*
 * What happens after each hand-over on a channel. Where none is given, the
 * provider accepts after DRYRUN_ANSWER_MS and stays silent, unless `events`
 * hold an answer for that channel: then only those come. Status queries are
 * answered with what is known already, recalls succeed unless the message is
 * still to be reported; for both, too, `events` come first.
 */
struct dryrun_outcome {
    bool given;
    bool late; /* reported DRYRUN_LATE_MS after the delay, not report_ms */
    enum event_kind answer; /* EVENT_ACCEPTED, EVENT_REJECTED, EVENT_UNKNOWN */
    enum reason reason;
    enum report report;           /* REPORT_NONE: silence */
    int64_t answer_ms, report_ms; /* after the hand-over */
};

struct dryrun {
    const struct engine_plan *plan;
    uint8_t skip;
    int64_t may_send_at_ms; /* after the invocation: a window that opens then */
    struct dryrun_outcome outcomes[FLOW_CHANNELS_MAX];
    const struct dryrun_event *events; /* ordered by at_ms; what is told for
                                          an instant comes before what is due */
    size_t nevents;
};

struct dryrun_line {
    int64_t at_ms;               /* after the invocation */
    struct engine_action action; /* its rule, position, reason, report */
};

struct dryrun_result {
    struct arena arena; /* owns lines */
    struct dryrun_line *lines;
    size_t nlines;
    struct engine_execution execution; /* at the end; invoked_at is 0 */
};

/* Runs until nothing more can happen, listening included. */
void dryrun_play(const struct dryrun *dryrun, struct dryrun_result *result);

/* "1=timeout", "2=delivered": channel from 1, then delivered, read, sent,
 * failed, expired, timeout (silence), unknown, late (delivered after the
 * delay), or an error class. False with what would be right. Where the plan is
 * set, a channel that it lacks is refused. */
bool dryrun_outcome_read(
    const char *text, struct dryrun *dryrun, struct failure *failure);

void dryrun_done(struct dryrun_result *result);
