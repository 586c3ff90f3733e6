/* Where what is pushed comes from: the git commit of its files. */
#pragma once

#include "git.h"
#include "publication.h"

/* The commit, with "-dirty" behind it when the files of what changes, or of
 * its templates, differ from it; NULL: there is none. The caller frees it. */
char *origin_commit(struct git *git, const struct publication *publication);
