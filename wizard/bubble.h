/* A message as a telephone would show it, near enough. Pure text goes in. */
#pragma once

#include "screen.h"

struct bubble {
    const char *sender;         /* "Acme" */
    const char *service;        /* "WhatsApp" */
    const char *header;         /* first line of the message; NULL: none */
    const char *body;           /* may have newlines */
    const char *footer;         /* NULL: none */
    const char *stamp;          /* "10:41"; NULL: none */
    const char *const *buttons; /* ended by NULL; NULL: none */
};

/* Rows of the whole telephone when it is `cols` wide. */
int bubble_rows(const struct bubble *bubble, int cols, bool unicode);

/* Draws it; where the area has too few rows the message ends in "..". */
void bubble_draw(
    const struct bubble *bubble, struct screen *screen, struct area area);

/* True when the drawn message says less than the real one: the page must say
 * "shown simplified". */
bool bubble_simplified(const struct bubble *bubble, bool unicode);
