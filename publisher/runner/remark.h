/*
 * Remarks: what a provider said, made fit for timelines and logs. One line, no
 * secrets, nothing that drives a terminal, at most REMARK_MAX bytes.
 */
#pragma once

#include "arena.h"

#define REMARK_MAX 200

/* The remark, from `arena`: each of the hidden texts, wherever it stands, also
 * as URLs and JSON write it, becomes "***"; runs of white space become one
 * blank. */
const char *remark_make(struct arena *arena, const char *text,
    const char *const *hidden, size_t nhidden);
