/*
 * Recipes: the trees `send`, `query`, `recall` and `reports` of a provider's
 * file, read by tables of keys into what the runner works by. Everything that
 * is wrong with them is a finding, in `provider check` and before each use
 * alike.
 */
#pragma once

#include "engine.h"
#include "failure.h"
#include "keys.h"
#include "provider.h"

enum recipe_proof { /* the closed list of `auth` */
    PROOF_NONE,
    PROOF_BASIC,        /* {basic: {username: settings.x, password: ...}} */
    PROOF_BEARER,       /* {bearer: {token: settings.x}} */
    PROOF_HEADER,       /* {header: {name: X-Token, value: settings.x}} */
    PROOF_SECRET_PATH,  /* reports: our own address for each message */
    PROOF_OAUTH_CLIENT, /* this one and the next are known, and refused */
    PROOF_GOOGLE_ACCOUNT,
    PROOF_META_SIGNATURE,   /* reports: and these, by the platforms' ways */
    PROOF_TWILIO_SIGNATURE, /* (proof.h) */
    PROOF_GOOGLE_SIGNATURE,
};

struct recipe_auth {
    enum recipe_proof proof;
    const char *header;              /* the name of PROOF_HEADER's */
    const char *username, *password; /* settings; a token is a password, the
                                        handshake's token a username */
};

struct recipe_range {
    int from, to; /* of HTTP statuses, both in */
};

struct recipe_match { /* every condition that is given must hold */
    struct recipe_range *statuses;
    size_t nstatuses;
    struct value_text at; /* JSON pointer; without `is`: something is there */
    struct value_list is;
    struct value_text body; /* a part of it */
};

struct recipe_error {
    struct recipe_match match;
    struct value_choice class; /* enum reason */
};

enum recipe_place {
    PLACE_NOWHERE,
    PLACE_PATH,
    PLACE_JSON,
    PLACE_QUERY,
    PLACE_FORM
};

struct recipe_source { /* `path`, `/pointer`, `query.NAME`, `form.NAME` */
    enum recipe_place place;
    const char *name;
    const struct recipe_source *next; /* where else, or NULL */
};

struct recipe_word { /* a row of a map */
    const char *theirs;
    int ours;
    struct mark at;
};

struct recipe_map {
    struct recipe_source from;
    struct recipe_word *words;
    size_t nwords;
};

struct recipe_errors { /* looked at in their order, and first */
    struct recipe_error *items;
    size_t n;
};

struct recipe_request { /* how any request is made */
    const char *method;
    struct recipe_auth auth;
    const struct node *url, *query, *headers, *json, *form;
};

struct recipe_send {
    struct recipe_request request; /* first: one table of keys fills it */
    struct recipe_errors errors;
    struct recipe_match accepted;
    struct value_text message_id; /* JSON pointer; one or several values */
};

struct recipe_matches {
    struct recipe_match *items; /* any of them */
    size_t n;
};

struct recipe_query { /* what became of a message that was handed over? */
    struct recipe_request request; /* first, and `errors` behind it */
    struct recipe_errors errors;
    struct recipe_matches not_found; /* it was never taken */
    struct recipe_map report, class; /* from JSON pointers */
};

struct recipe_recall {             /* takes it back */
    struct recipe_request request; /* first, and `errors` behind it */
    struct recipe_errors errors;
    struct recipe_matches recalled; /* it will not arrive */
    struct recipe_matches too_late; /* it has arrived, or will */
};

struct recipe_reports {
    struct recipe_auth auth;
    struct recipe_source reference, message_id, part;
    const char *data;         /* pointer to JSON in base64 inside, or NULL */
    const char *each;         /* pointer to the items of a batch, or NULL */
    struct recipe_map report; /* to enum report; none: known, and no report */
    struct recipe_map class;  /* to enum reason, of what failed */
};

/* Fill a recipe from the provider's tree. False when findings were added;
 * texts live in `arena` or in the provider. */
bool recipe_read_send(struct recipe_send *send, struct arena *arena,
    const struct provider *provider, struct findings *findings);
bool recipe_read_query(struct recipe_query *query, struct arena *arena,
    const struct provider *provider, struct findings *findings);
bool recipe_read_recall(struct recipe_recall *recall, struct arena *arena,
    const struct provider *provider, struct findings *findings);
bool recipe_read_reports(struct recipe_reports *reports, struct arena *arena,
    const struct provider *provider, struct findings *findings);

/* True when a word of theirs is the one that the file names, whatever its
 * case, or a number in the range that it names: "200..299". */
bool recipe_word_fits(const char *named, const char *word);

/* The place and words of the first error, as a failure. Always false. */
bool recipe_fail(const struct findings *findings, struct failure *failure);
