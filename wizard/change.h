/* What two states of a draft differ in, in the words of its questions: what is
 * said when a change is undone. */
#pragma once

#include "draft.h"

struct change {
    char *path;        /* of the first value that differs: where to go */
    struct text words; /* "Delay of channel 2 (sms): 120s -> 60s"; cleaned */
};

/* False when nothing differs. */
bool change_find(const struct draft *before, const struct draft *after,
    struct change *change);

void change_done(struct change *change);

/* auto_(change) struct change change = {0}; */
static inline void
change_cleanup(struct change *change)
{
    change_done(change);
}
