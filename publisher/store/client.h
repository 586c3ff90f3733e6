/*
 * A synchronous HTTP client for commands: JSON out, JSON in. It follows no
 * redirect, reads no netrc, checks certificates, and sends a key over plain
 * HTTP only within this machine.
 *
 * Facts: libcurl asks again by itself when a kept-alive connection breaks
 * (github.com/curl/curl/pull/18417), so a request here goes out once at most.
 */
#pragma once

#include <jansson.h>

#include "failure.h"
#include "text.h"

struct client;

struct client_options {
    const char *url;    /* http(s)://host[:port]; with a socket: NULL */
    const char *socket; /* path of a UNIX socket, or NULL */
    const char *token;  /* the API key, or NULL */
    bool bearer; /* it is sent as "Authorization: Bearer", not as api-key */
    const char *ca_file; /* who may vouch for a server; NULL: the system's */
    long connect_ms, total_ms; /* 0: patience_usual() */
    size_t answer_max;         /* bytes; 0: 64 MB */
};

struct client_call {
    const char *method;
    const char *path;           /* with its query: "/v1/HX/workflow/..." */
    const json_t *body;         /* NULL: none */
    const char *const *headers; /* "If-Match: 3", NULL-ended; or NULL */
    bool looks_itself;          /* the caller finds out whether it was done */
};

struct client_answer {
    long status;      /* of HTTP */
    struct text body; /* as it came */
    json_t *json;     /* NULL: the body is no JSON object or array */
    char etag[128];   /* "" where there is none */
    char retry_after[64];
    bool sent; /* also without an answer: it may have been done */
};

/* STATUS_USAGE for a URL that is none, STATUS_DENIED for a key that would go
 * over plain HTTP to another machine. Nothing is connected yet. */
struct client *client_open(
    const struct client_options *options, struct failure *failure);
void client_close(struct client *client);
DEFINE_AUTO(client, struct client *, client_close);

/* True if something listens there; nothing is sent. */
bool client_reaches(struct client *client);

/*
 * True with an answer of any HTTP status; STATUS_UNREACHABLE when there was
 * none, saying so if the request may have been done all the same. A GET is
 * asked again (patience.h) when the connection broke, or the server could not
 * do it now; nothing else is.
 */
bool client_ask(struct client *client, const struct client_call *call,
    struct client_answer *answer, struct failure *failure);
void client_answer_done(struct client_answer *answer);

/*
 * Fills the failure from an answer that is no success, with the words of its
 * problem document: STATUS_DENIED for 401 and 403, STATUS_CONFLICT for 409
 * and 412, STATUS_FINDINGS for 422, STATUS_USAGE for other 4xx, else
 * STATUS_UNREACHABLE. Always false.
 */
bool client_refused(
    const struct client_answer *answer, struct failure *failure);

/* The `code` of the answer's problem document, or "". Borrowed. */
const char *client_problem(const struct client_answer *answer);

/* Appends a segment of a path, or a value of a query, percent-encoded. */
void client_escape(struct text *path, const char *segment);

static inline void
client_answer_cleanup(struct client_answer *answer)
{
    client_answer_done(answer);
}
