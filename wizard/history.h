/*
 * What a draft was after each change since it was opened: texts to go back to
 * and forth again, each with the digest of the file that it began from. It
 * knows nothing of what they say.
 */
#pragma once

#include "text.h"

#define HISTORY_DEPTH 200 /* steps back */

struct history_state {
    char *text;
    char base[65];
};

struct history {
    struct history_state *states; /* at most HISTORY_DEPTH + 1 */
    size_t n, at;                 /* how many there are, and which is today's */
};

/* The text at the beginning, or after a change: what was undone before is
 * gone. The same text again is no change: false. */
bool history_add(struct history *history, const char *text, const char *base);

/* The file was written: it is what every state is compared with now. */
void history_saved(struct history *history, const char *base);

/* Steps back or forth; what is now the draft's, borrowed, or NULL when there
 * is nothing to go to. */
const struct history_state *history_undo(struct history *history);
const struct history_state *history_redo(struct history *history);

void history_done(struct history *history);
