/*
 * Asking: the questions to providers that follow from a step (what became of a
 * message, can it be taken back), and what their answers are to the engine.
 */
#pragma once

#include "drive.h"
#include "inquiry.h"

/*
 * The question about a position of the execution that is being saved, with the
 * provider's id of its message if that is known. NULL when it cannot be asked:
 * the engine is to hear so after the commit.
 */
struct courier_job *asking_make(struct runner *runner,
    const struct published *published, const struct invocation *invocation,
    const struct store_execution *execution, uint8_t position,
    enum inquiry_kind kind, struct failure *failure);

/* Tells the engine what came of a question. */
void asking_tell(struct runner *runner, const uint8_t id[STORE_ID_SIZE],
    uint8_t position, enum inquiry_kind kind,
    const struct inquiry_answer *answer);
