/* The live runner from start to graceful stop. */
#pragma once

#include "failure.h"
#include "store.h"
#include "workspace.h"

#define SERVE_DRAIN_MS 15000 /* how long a stop waits for what is in flight */

struct serve_options {
    struct workspace *workspace; /* borrowed, as the store */
    struct store *store;
    const char *listen; /* "127.0.0.1:8080" */
    const char *socket; /* path of the UNIX socket, or NULL */
    bool quiet;
};

/*
 * Serves until SIGTERM or SIGINT, then takes nothing new, finishes what is in
 * flight, and returns true. The first line on stdout says where it listens.
 * What was being sent when an earlier process died is settled first.
 */
bool serve(const struct serve_options *options, struct failure *failure);
