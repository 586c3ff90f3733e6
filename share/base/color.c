/* Colours: wanted or not. */
#include "color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
color_wanted(const char *when, int fd)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    if (when && strcmp(when, "auto") != 0)
        return !strcmp(when, "always");
    if (refused && *refused)
        return false;
    return terminal && strcmp(terminal, "dumb") != 0 && isatty(fd);
}
