/*
 * How a callback proves where it comes from: the headers of its profile, basic
 * authentication, and a signature by each of its secrets.
 * Facts: https://github.com/standard-webhooks/standard-webhooks (spec),
 * RFC 7617
 */
#pragma once

#include "callback_profile.h"
#include "courier.h"

struct proof_wanted {
    const char *root; /* of the workspace: where files of secrets are */
    const struct workspace_callback *profile;
    const char *webhook_id, *body;
    int64_t now;
};

/* Sets the job's headers. False when a secret cannot be read or used. */
bool callback_prove(struct courier_job *job, const struct proof_wanted *wanted,
    struct failure *failure);

/*
 * One signature of webhook-signature: "v1," and the base64 of HMAC-SHA256 over
 * "id.timestamp.body". The secret is the bytes of "whsec_<base64>", or the
 * text itself. NULL when it begins with whsec_ and is no base64; the caller
 * frees the text.
 */
char *callback_sign(const char *secret, const char *webhook_id,
    int64_t timestamp_s, const char *body);
