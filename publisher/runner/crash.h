/*
 * Crash points: named places where a fault test ends the process as if by
 * kill -9. They exist only in builds with -Dcrash_points=true, and do
 * something only where FALLBACK_CRASH_AT=name or name:n (the n-th time it is
 * reached) says so. Every name is a row in crash.c.
 */
#pragma once

#include <stddef.h>

#ifdef FALLBACK_CRASH_POINTS
#define CRASH_POINT(name) crash_point(name)
#else
#define CRASH_POINT(name) ((void)0)
#endif

/* Ends the process if this is the place; a name without a row aborts. */
void crash_point(const char *name);

/* The names, for a test that walks them all. */
const char *const *crash_point_names(size_t *n);
