/* GnuTLS behind our names. */
#include "digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

void
digest_sha256(uint8_t out[SHA256_SIZE], const void *data, size_t len)
{
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, data, len, out) < 0)
        abort();
}

void
digest_sha256_hex(char out[SHA256_HEX_SIZE], const void *data, size_t len)
{
    uint8_t digest[SHA256_SIZE];

    digest_sha256(digest, data, len);
    digest_hex(out, digest, sizeof(digest));
}

void
digest_hmac_sha256(uint8_t out[SHA256_SIZE], const void *key, size_t key_len,
    const void *data, size_t len)
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_len, data, len, out) < 0)
        abort();
}

void
digest_hmac_sha1(uint8_t out[SHA1_SIZE], const void *key, size_t key_len,
    const void *data, size_t len)
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, key_len, data, len, out) < 0)
        abort();
}

void
digest_hmac_sha512(uint8_t out[SHA512_SIZE], const void *key, size_t key_len,
    const void *data, size_t len)
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA512, key, key_len, data, len, out) < 0)
        abort();
}

void
digest_random(void *out, size_t len)
{
    if (gnutls_rnd(GNUTLS_RND_KEY, out, len) < 0)
        abort();
}

bool
digest_equal(const void *a, size_t a_len, const void *b, size_t b_len)
{
    return a_len == b_len && gnutls_memcmp(a, b, a_len) == 0;
}

void
digest_hex(char *out, const void *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = data;

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

/* GnuTLS's buffers are its own to free: hand out copies of ours. */
static char *
copy_out(gnutls_datum_t *datum)
{
    char *copy = calloc(1, (size_t)datum->size + 1);

    if (!copy)
        abort();
    memcpy(copy, datum->data, datum->size);
    gnutls_free(datum->data);
    return copy;
}

char *
digest_base64(const void *data, size_t len)
{
    const gnutls_datum_t in = {
        .data = (unsigned char *)(uintptr_t)data,
        .size = (unsigned)len,
    };
    gnutls_datum_t out;

    if (gnutls_base64_encode2(&in, &out) < 0)
        abort();
    return copy_out(&out);
}

uint8_t *
digest_unbase64(const char *text, size_t *len)
{
    const gnutls_datum_t in = {
        .data = (unsigned char *)(uintptr_t)text,
        .size = (unsigned)strlen(text),
    };
    gnutls_datum_t out;

    if (gnutls_base64_decode2(&in, &out) < 0)
        return NULL;
    *len = out.size;
    return (uint8_t *)copy_out(&out);
}
