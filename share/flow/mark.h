/*
 * Where a value stands in its file, and the values themselves: each remembers
 * its place, so that a check can point at it long after reading.
 */
#pragma once

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

struct mark {
    int line, column; /* from 1; 0 where there is no place to show */
};

/* A value that was not given has text NULL, or given false. */
struct value_text {
    const char *text;
    struct mark at;
};

struct value_time {
    const char *text; /* as written: "60s" */
    int64_t ms;
    struct mark at;
};

struct value_number {
    int64_t number;
    bool given;
    struct mark at;
};

struct value_price {
    int64_t micros; /* millionths of the currency's main unit */
    bool given;
    struct mark at;
};

struct value_choice { /* also for yes and no: 1 and 0 */
    int value;
    bool given;
    struct mark at;
};

struct value_list {
    struct value_text *items;
    size_t n;
    struct mark at; /* line 0: not given */
};

/* A secret is never in a file: it is named by {env: NAME} or {file: path}. */
struct value_secret {
    const char *env, *file; /* one of them, or neither: not given */
    struct mark at;
};
