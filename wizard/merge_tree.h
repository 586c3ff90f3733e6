/* The trees of a merge, for merge.c alone. */
#pragma once

#include "merge.h"
#include "node.h"

/*
 * The tree of both, field by field. A field that is not known yet is added,
 * with what is taken unless somebody chooses: so the first call finds them, and
 * a later one makes what was chosen. From the arena; values are borrowed.
 */
struct node *merge_trees(struct merge *merge);
