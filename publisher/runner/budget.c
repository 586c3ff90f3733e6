/* A ring of seconds. */
#include "budget.h"

#include <string.h>

static uint32_t *
slot(struct budget *budget, int64_t second)
{
    return &budget->counts[second % BUDGET_SECONDS];
}

/* Forgets what is over an hour old. */
static void
advance(struct budget *budget, int64_t second)
{
    if (second - budget->newest >= BUDGET_SECONDS) {
        memset(budget->counts, 0, sizeof(budget->counts));
        budget->total = 0;
        budget->newest = second;
    }
    while (budget->newest < second) {
        uint32_t *oldest = slot(budget, ++budget->newest);

        budget->total -= *oldest;
        *oldest = 0;
    }
}

uint64_t
budget_spent(struct budget *budget, int64_t now)
{
    advance(budget, now / 1000);
    return budget->total;
}

int64_t
budget_next(struct budget *budget, int64_t now)
{
    advance(budget, now / 1000);
    for (int64_t s = budget->newest - BUDGET_SECONDS + 1; s <= budget->newest;
         s++)
        if (s >= 0 && *slot(budget, s))
            return (s + BUDGET_SECONDS) * 1000;
    return INT64_MAX;
}

/* Of a clock that was set back all counts as now. */
void
budget_add(struct budget *budget, int64_t at, uint32_t n)
{
    int64_t second = at / 1000;

    advance(budget, second);
    if (second <= budget->newest - BUDGET_SECONDS)
        second = budget->newest;
    *slot(budget, second) += n;
    budget->total += n;
}

void
budget_give_back(struct budget *budget, int64_t at)
{
    uint32_t *count = slot(budget, at / 1000);

    if (!*count)
        return;
    --*count;
    budget->total--;
}
