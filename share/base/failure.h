/*
 * What went wrong when there is no place in a file to point at: a status that
 * is also the program's exit status, and one sentence. Filled once (the first
 * failure is the cause, the rest its noise), never printed by library code.
 */
#pragma once

#include "base.h"

#include <stdbool.h>

/* Exit statuses of all three programs. */
enum status {
    STATUS_DONE = 0,        /* done, nothing to change */
    STATUS_FINDINGS = 1,    /* errors found in the input */
    STATUS_USAGE = 2,       /* wrong usage */
    STATUS_UNREACHABLE = 3, /* store or runner not reachable */
    STATUS_CONFLICT = 4,    /* conflict with what is in the store */
    STATUS_DENIED = 5,      /* not allowed */
    STATUS_DISK = 6,        /* a local file or disk failed */
    STATUS_CHANGES = 10,    /* `plan --exit-code` found changes */
};

struct failure {
    enum status status;
    char text[480]; /* lower case, no full stop, the user's words in 'quotes' */
};

/*
 * Fills failure unless it is NULL or already filled. Always false, so that
 * callers can write: return failure_set(failure, STATUS_DISK, "...").
 */
bool failure_set(struct failure *failure, enum status status,
    const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with ": " and the words for errno at its end. */
bool failure_errno(struct failure *failure, enum status status,
    const char *format, ...) PRINTF_LIKE(3, 4);
