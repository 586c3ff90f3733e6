/* The timeline of an invocation, from the API's JSON to lines for people. */
#pragma once

#include <jansson.h>
#include <stdio.h>

/* "running", "delivered", ...; never NULL. */
const char *timeline_outcome(const json_t *told);

/* Prints all of it, and of one that runs what comes next, seen from `now`;
 * foreign text is cleaned. */
void timeline_print(const json_t *told, int64_t now, FILE *out);
