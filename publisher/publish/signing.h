/*
 * Signing what is pushed, with a private Ed25519 key: `push --sign KEY`. The
 * text that is signed is store_statement()'s.
 */
#pragma once

#include "failure.h"

struct signing;

/* STATUS_DENIED when others can read the file, STATUS_USAGE when it holds no
 * such key, STATUS_DISK. */
struct signing *signing_open(const char *path, struct failure *failure);
void signing_close(struct signing *signing);
DEFINE_AUTO(signing, struct signing *, signing_close);

/* The signature of a revision, whose content has this digest; the caller frees
 * it. */
char *signing_sign(
    const struct signing *signing, const char *workflow_id, const char *sha256);
