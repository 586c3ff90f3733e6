/*
 * Retry-After: seconds, or an instant of HTTP in any of its three forms.
 * Facts: RFC 9110, sections 5.6.7 and 10.2.3.
 */
#pragma once

#include <stdint.h>

#define RETRY_AFTER_MAX_MS (INT64_C(24) * 3600 * 1000)

/* The wait it asks for at `now` (ms since 1970), at most a day; 0 when it says
 * nothing that can be understood, or an instant that is over. */
int64_t retry_after_ms(const char *text, int64_t now);
