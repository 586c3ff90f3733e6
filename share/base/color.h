/* Whether to colour what is printed. No meaning is ever in the colour alone. */
#pragma once

#include <stdbool.h>

/*
 * `when` is "auto", "always" or "never" (--color); NULL is "auto": yes at a
 * terminal that can, unless NO_COLOR is set (https://no-color.org).
 */
bool color_wanted(const char *when, int fd);
