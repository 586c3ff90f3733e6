/* Texts, one after the other, and a place among them. */
#include "history.h"

#include <stdlib.h>
#include <string.h>

static char *
copy(const char *text)
{
    char *own = strdup(text);

    if (!own)
        abort();
    return own;
}

static void
cut(struct history *history, size_t n)
{
    while (history->n > n)
        free(history->texts[--history->n]);
}

static void
drop_oldest(struct history *history)
{
    free(history->texts[0]);
    history->n--;
    memmove(history->texts, history->texts + 1,
        history->n * sizeof(*history->texts));
}

static void
push(struct history *history, const char *text)
{
    if (!history->texts)
        history->texts = calloc(HISTORY_DEPTH + 1, sizeof(*history->texts));
    if (!history->texts)
        abort();
    if (history->n > HISTORY_DEPTH)
        drop_oldest(history);
    history->texts[history->n] = copy(text);
    history->at = history->n++;
}

bool
history_add(struct history *history, const char *text)
{
    if (history->n && !strcmp(history->texts[history->at], text))
        return false;
    if (history->n)
        cut(history, history->at + 1);
    push(history, text);
    return true;
}

const char *
history_undo(struct history *history)
{
    return history->at ? history->texts[--history->at] : NULL;
}

const char *
history_redo(struct history *history)
{
    return history->at + 1 < history->n ? history->texts[++history->at] : NULL;
}

void
history_done(struct history *history)
{
    cut(history, 0);
    free(history->texts);
    *history = (struct history){0};
}
