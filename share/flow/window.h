/*
 * The send window: hours of the day, in a time zone, in which messages may go
 * out. A window whose end is before its beginning goes over midnight.
 */
#pragma once

#include "flow.h"

/*
 * The first instant from `now` on at which a message may go out: `now` itself
 * inside the window, or where the flow has none. It looks the zone up in the
 * system's time zone database, by TZ: call it from one thread only.
 */
int64_t window_opens(const struct flow_window *window, int64_t now);
