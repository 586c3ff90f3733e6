/*
 * Proofs: the signatures that platforms put on what they post, each made with
 * a secret that only they and we know. All compare in constant time, and a
 * signature that is missing or malformed is wrong.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Meta's X-Hub-Signature-256: "sha256=" and the HMAC of the body's bytes.
 * Facts: https://developers.facebook.com/docs/graph-api/webhooks
 */
bool proof_meta(
    const char *secret, const char *signature, const char *body, size_t len);

/*
 * Twilio's X-Twilio-Signature: the HMAC of the address, as Twilio knows it,
 * with the form's names and values in the order of their names; where the
 * address has bodySHA256, that digest of the body instead of a form. A port in
 * the address may be there or not, as proxies have it.
 * Facts: https://www.twilio.com/docs/usage/security
 */
bool proof_twilio(const char *token, const char *signature, const char *url,
    const char *body, size_t len);

/*
 * Google's X-Goog-Signature: the HMAC of the JSON inside, out of its base64.
 * Facts: https://developers.google.com/business-communications/
 * rcs-business-messaging/guides/integrate/webhooks
 */
bool proof_google(
    const char *token, const char *signature, const void *data, size_t len);
