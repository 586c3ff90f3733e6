/*
 * Time: instants are milliseconds since 1970 UTC, spans are milliseconds.
 * Only the programs' own loops read a clock; everything else is handed `now`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_SECOND INT64_C(1000)
#define CLOCK_MINUTE (60 * CLOCK_SECOND)
#define CLOCK_HOUR (60 * CLOCK_MINUTE)
#define CLOCK_DAY (24 * CLOCK_HOUR)
#define CLOCK_TEXT_SIZE 32 /* room for any text that this header makes */

int64_t clock_now(void);       /* wall clock, ms since 1970 UTC */
int64_t clock_monotonic(void); /* ms since some fixed moment */
int64_t clock_passing(void);   /* the same, and a machine's sleep counts */

/* "2026-11-20T09:12:00.250Z" (RFC 3339, UTC). */
void clock_format(char text[CLOCK_TEXT_SIZE], int64_t instant_ms);

/* Reads RFC 3339 with or without a fraction, Z or +hh:mm. */
bool clock_parse(const char *text, int64_t *instant_ms);
