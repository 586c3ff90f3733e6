/*
 * Where a draft and its flow may be written: below the workspace as it was
 * opened, into plain files of flows/, never through a link that leads out.
 */
#pragma once

#include "failure.h"

/* False with the reason when the folder of the workspace is not there any
 * more: a folder that somebody took away is not made again. */
bool draft_place_there(const char *root, struct failure *failure);

/* Whether the flow may be written to this file, relative to the root. */
bool draft_place_takes(
    const char *root, const char *file, struct failure *failure);
