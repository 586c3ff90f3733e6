/*
 * When the answer of a publication was lost: what the store has now tells
 * whether it was done.
 */
#pragma once

#include "store.h"

enum lost {
    LOST_DONE,    /* all of it is there */
    LOST_NOT,     /* nothing of it is */
    LOST_UNKNOWN, /* somebody changed the same flows since */
};

/* `flows` is the answer of a STORE_FLOWS. Fills the request's out.changes and
 * out.committed when it was done. */
enum lost lost_judge(
    struct store_request *publication, const struct store_request *flows);
