/*
 * Google's service accounts: the JSON key file of one, and what is posted with
 * it to get an access token.
 * Facts: https://developers.google.com/identity/protocols/oauth2/service-account
 */
#pragma once

#include "arena.h"
#include "failure.h"

#include <stdint.h>

struct service_account { /* texts from the arena */
    const char *email, *key, *key_id, *token_url;
};

/* Reads the file's content. STATUS_FINDINGS when it is no such key. */
bool service_account_read(struct service_account *account, struct arena *arena,
    const char *json, struct failure *failure);

/*
 * The form that asks for a token with a scope, from `arena`: it holds a signed
 * assertion that is good for an hour from `now`. NULL after a failure.
 */
const char *service_account_form(const struct service_account *account,
    const char *scope, int64_t now, struct arena *arena,
    struct failure *failure);
