/* Times of day. */
#include "clocktime.h"

#include <stdio.h>
#include <string.h>

/* Two digits below `limit`, or -1. */
static int
read_pair(const char *at, int limit)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return -1;
    int n = (at[0] - '0') * 10 + at[1] - '0';
    return n < limit ? n : -1;
}

bool
clocktime_parse(const char *text, int *minutes)
{
    if (strlen(text) != CLOCKTIME_TEXT_SIZE - 1 || text[2] != ':')
        return false;
    int hour = read_pair(text, 24), minute = read_pair(text + 3, 60);
    if (hour < 0 || minute < 0)
        return false;
    *minutes = hour * 60 + minute;
    return true;
}

void
clocktime_format(char out[CLOCKTIME_TEXT_SIZE], int minutes)
{
    unsigned hour = (unsigned)minutes / 60 % 24,
             minute = (unsigned)minutes % 60;

    snprintf(out, CLOCKTIME_TEXT_SIZE, "%02u:%02u", hour, minute);
}
