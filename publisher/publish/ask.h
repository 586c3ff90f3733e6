/* Asking before something is changed: at a terminal only. */
#pragma once

#include "workspace.h"

/* True when there is a person to ask. */
bool ask_possible(void);

/*
 * Asks "WHAT? [y/N]"; for a production environment its name has to be typed.
 * `what` is cleaned here. False for anything but that answer.
 */
bool ask_whether(
    const char *what, const struct workspace_environment *environment);
