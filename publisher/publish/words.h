/* The differences between two versions of a flow, told by commands. */
#pragma once

#include "answer.h"
#include "version.h"

/* What matters most first; none where a side cannot be read. */
void words_find(struct differences *words, const struct version *before,
    const struct version *after, const struct workspace *workspace);

/* One line each, indented. */
void words_print(const struct differences *words, FILE *out);

/* Adds "differences": [{"path", "text"}] to an answer. */
void words_answer(json_t *answer, const struct differences *words);
