/*
 * The example of a code: lines of a workspace's file that show it, and the same
 * lines as they should be. Each is a data file, codes/CODE.yaml, that is also
 * tried by the tests.
 */
#pragma once

#include "arena.h"

#include <stdbool.h>

struct code_example {
    const char *file;    /* where the lines stand: "flows/login-otp.yaml" */
    const char *command; /* what finds it: "fallback-publish check" */
    const char *wrong, *right; /* lines of YAML */
};

/* Reads the example of a code; false where there is none that can be read. */
bool code_example_read(
    struct code_example *example, struct arena *arena, const char *code);
