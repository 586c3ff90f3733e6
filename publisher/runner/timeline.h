/* The timeline of an invocation, from the API's JSON to lines for people. */
#pragma once

#include <jansson.h>
#include <stdio.h>

/* "running", "delivered", ...; never NULL. */
const char *timeline_outcome(const json_t *told);

/* Prints all of it; foreign text is cleaned. */
void timeline_print(const json_t *told, FILE *out);
