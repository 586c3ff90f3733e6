/* Errors of the HTTP API: application/problem+json (RFC 9457). */
#pragma once

#include <jansson.h>

#include "front.h"

struct problem {
    unsigned status;            /* of HTTP */
    const char *code;           /* stable, "idempotency-mismatch" */
    const char *pointer;        /* JSON pointer into the request, or NULL */
    const char *detail;         /* one sentence without secrets, or NULL */
    json_t *more;               /* an object of further members, or NULL */
    const char *const *headers; /* as in struct front_answer */
    bool close;                 /* and no further request on this connection */
};

/* The JSON of it; the caller frees the text. */
char *problem_json(const struct problem *problem);

/* Answers the request with it. */
void problem_answer(
    struct front_request *request, const struct problem *problem);
