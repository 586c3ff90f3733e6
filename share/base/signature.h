/*
 * Signatures by Ed25519 (RFC 8032), all by GnuTLS. Keys are PEM, as
 * `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` make them.
 */
#pragma once

#include "failure.h"

struct signature_key;

/* A private key, to sign; NULL with STATUS_USAGE when the text is none. */
struct signature_key *signature_private(
    const char *pem, struct failure *failure);
/* A public key, to verify. */
struct signature_key *signature_public(
    const char *pem, struct failure *failure);
void signature_free(struct signature_key *key);
DEFINE_AUTO(signature_key, struct signature_key *, signature_free);

/* The signature of a text, base64; the caller frees it. */
char *signature_make(const struct signature_key *key, const char *text);

/* False for what is no signature at all, too. */
bool signature_fits(
    const struct signature_key *key, const char *text, const char *signature);
