/*
 * Routes: which function answers a method and a path. A pattern's segments are
 * words, {captures}, or a final {rest...} that takes whatever follows, slashes
 * included (also nothing). Captured segments are percent-decoded, once.
 */
#pragma once

#include "front.h"

#define ROUTE_VALUES 4
#define ROUTE_TEXT 1024 /* longest path, with what decoding needs */

struct route_match {
    const struct route *route;
    const char
        *values[ROUTE_VALUES]; /* captures in order, then NULL; {rest...} raw */
    char allow[64];            /* ROUTE_NO_METHOD: "GET, HEAD, PUT" */
    char text[ROUTE_TEXT];     /* where the values live */
};

typedef void route_fn(
    struct front_request *request, const struct route_match *match, void *data);

struct route {
    const char *method, *pattern; /* a GET row answers HEAD as well */
    route_fn *handler;
};

enum route_result {
    ROUTE_FOUND,
    ROUTE_NO_PATH,   /* 404 */
    ROUTE_NO_METHOD, /* 405, with match->allow */
    ROUTE_BAD_PATH,  /* 400: wrong percent-encoding, a NUL, or too long */
};

/* The first row that fits; rows end with one without pattern. */
enum route_result route_find(const struct route *rows, const char *method,
    const char *path, struct route_match *match);

/* Finds the row and calls its handler, or answers 400, 404 or 405. */
void route_serve(
    const struct route *rows, struct front_request *request, void *data);

/* Decodes %XX (and, in a query, '+') of len bytes into out, which has room for
 * len + 1. False for a broken escape and for %00. */
bool route_decode(char *out, const char *text, size_t len, bool query);
