/*
 * Who works on a draft: a lock beside it (flock), so that two wizards do not
 * write over each other. It goes with the process that has it. Its file says
 * who that is; another wizard may put a file of its own in that place, and so
 * take the lock over: the first one finds that out before it writes.
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

/*
 * Takes the lock at `path` without waiting. One whose process has ended is
 * free; one of another computer is theirs even where the disk locks nothing:
 * who works there cannot be seen from here.
 */
enum hold_result hold_take(
    struct hold *hold, const char *path, struct text *who);

/* Takes it from whoever has it. False: no lock can be made here. */
bool hold_seize(struct hold *hold, const char *path);

/* HOLD_THEIRS if it was taken over meanwhile; a file that is merely gone is
 * made again. HOLD_FAILED where none is held. */
enum hold_result hold_renew(struct hold *hold, struct text *who);

/* True if somebody has the lock; nothing is made or taken. */
bool hold_look(const char *path, struct text *who);

/* Gives it back and removes its file; one that is not held is left alone. */
void hold_drop(struct hold *hold);
