/*
 * What git knows of the workspace, by asking the program. Without it, outside
 * of any repository and before the first commit there is nothing to know.
 */
#pragma once

#include "arena.h"

#include <stdbool.h>

#define GIT_COMMIT_SIZE 41 /* 40 hexadecimal digits and a NUL */

struct git {
    struct arena arena;
    const char *folder;  /* the workspace's */
    const char *head;    /* the commit; NULL: git knows nothing */
    bool shallow;        /* the clone has not all commits */
    const char *trouble; /* why git would not tell, or NULL */
};

/* A commit that the store names. */
struct git_commit {
    char id[GIT_COMMIT_SIZE];
    bool known;  /* this clone has it */
    bool behind; /* it is HEAD or an ancestor of it */
};

/* Of a zeroed one. */
void git_open(struct git *git, const char *folder);
void git_done(struct git *git);

/* True when what is at one of the paths differs from HEAD, or git cannot
 * tell. */
bool git_differs(struct git *git, const char *const *paths, size_t n);

/* Splits the store's "<commit>" or "<commit>-dirty". False for other texts. */
bool git_commit_read(struct git_commit *commit, const char *text, bool *dirty);

/* Fills `known` and `behind` of all: two runs of git, however many. */
void git_ask(struct git *git, struct git_commit *commits, size_t n);

/* The file as it is in HEAD, or NULL; from git's arena. */
const char *git_show(struct git *git, const char *path);

/* auto_(git) struct git g = {0}; */
static inline void
git_cleanup(struct git *git)
{
    git_done(git);
}
