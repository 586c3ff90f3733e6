/*
 * Digests, keyed digests, random bytes and their spellings, all by GnuTLS.
 * Nothing cryptographic is our own.
 */
#pragma once

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_HEX_SIZE 65 /* with its NUL */
#define SHA1_SIZE 20
#define SHA512_SIZE 64

void digest_sha256(uint8_t out[SHA256_SIZE], const void *data, size_t len);
void digest_sha256_hex(char out[SHA256_HEX_SIZE], const void *data, size_t len);
void digest_hmac_sha256(uint8_t out[SHA256_SIZE], const void *key,
    size_t key_len, const void *data, size_t len);

/* Only where a platform signs with them. */
void digest_hmac_sha1(uint8_t out[SHA1_SIZE], const void *key, size_t key_len,
    const void *data, size_t len);
void digest_hmac_sha512(uint8_t out[SHA512_SIZE], const void *key,
    size_t key_len, const void *data, size_t len);

/* Random bytes fit for keys. A failing source ends the process. */
void digest_random(void *out, size_t len);

/* Compares in a time that depends on the lengths alone. */
bool digest_equal(const void *a, size_t a_len, const void *b, size_t b_len);

/* Lower-case hexadecimal; `out` has room for 2 * len + 1. */
void digest_hex(char *out, const void *data, size_t len);

/* Standard base64 with padding (RFC 4648). The caller frees the text. */
char *digest_base64(const void *data, size_t len);

/* The bytes of a base64 text, or NULL if it is none. The caller frees them. */
uint8_t *digest_unbase64(const char *text, size_t *len);
