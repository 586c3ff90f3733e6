/* Which findings are about which field, channel or page. */
#pragma once

#include "finding.h"

/* The worst finding about the value at `path`, or NULL. */
const struct finding *blame_field(
    const struct findings *findings, const char *path);

/* The first error about `path` or what is inside it, or NULL. */
const struct finding *blame_error(
    const struct findings *findings, const char *path);

/* Errors about `path` and what is inside it. */
size_t blame_errors(const struct findings *findings, const char *path);

/* True for `path` itself and what is inside it. */
bool blame_inside(const char *path, const char *parent);
