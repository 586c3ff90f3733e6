/*
 * The load program's connections to what is measured: kept alive, a request
 * on each at a time, the others wait in their order.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct pool_request {
    struct text text; /* the whole request, head and body */
    void (*done)(uint32_t flow, unsigned status); /* 0: no answer */
    uint32_t flow;
    struct pool_request *next;
};

void pool_begin(uint16_t port, unsigned connections, const char *header);

/* Posts JSON; `done` is called once. */
void pool_post(const char *path, const char *json,
    void (*done)(uint32_t flow, unsigned status), uint32_t flow);
