/*
 * The files that a draft began from, to the byte: what is compared with when
 * others have changed its file meanwhile. The last one lies beside the draft,
 * so that it is there another day. Without it a merge knows two sides only.
 */
#pragma once

#include "draft.h"

/* The draft begins from these bytes now. */
void draft_base_note(struct draft *draft, const char *bytes, size_t len);

/* What the draft began from, or NULL where that is not known. */
const char *draft_base_text(const struct draft *draft);

/* Writes it beside the draft; reads it from there. What cannot be written or
 * is something else is left out. */
void draft_base_keep(struct draft *draft);
void draft_base_read(struct draft *draft);

void draft_base_free(struct draft_base *bases);

/* Removes a draft's own file, and what lies beside it. */
void draft_discard(const char *kept);
