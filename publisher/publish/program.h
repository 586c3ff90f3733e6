/*
 * Other programs that are asked something: started without a shell, with empty
 * input, in the C locale; what they say is collected to its end.
 */
#pragma once

#include "failure.h"
#include "text.h"

#define PROGRAM_OUTPUT_MAX ((size_t)64 * 1000 * 1000)

struct program_answer {
    struct text output, errors;
    int status; /* its exit status; -1: a signal ended it */
};

/*
 * Runs argv (ends with NULL; its first is looked for in PATH) and waits. False
 * when it could not be started or said too much.
 */
bool program_ask(const char *const argv[], struct program_answer *answer,
    struct failure *failure);

void program_answer_done(struct program_answer *answer);

/* auto_(program_answer) struct program_answer a = {0}; */
static inline void
program_answer_cleanup(struct program_answer *answer)
{
    program_answer_done(answer);
}
