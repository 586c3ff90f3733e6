/*
 * The fallbacks of a flow in the last hour, counted by the second: an hour
 * that is never shorter than an hour.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BUDGET_SECONDS 3601

struct budget {
    uint32_t counts[BUDGET_SECONDS];
    int64_t newest; /* the last second that was counted */
    uint64_t total;
};

/* How many fell back within the hour before `now` (ms). */
uint64_t budget_spent(struct budget *budget, int64_t now);

/* When the count will be lower, at the earliest; INT64_MAX: it is 0. */
int64_t budget_next(struct budget *budget, int64_t now);

void budget_add(struct budget *budget, int64_t at, uint32_t n);
void budget_give_back(struct budget *budget, int64_t at);
