/*
 * The strict reading of a request's headers: what two servers in a row could
 * understand differently is refused, so that no request hides in another.
 * Facts: RFC 9112 sections 3.2, 5.1, 6.1, 6.3, 11.2.
 */
#pragma once

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

struct strict { /* zero-initialised */
    unsigned hosts, lengths, encodings;
    uint64_t length;      /* Content-Length, 0 where there is none */
    size_t fields, bytes; /* of all of them */
    const char *fault;    /* the first one, in words */
};

/* Counts and checks one header field. */
void strict_header(struct strict *strict, const char *name, const char *value);

/* After the last: what is wrong with them together, or NULL. */
const char *strict_fault(const struct strict *strict);
