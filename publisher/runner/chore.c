/* Long work, a slice a turn. */
#include "chore.h"

#include "clock.h"

#define SLICE_MS 2

/* At least one step; true at the end. */
static bool
do_slice(struct runner *runner, struct chore *chore)
{
    const int64_t until = clock_monotonic() + SLICE_MS;

    while (!chore->step(runner, chore))
        if (clock_monotonic() >= until)
            return false;
    return true;
}

void
chore_begin(struct runner *runner, struct chore *chore)
{
    struct chore **last = &runner->chores;

    while (*last)
        last = &(*last)->next;
    if (last == &runner->chores && do_slice(runner, chore)) {
        chore->ended(runner, chore, true);
        return;
    }
    chore->next = NULL;
    *last = chore;
    loop_again(runner->loop);
}

void
chore_run(struct runner *runner)
{
    struct chore *first = runner->chores;

    if (first && do_slice(runner, first)) {
        runner->chores = first->next;
        first->ended(runner, first, true);
    }
    if (runner->chores)
        loop_again(runner->loop);
}

void
chore_stop(struct runner *runner)
{
    struct chore *next = runner->chores;

    runner->chores = NULL;
    while (next) {
        struct chore *chore = next;

        next = chore->next;
        chore->ended(runner, chore, false);
    }
}
