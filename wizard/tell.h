/*
 * What fallback-publish and fallback-runner answered, in words for the screen.
 * Their JSON is read as the YAML that it also is; what they quote was written
 * by others and is cleaned. Nothing is asked here.
 */
#pragma once

#include "workspace.h"

enum told {
    TOLD_CHECK,
    TOLD_DRY_RUN,
    TOLD_PLAN,
    TOLD_PUSH,
    TOLD_UNPUBLISH,
    TOLD_HISTORY,
    TOLD_COUNT,
};

/* What a child said, and how it ended. */
struct tale {
    enum told told;
    int status; /* its exit status; -1: it was ended */
    const char *output, *errors;
    size_t output_len, errors_len;
    const struct workspace *workspace; /* for its currency */
};

/* What can be done after it. */
struct tell {
    bool answered; /* it said what it was asked for */
    bool changes;  /* of a plan: a push would change something */
    bool drifted;  /* somebody else changed the flow in the store meanwhile */
    bool refused;  /* a push would be refused */
    bool wrong;    /* findings were told */
    char path[96]; /* what the first error is about; "": not said */
};

/* Appends the words, line by line. */
struct tell tell_words(const struct tale *tale, struct text *out);
