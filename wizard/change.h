/* What two states of a draft differ in, in the words of its questions; and
 * going back to an earlier state, for all fronts. */
#pragma once

#include "draft.h"
#include "history.h"

struct change {
    char *path;        /* of the first value that differs: where to go */
    struct text words; /* "Delay of channel 2 (sms): 120s -> 60s"; cleaned */
};

/* False when nothing differs. */
bool change_find(const struct draft *before, const struct draft *after,
    struct change *change);

/* What a value is called: "Delay of channel 2 (sms)"; appended, uncleaned. */
void change_name(const struct draft *draft, const char *path, struct text *out);

/* Notes the draft as it is now; false if that is what it was. */
bool change_note(struct history *history, const struct draft *draft);

/* Takes the draft to its state before the last change, or after it again;
 * `change` says what came back. False when there is nothing to go to. */
bool change_undo(
    struct history *history, struct draft *draft, struct change *change);
bool change_redo(
    struct history *history, struct draft *draft, struct change *change);

void change_done(struct change *change);

/* auto_(change) struct change change = {0}; */
static inline void
change_cleanup(struct change *change)
{
    change_done(change);
}
