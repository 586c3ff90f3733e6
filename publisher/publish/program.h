/*
 * Other programs that are asked something: started without a shell, with empty
 * input, in the C locale; what they say is collected to its end. Texts reach
 * them in anonymous files, so that no size of theirs makes one wait.
 */
#pragma once

#include "failure.h"
#include "text.h"

#define PROGRAM_OUTPUT_MAX ((size_t)64 * 1000 * 1000)

struct program_answer {
    struct text output, errors;
    int status; /* its exit status; -1: a signal ended it */
};

#define PROGRAM_TEXTS_MAX 3

struct program_call {
    const char *const *argv; /* ends with NULL; its first is in PATH */
    const char *package;     /* what it comes with; NULL: it is well known */
    /* What it finds at /dev/fd/10 and behind that; NULL ends them early. */
    const char *texts[PROGRAM_TEXTS_MAX];
};

/* Runs it and waits. False, with STATUS_DISK, when it could not be started or
 * said too much. */
bool program_ask(const struct program_call *call, struct program_answer *answer,
    struct failure *failure);

void program_answer_done(struct program_answer *answer);

/* auto_(program_answer) struct program_answer a = {0}; */
static inline void
program_answer_cleanup(struct program_answer *answer)
{
    program_answer_done(answer);
}
