/* Secrets, read when they are needed: {env: NAME} or {file: path}. */
#pragma once

#include "arena.h"
#include "failure.h"
#include "mark.h"

/*
 * The secret's text without the line end at its end, from `arena`; a relative
 * path is below `root`. NULL after a failure: STATUS_FINDINGS when it is not
 * set, STATUS_DENIED when its file can be read by others, STATUS_DISK.
 */
const char *secret_read(struct arena *arena, const char *root,
    const struct value_secret *secret, struct failure *failure);

/* True for "https://user:password@host"; NULL has none. */
bool secret_in_url(const char *url);

/* True when the name of a value says that it is a secret. */
bool secret_smells(const char *key);
