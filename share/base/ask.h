/* Asking before something is changed: at a terminal only. */
#pragma once

#include <stdbool.h>

/* True when there is a person to ask. */
bool ask_possible(void);

/*
 * Asks "WHAT? [y/N]"; where it is for production, the name of that environment
 * has to be typed. `what` is cleaned here. False for anything but that answer.
 */
bool ask_whether(const char *what, const char *production);
