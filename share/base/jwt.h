/*
 * JSON Web Tokens (RFC 7519) that we sign with RS256 (RFC 7515, RFC 7518): what
 * a service account shows to get an access token.
 */
#pragma once

#include "failure.h"

/*
 * The token of a header and claims, both JSON that is ready, signed with an RSA
 * key in PEM; the caller frees it. NULL with STATUS_USAGE when the key is none.
 */
char *jwt_rs256(const char *pem, const char *header, const char *claims,
    struct failure *failure);
