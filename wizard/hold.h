/*
 * Who works on a draft: a lock beside it (flock), so that two wizards do not
 * write over each other. It goes with the process that has it; what the file
 * says is for people.
 */
#pragma once

#include "text.h"

struct hold {
    int fd;     /* of the lock; 0: none is held */
    char *path; /* of its file */
};

enum hold_result {
    HOLD_TAKEN,
    HOLD_THEIRS, /* somebody else has it: `who` says who */
    HOLD_FAILED, /* no lock can be made here; errno says why */
};

/* Takes the lock at `path` without waiting. */
enum hold_result hold_take(
    struct hold *hold, const char *path, struct text *who);

/* True if somebody has the lock; nothing is made or taken. */
bool hold_look(const char *path, struct text *who);

/* Gives it back and removes its file; one that is not held is left alone. */
void hold_drop(struct hold *hold);
