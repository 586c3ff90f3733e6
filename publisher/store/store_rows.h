/*
 * What the execution store keeps, row by row. Instants are milliseconds since
 * 1970 UTC. Every pointer is borrowed: in a request from its caller, in an
 * answer from the request's arena.
 */
#pragma once

#include "engine.h"

#define STORE_ID_SIZE 16 /* of an execution; id62.h spells it */
#define STORE_NEVER INT64_MAX

enum store_event_kind { EVENT_PUBLISHED, EVENT_UNPUBLISHED, EVENT_DELETED };

/* What happened to a flow, when and by whom. */
struct store_event {
    int64_t number; /* of this flow, from 1; 0: there is none */
    int64_t at;
    enum store_event_kind kind;
    int64_t revision; /* what was published, or unpublished */
    const char *author, *message, *commit;
};

/* A revision of a flow, immutable but for `published` and `last`. */
struct store_flow {
    const char *workflow_id, *title;
    int64_t revision;   /* from 1 */
    int64_t published;  /* the revision that is invoked; 0: unpublished */
    const char *sha256; /* store_content_sha256(), hex */
    const char *yaml, *templates; /* to the byte; NULL in lists */
    const char *author, *message, *signature;
    const char *commit; /* see store_request's in.commit; may be NULL */
    int64_t at;
    struct store_event last; /* of the flow, whatever the revision */
    /* http: the digest of what the runner serves of the published flow, which
     * is another where it must not serve the newest; "": nothing of it can be
     * served; NULL: the runner did not say. */
    const char *active;
};

enum store_change_kind { CHANGE_PUBLISH, CHANGE_UNPUBLISH, CHANGE_DELETE };

struct store_change {
    enum store_change_kind kind;
    const char *workflow_id;
    const char *title, *yaml, *templates; /* CHANGE_PUBLISH */
    const char *signature;                /* may be NULL */
    /* Newest revision that the caller saw; 0: none; -1: any. */
    int64_t expected;
    /* Number of the flow's last event that the caller saw: so that nobody
     * publishes again what was unpublished meanwhile. 0: any. */
    int64_t expected_event;
};

enum store_change_result {
    CHANGED,
    CHANGE_SAME, /* nothing to change: it is so already */
    /* Another revision or event than expected; `current`, whose `last` says
     * who came between. */
    CHANGE_CONFLICT,
    CHANGE_TITLE_TAKEN, /* by `current` */
    CHANGE_UNKNOWN,     /* no such Workflow ID */
    CHANGE_PUBLISHED,   /* delete: it is still published; `current` */
};

struct store_changed {
    enum store_change_result result;
    int64_t revision;          /* the newest that it has now */
    struct store_flow current; /* where the result names it; without yaml */
};

/* What a runner's check found in the flows that were pushed to it. */
struct store_finding {
    const char *workflow_id; /* of the change */
    const char *code;
    enum severity severity;
    const char *file; /* the text of the change: "yaml" or "templates" */
    int64_t line, column;
    const char *pointer, *text, *hint; /* the last may be NULL */
};

struct store_key {
    const char *id, *name, *scopes;    /* "invoke,read" */
    uint8_t hash[32];                  /* SHA-256 of the secret */
    int64_t created, expires, revoked; /* expires STORE_NEVER, revoked 0 */
};

struct store_execution {
    uint8_t id[STORE_ID_SIZE]; /* made by the caller, growing with time */
    const char *workflow_id;
    int64_t revision;
    const char *key_id, *request_id; /* may be NULL */
    const char *input; /* JSON: recipients and values, checked, by channel */
    const char *notes; /* JSON: message ids, times: the runner's own */
    int64_t version;   /* counted by the store; a save must bring the last */
    int64_t due;       /* when the runner wants it back; STORE_NEVER */
    /* What it waits behind beside its time, such as "turn/sms"; NULL: nothing.
     * Those of a gate are found in the order of `queued`. */
    const char *gate;
    int64_t queued;
    struct engine_execution engine;
};

/* A pause by hand, of a channel of the workspace or of a flow. */
struct store_pause {
    bool is_flow;
    const char *name; /* of the channel, or the Workflow ID */
    bool refuses;     /* a flow: new invocations are refused, not held */
    const char *author, *key_id, *reason; /* may be NULL */
    int64_t at;                           /* 0: not paused */
};

enum store_breaker {       /* of a channel, as its runner knows it */
    STORE_BREAKER_UNKNOWN, /* there is no runner */
    STORE_BREAKER_CLOSED,
    STORE_BREAKER_OPEN,
    STORE_BREAKER_HALF_OPEN,
};

/* What holds messages back: of a channel or a flow. */
struct store_brake {
    struct store_pause pause; /* `at` 0: only its name means something */
    const char *title;        /* of the flow */
    int64_t waiting, oldest;  /* messages, and since when; 0: none */
    bool more;                /* than STORE_WAITING_MOST wait */
    /* A runner adds: */
    const char *rate; /* "80/s"; NULL: none */
    int64_t in_flight;
    enum store_breaker breaker;
    int64_t failures, since, next_probe; /* of an open one; 0: none */
    int64_t slowed_until;                /* by the provider; 0: not */
    int64_t budget, spent;               /* of a flow, for an hour; -1: none */
};

#define STORE_WAITING_MOST 10000

/* So many executions of a flow fell back in a second of the last hour. */
struct store_spent {
    const char *workflow_id;
    int64_t second;
    int64_t n;
};

struct store_line { /* of the timeline */
    int64_t at;
    uint8_t position;
    enum rule rule;
    enum reason reason;
    enum report report;
    const char *text; /* more words, cleaned; may be NULL */
};

struct store_message { /* the provider's id of what was handed over */
    const char *scope; /* the workspace's channel name */
    const char *message_id;
    uint8_t position, part;           /* part from 1; 0: the whole */
    uint8_t execution[STORE_ID_SIZE]; /* filled by the store */
};

struct store_orphan { /* a report that no message claims yet */
    const char *scope, *message_id;
    enum report report;
    enum reason reason;
    uint8_t part;
    int64_t at;
};

struct store_callback {
    int64_t id;                       /* given by the store; 0: new */
    uint8_t execution[STORE_ID_SIZE]; /* filled by the store */
    const char *webhook_id;           /* the same over all tries */
    const char *profile, *body;
    int64_t due; /* STORE_NEVER: delivered or given up */
    int64_t created;
    unsigned tries;
    const char *last; /* what the last try gave, in words; may be NULL */
    bool delivered;
};

enum store_callback_state {
    CALLBACK_ANY,
    CALLBACK_GIVEN_UP,
    CALLBACK_WAITING,
    CALLBACK_DELIVERED,
};

/* Which callbacks: all that fit to what is given. */
struct store_outbox {
    const char *webhook_id, *profile; /* NULL: any */
    int64_t since;                    /* created then or later */
    enum store_callback_state state;
};

struct store_open { /* so many of a profile's are on their way */
    const char *profile;
    size_t n;
};
