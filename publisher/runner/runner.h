/*
 * The live runner: what its parts share. Everything here belongs to the loop's
 * thread; the courier has a thread of its own behind its queues.
 */
#pragma once

#include "courier.h"
#include "front.h"
#include "guard.h"
#include "loop.h"
#include "steady.h"
#include "store.h"
#include "text.h"
#include "workspace.h"

#define RUNNER_DUE_LIMIT 200 /* executions woken in one turn */

struct batch;
struct brakes;
struct chore;
struct published_cache;
struct signers;
struct runner;
struct step;

/* What every job's data begins with: who takes the result. */
struct errand {
    void (*answered)(struct runner *runner, struct courier_job *job);
};

struct runner {
    struct workspace *workspace;
    struct store *store;
    struct front *front;
    struct courier *courier;
    struct loop *loop;
    struct guard guard; /* of callbacks */
    struct published_cache *published;
    struct brakes *brakes;
    struct signers *signers; /* NULL: flows need no signature */
    struct text document;    /* that describes the API; empty: not there */
    const char *public_url;  /* how providers reach us, without a last slash */
    uint8_t report_key[32];  /* of the secrets in report addresses */
    bool settled; /* what the last runner left in the air was told so */
    int64_t executions_due; /* instants: when the store is to be asked again */
    int64_t callbacks_due;
    size_t *callbacks_open; /* on their way, by the workspace's profiles */
    struct chore *chores;   /* that are not done yet */
    struct batch *batches;  /* of invocations, that come in */
    struct step *postponed; /* drive's: events that could not be kept yet */
    int64_t postponed_due;
    struct audit {
        uint8_t after[STORE_ID_SIZE]; /* the last execution looked at */
        int64_t due;                  /* the next slice */
        uint64_t repaired;            /* timers, since the start */
        int64_t unfired_since;        /* audit_unfired_ms() */
    } audit;
    int64_t orphans_due;  /* when old ones are forgotten again */
    int64_t failed_at;    /* when a turn was last not kept; 0: never */
    struct steady *clock; /* NULL: the wall clock */
    bool clock_told;      /* that somebody set the wall clock */
    bool stopping;
};

/* The instant by which everything waits, ms since 1970: steady (steady.h),
 * whatever is done to the wall clock. */
int64_t runner_now(const struct runner *runner);

/* The wall clock: for what others read, and for the dates that they write. */
int64_t runner_wall(const struct runner *runner);

/* One line to the log (stderr), cleaned, with the instant before it. */
void runner_log(const struct runner *runner, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* An execution, or the outbox, wants the runner at that instant. */
void runner_wake_executions(struct runner *runner, int64_t at);
void runner_wake_callbacks(struct runner *runner, int64_t at);
