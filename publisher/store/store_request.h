/*
 * What can be asked of the execution store (store.h): the kinds of requests,
 * and what each takes and gives.
 */
#pragma once

#include "arena.h"
#include "failure.h"
#include "store_rows.h"
#include "store_wish.h"

/* What each kind takes from `in` and gives in `out`; `now` goes with all. */
enum store_kind {
    /* changes, author, message, commit, dry_run -> changes, committed, would,
     * findings. All or nothing: unless every result is CHANGED or CHANGE_SAME nothing is written. Content that
     * is published already is CHANGE_SAME, whatever was expected; the newest
     * content is published again under its old number. Titles differ (case
     * folded) among all flows that are not deleted; changes of one request may
     * swap them. Deleting frees the title, keeps the revisions; the flow then
     * counts as none (expected 0) and goes on counting if published again. */
    STORE_PUBLISH,
    /* -> flows: the newest revision of each that is not deleted, by title.
     * With workflow_id: all revisions of that one, newest first. */
    STORE_FLOWS,
    /* workflow_id, revision -> flows: one, or none. A revision that is named
     * by its number is found also when the flow is deleted. */
    STORE_FLOW,
    /* -> flows: of each published one the published revision, by title, with
     * its templates and without its YAML. */
    STORE_PINNED,
    /* workflow_id -> events, newest first; of a deleted flow, too. */
    STORE_HISTORY,
    STORE_KEY_ADD,  /* key; STATUS_CONFLICT when the id or hash is there */
    STORE_KEY_FIND, /* key.hash -> keys: one or none, revoked ones too */
    STORE_KEYS,     /* -> keys, oldest first */
    /* key.id -> keys: the row, none if unknown. The first revocation stays. */
    STORE_KEY_REVOKE,
    /* execution, recipients, idempotency_*, fingerprint, lines, messages,
     * callbacks -> repeated, mismatched, executions. Version 1. The idempotency
     * key is one's own for key_id and workflow_id, until idempotency_until.
     * With only_repeat nothing is added. */
    STORE_EXECUTION_ADD,
    STORE_EXECUTION, /* execution.id -> executions: one or none */
    /* execution, lines, messages, callbacks, wishes -> conflicted. Saves version + 1;
     * input and notes stay when NULL, ids, revision and key always. */
    STORE_EXECUTION_SAVE,
    /* limit -> executions due at `now`, oldest first; next. Claims nothing.
     * One that cannot be read is left out here and in the next three. */
    STORE_DUE,
    /* limit -> executions with an attempt whose send, recall or query had no
     * answer at their last save: what a restart must ask about. */
    STORE_INTERRUPTED,
    /* limit -> executions that have not ended, by their ids; only those behind
     * execution.id. For looking whether each has its timer. */
    STORE_OPEN,
    /* recipients (0 or 1), workflow_id (or NULL), limit -> executions, newest
     * first; only older ones than execution.id if that is not zero. `running`
     * with a workflow_id alone: only those for which something is due. */
    STORE_FIND,
    STORE_MESSAGE,    /* scope, message_id, limit -> messages, newest first */
    STORE_ORPHAN_ADD, /* orphan */
    /* scope, message_id -> orphans: and forgets them. Answered within the
     * turn, as a read is. */
    STORE_ORPHANS,
    /* before, limit -> npurged: forgets those of the oldest that came before
     * that instant. */
    STORE_ORPHANS_PURGE,
    STORE_TIMELINE, /* execution.id -> lines, in order */
    /* limit, open -> callbacks due at `now`, of each profile the oldest: so
     * many that with its open ones there are `limit`. next; of a profile that
     * is full by then nothing is known. */
    STORE_CALLBACKS_DUE,
    /* callback by id: due, tries, last, delivered */
    STORE_CALLBACK_SAVE,
    /* outbox, limit -> callbacks, newest first; the body with webhook_id
     * alone. */
    STORE_CALLBACKS,
    /* outbox -> nreplayed. Due at once, with all tries before them: those that
     * were given up; one that is named by its webhook_id also when it was
     * delivered. None that still waits. */
    STORE_CALLBACK_REPLAY,
    /* wishes -> nchanged. One that is there already becomes the new one, but
     * an opt-out of everything stays one. */
    STORE_WISHES_ADD,
    STORE_WISHES_REMOVE, /* wished, its number -> nchanged */
    STORE_WISHES,        /* wished, limit -> wishes, newest first; next_page */
    /* recipients -> standings, one for each, in their order; a recipient may
     * be NULL. */
    STORE_STANDINGS,
    /* -> brakes: each channel and flow that is paused or that something waits
     * for, by name; spent: of the hour before `now`. Over http the runner
     * tells of all its channels, and nothing is spent. */
    STORE_BRAKES,
    /* pause -> brakes: as it was before; none if it was not paused. A pause
     * that is there stays as it is, but for `refuses`. */
    STORE_PAUSE,
    STORE_RESUME,
    /* gates (one or two), limit -> executions that wait there, oldest first */
    STORE_QUEUED,
    STORE_KIND_COUNT,
};

struct store_request;
typedef void store_done_fn(struct store_request *request);

/*
 * One request: the caller fills `in`, the store fills `out` and `failure`;
 * with a failure `out` means nothing (but `problem` and `findings`).
 * Everything in `out` lives in `arena`; the store frees the request after
 * `done` returned, so `done` copies what it keeps.
 */
struct store_request {
    enum store_kind kind;
    store_done_fn *done;
    void *data;             /* the caller's */
    struct arena arena;     /* also for the caller's own inputs */
    struct failure failure; /* status STATUS_DONE: it went well */
    struct {
        const char *workflow_id; /* FLOW: an id or a title */
        int64_t revision;        /* FLOW: 0 is the published one, -1 newest */
        const struct store_change *changes;
        size_t nchanges;
        const char *author, *message;
        /* PUBLISH: the git commit of the files, 40 hex, with "-dirty" behind
         * it when they differed from it; NULL: unknown. */
        const char *commit;
        /* PUBLISH: everything is tried and nothing written: the results are
         * what they would be. The store must be open for writing. */
        bool dry_run;
        struct store_key key;
        struct store_execution execution;
        const char *const *recipients; /* E.164 */
        size_t nrecipients;
        bool running;                /* FIND */
        const char *idempotency_key; /* NULL turns it off */
        const char *fingerprint;     /* of the request's body, hex */
        int64_t idempotency_until;
        bool only_repeat;
        const struct store_line *lines; /* to append */
        size_t nlines;
        const struct store_message *messages; /* to remember */
        size_t nmessages;
        const char *scope, *message_id;
        struct store_orphan orphan;
        int64_t before;                         /* ORPHANS_PURGE */
        const struct store_callback *callbacks; /* ADD, SAVE: to send */
        size_t ncallbacks;
        struct store_callback callback; /* CALLBACK_SAVE */
        struct store_pause pause;
        const char *gates[2];
        int64_t fell_back_at; /* ADD, SAVE: counts as a fallback; 0: not */
        const struct store_open *open; /* CALLBACKS_DUE */
        size_t nopen;
        struct store_outbox outbox;
        const struct store_wish *wishes;
        size_t nwishes;
        struct store_wished wished;
        int64_t now;
        size_t limit; /* 0: no limit */
    } in;
    struct {
        struct store_changed *changes; /* one for each */
        bool committed;                /* nothing stood against it */
        bool would;                    /* nor would: a dry run */
        /* http: what the runner's check found; errors with a failure of
         * STATUS_FINDINGS, warnings and notes of a dry run. */
        struct store_finding *findings;
        size_t nfindings;
        struct store_event *events;
        size_t nevents;
        struct store_flow *flows;
        size_t nflows;
        struct store_key *keys;
        size_t nkeys;
        struct store_execution *executions;
        size_t nexecutions;
        bool repeated;   /* ADD: executions[0] is the earlier one */
        bool mismatched; /* ADD: the same key with another fingerprint */
        bool conflicted; /* SAVE: the version was not the last */
        struct store_line *lines;
        size_t nlines;
        struct store_message *messages;
        size_t nmessages;
        struct store_orphan *orphans;
        size_t norphans, npurged;
        struct store_callback *callbacks;
        size_t ncallbacks, nreplayed;
        struct store_wish *wishes;
        size_t nwishes, nchanged;
        int64_t next_page; /* WISHES: `before` of it; 0: there is none */
        struct store_standing *standings;
        struct store_brake *brakes;
        size_t nbrakes;
        struct store_spent *spent;
        size_t nspent;
        int64_t next;        /* when the first that was not returned is due */
        const char *problem; /* http: the runner's problem document, or NULL */
    } out;
    struct store_request *next; /* the store's */
    bool kept;                  /* the store's */
};
