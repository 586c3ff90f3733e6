/* Texts, one after the other, and a place among them. */
#include "history.h"

#include <stdio.h>
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
        free(history->states[--history->n].text);
}

static void
drop_oldest(struct history *history)
{
    free(history->states[0].text);
    history->n--;
    memmove(history->states, history->states + 1,
        history->n * sizeof(*history->states));
}

static void
push(struct history *history, const char *text, const char *base)
{
    if (!history->states)
        history->states = calloc(HISTORY_DEPTH + 1, sizeof(*history->states));
    if (!history->states)
        abort();
    if (history->n > HISTORY_DEPTH)
        drop_oldest(history);
    struct history_state *state = &history->states[history->n];
    state->text = copy(text);
    (void)snprintf(state->base, sizeof(state->base), "%s", base);
    history->at = history->n++;
}

bool
history_add(struct history *history, const char *text, const char *base)
{
    if (history->n && !strcmp(history->states[history->at].text, text))
        return false;
    if (history->n)
        cut(history, history->at + 1);
    push(history, text, base);
    return true;
}

void
history_saved(struct history *history, const char *base)
{
    for (size_t i = 0; i < history->n; i++)
        (void)snprintf(history->states[i].base, sizeof(history->states[i].base),
            "%s", base);
}

const struct history_state *
history_undo(struct history *history)
{
    return history->at ? &history->states[--history->at] : NULL;
}

const struct history_state *
history_redo(struct history *history)
{
    return history->at + 1 < history->n ? &history->states[++history->at]
                                        : NULL;
}

void
history_done(struct history *history)
{
    cut(history, 0);
    free(history->states);
    *history = (struct history){0};
}
