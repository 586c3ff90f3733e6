/*
 * What a draft was after each change since it was opened: texts to go back to
 * and forth again. It knows nothing of what they say.
 */
#pragma once

#include "text.h"

#define HISTORY_DEPTH 200 /* steps back */

struct history {
    char **texts; /* at most HISTORY_DEPTH + 1 */
    size_t n, at; /* how many there are, and which is today's */
};

/* The text at the beginning, or after a change: what was undone before is
 * gone. The same text again is no change: false. */
bool history_add(struct history *history, const char *text);

/* Steps back or forth; the text that is now the draft's, borrowed, or NULL
 * when there is nothing to go to. */
const char *history_undo(struct history *history);
const char *history_redo(struct history *history);

void history_done(struct history *history);
