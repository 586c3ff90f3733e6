/*
 * A time of day as a send window writes it, "09:00": minutes since midnight.
 * It knows no date and no time zone.
 */
#pragma once

#include <stdbool.h>

#define CLOCKTIME_TEXT_SIZE 6 /* "23:59" and its NUL */

/*
 * Reads "HH:MM", 00:00 to 23:59, always five characters ("24:00" is none);
 * *minutes is written only on success.
 */
bool clocktime_parse(const char *text, int *minutes);

/* Writes the minute of the day, 0 to 1439. */
void clocktime_format(char out[CLOCKTIME_TEXT_SIZE], int minutes);
