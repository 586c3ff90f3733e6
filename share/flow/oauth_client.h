/*
 * A client of OAuth 2: who gives access tokens, and as whom we ask for one
 * (the grant of client credentials). It is given when it has a url.
 * Facts: RFC 6749 sections 2.3.1, 4.4
 */
#pragma once

#include "keys.h"

struct oauth_client {
    struct value_text url, client_id, scope;
    struct value_secret client_secret;
};

/* The keys of a client, into a struct oauth_client. */
extern const struct keys_row oauth_client_keys[];

/* Why nobody may ask by this address, for who reads it: a secret goes there.
 * NULL: it may be used. */
const char *oauth_client_fault(const struct oauth_client *client);
