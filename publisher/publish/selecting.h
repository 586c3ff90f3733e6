/*
 * A selection while it is made: what the words say. Private to selection.c
 * and selection_*.c.
 */
#pragma once

#include "selection.h"

struct selecting {
    struct selection *selection;
    struct flow_name *names; /* words that are no paths */
    bool *meant;             /* each: a flow is called so */
    size_t nnames;
    struct text bytes; /* of the file that is being read */
};

/* Lists what the words mean, by path, each once; the names are left to be
 * found while the files are read. */
bool selecting_list(struct selecting *selecting, char *const *words, int nwords,
    struct failure *failure);

/* Reads one, checks it if it is wanted, and keeps what the index keeps. */
bool selecting_read(struct selecting *selecting, struct selected *item,
    struct failure *failure);
