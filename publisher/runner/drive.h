/*
 * A step: one event of one execution, decided by the engine, saved, and only
 * then acted on. The law of the runner: what is not committed has not
 * happened, and what was committed is done.
 */
#pragma once

#include "brakes.h"
#include "inquiry.h"
#include "invocation.h"
#include "published.h"
#include "runner.h"

struct drive_event {
    struct engine_event event;
    const char *words;      /* for the timeline, cleaned; may be NULL */
    const char *channel;    /* whose platform speaks; or NULL: ours */
    const char *const *ids; /* EVENT_ACCEPTED: the provider's, by part */
    size_t nids;
    /* Called once it is durable, or surely is not; may be NULL. */
    void (*kept)(bool kept, void *data);
    void *data;
    const void *turn; /* EVENT_RESUMED: what it was fetched for (brakes.h) */
};

/* Loads the execution, applies the event, saves, acts; copies what it needs.
 * An execution that is not there is only logged. */
void drive_apply(struct runner *runner, const uint8_t id[STORE_ID_SIZE],
    const struct drive_event *event);

/* What held it back is over: it was fetched for that. */
void drive_resume(
    struct runner *runner, const uint8_t id[STORE_ID_SIZE], const void *turn);

/* Applies again, if it is time, what the store could not keep before. */
void drive_again(struct runner *runner);

/* Forgets what still waits: the end, as if by kill -9. */
void drive_done(struct runner *runner);

/* What a hand-over's job is for: its `data`, in its own arena. */
struct drive_ticket {
    struct errand errand;
    uint8_t id[STORE_ID_SIZE];
    uint8_t position;
    const struct provider *provider;
    struct channel_brake *brake;
    bool probe;
};

/* What came of a step that is to be saved in one request. */
struct drive_outcome {
    struct courier_job *jobs[FLOW_CHANNELS_MAX]; /* by position; NULL: none */
    bool refused[FLOW_CHANNELS_MAX]; /* could not be made; rejected next */
    uint8_t sandboxed;      /* set of positions to hand to the sandbox */
    struct drive_question { /* asked next, or answered without being asked */
        bool wanted;
        uint8_t position;
        struct courier_job *job; /* NULL: `why`, or the sandbox answers */
        struct failure why;
    } questions[INQUIRY_RECALL + 1]; /* by enum inquiry_kind */
    bool calls_back;                 /* the outbox has something new */
    struct brakes_taken taken;
    struct failure failure; /* of what could not be made */
};

/*
 * Turns the engine's actions into what the store is to keep (in `request`,
 * from its arena) and what is to be done after the commit. An `invocation`
 * that is empty is read from the execution when something needs it.
 */
void drive_prepare(struct runner *runner, const struct published *published,
    struct invocation *invocation, struct store_request *request,
    const struct engine_actions *actions, const struct drive_event *event,
    struct drive_outcome *outcome);

/* Does what drive_prepare() left to be done. */
void drive_perform(struct runner *runner, const struct store_execution *saved,
    struct drive_outcome *outcome);

/* A job of drive_perform() came back. */
void drive_answered(struct runner *runner, struct courier_job *job);

/* When the store is to give an execution back: at the engine's timer, or at a
 * report of the sandbox to one of the recipients. */
int64_t drive_due(const struct published *published,
    const struct engine_execution *execution,
    const char *const recipients[FLOW_CHANNELS_MAX], int64_t now);

/* The sandbox's reports and the engine's timer of one woken execution. */
void drive_wake(struct runner *runner, const struct store_execution *execution,
    const struct published *published);
