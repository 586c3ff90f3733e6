/*
 * A callback profile: who is told of executions, and how they know that it is
 * us (fallback-workspace(5)). What it names is read when it is needed.
 */
#pragma once

#include "oauth_client.h"

#define CALLBACK_SECRETS_MAX 4 /* a new one, the old, and room for a muddle */

enum callback_events { CALLBACK_COMPLETED, CALLBACK_EVERY };
enum callback_wrap { CALLBACK_BARE, CALLBACK_WORKFLOWEVENT };

struct callback_header { /* fixed text, or a secret */
    const char *name;
    struct mark at; /* of its name */
    struct value_text text;
    struct value_secret secret;
};

struct callback_basic { /* given when it has a username */
    struct value_text username;
    struct value_secret password;
};

struct workspace_callback {
    struct value_text name, url;
    struct value_secret *secrets; /* of signatures, the newest first */
    size_t nsecrets;
    struct callback_header *headers;
    size_t nheaders;
    struct callback_basic basic;
    struct oauth_client token; /* given when it has a url */
    struct value_choice events, wrap;
};

/* The keys of a profile, into a struct workspace_callback. */
extern const struct keys_row callback_keys[];
