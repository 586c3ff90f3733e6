/*
 * Reading an invocation: what its two halves share. invocation.c takes what
 * the body brings, invocation_fit.c judges whether it fits flow and templates.
 * Where each value stood is kept, so that a fault points at it whatever form
 * the body has.
 */
#pragma once

#include "invocation.h"

struct reading {
    struct invocation *invocation;
    struct arena *arena;
    const struct published *published;
    int64_t now;
    struct invocation_fault *fault;
    bool has_sends; /* the body has `input` */
    struct {
        const char *recipient; /* pointers; NULL: it was not given */
        const char *params;    /* of templateParams, an object */
        const char **inputs;   /* of each of the flow's */
    } from[FLOW_CHANNELS_MAX];
};

/* Fills the fault; always false. */
bool reading_refuse(struct reading *reading, const char *code,
    const char *pointer, const char *format, ...) PRINTF_LIKE(4, 5);

/* Where the body has, or should have, the value of an input of the flow. */
const char *reading_place(
    const struct reading *reading, size_t channel, const char *input);

/* False with the first fault of what was brought. */
bool reading_fits(struct reading *reading);
