/*
 * An invocation: the body of POST .../invoke, checked whole before anything
 * is accepted. Both of Kaleyra's forms and the shorthand (fallback-api(7)).
 */
#pragma once

#include "arena.h"
#include "published.h"

#include <jansson.h>

struct invocation {
    const char *request_id;                    /* or NULL */
    const char *recipients[FLOW_CHANNELS_MAX]; /* E.164 with '+' */
    json_t *inputs[FLOW_CHANNELS_MAX]; /* name -> text; owned, see done */
    bool consent;
};

struct invocation_fault {
    unsigned status;     /* of HTTP */
    const char *code;    /* "recipient-wrong" */
    const char *pointer; /* into the body, RFC 6901 */
    char detail[320];
};

/*
 * False with the first fault. What can never be sent at all, counted from
 * `now`, is one too. Texts live in `arena` or in `body`.
 */
bool invocation_read(struct invocation *invocation, struct arena *arena,
    const json_t *body, const struct published *published, int64_t now,
    struct invocation_fault *fault);
void invocation_done(struct invocation *invocation);

/* The JSON that the store keeps, and back. The caller frees the text. */
char *invocation_pack(
    const struct invocation *invocation, const struct published *published);
bool invocation_unpack(
    struct invocation *invocation, struct arena *arena, const char *packed);

/* True when some input of the flow is sensitive. */
bool invocation_is_sensitive(const struct published *published);

/* The same text without the values of sensitive inputs. */
char *invocation_erase(const char *packed, const struct published *published);
