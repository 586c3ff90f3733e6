/* Taking up a flow or a draft, for all fronts. */
#pragma once

#include "draft.h"
#include "hold.h"

enum draft_origin {
    DRAFT_OF_FILE, /* a flow's file */
    DRAFT_RESUMED, /* a draft that was asked for */
    DRAFT_FOUND,   /* a flow's file was asked for, and it has a draft */
};

/* Reads the file, or the draft that the flow has; nothing is left of `draft`
 * on failure. */
bool draft_open(struct draft *draft, struct workspace *workspace,
    const char *path, enum draft_origin *origin, struct failure *failure);

/* The lock beside the draft. Where no file can be made there is none; that is
 * said when the draft is kept. */
enum hold_result draft_hold(
    const struct draft *draft, struct hold *hold, struct text *who);

/* The same lock, from whoever has it: they can only look from now on. */
bool draft_seize(const struct draft *draft, struct hold *hold);

/* Reads the draft anew, as it is on disk now. False: it is as it was. */
bool draft_reopen(struct draft *draft);

/*
 * Takes the flow from a text that the user's editor wrote: the flow's file, or
 * a copy of the draft. False when it has an error of the reader; nothing of
 * the draft has changed then, and `findings` has the place.
 */
bool draft_take_edited(struct draft *draft, const char *path,
    struct findings *findings, struct failure *failure);

/* What has become of its templates and of its file since it was kept: a line
 * each, nothing where all is as it was; appended. */
void draft_since(const struct draft *draft, struct text *out);

/* What the draft has another way than its file, a line each, in the words of
 * those who run flows; appended. */
void draft_difference(const struct draft *draft, struct text *out);
