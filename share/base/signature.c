/* Ed25519 behind our names. */
#include "signature.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "digest.h"

struct signature_key { /* one of the two */
    gnutls_privkey_t private;
    gnutls_pubkey_t public;
};

static gnutls_datum_t
datum(const char *text)
{
    return (gnutls_datum_t){
        .data = (unsigned char *)(uintptr_t)text,
        .size = (unsigned)strlen(text),
    };
}

static struct signature_key *
new_key(void)
{
    struct signature_key *key = calloc(1, sizeof(*key));

    if (!key)
        abort();
    return key;
}

static bool
is_ed25519(int algorithm)
{
    return algorithm == GNUTLS_PK_EDDSA_ED25519;
}

struct signature_key *
signature_private(const char *pem, struct failure *failure)
{
    auto_(signature_key) struct signature_key *key = new_key();
    const gnutls_datum_t text = datum(pem);

    if (gnutls_privkey_init(&key->private) < 0)
        abort();
    if (gnutls_privkey_import_x509_raw(
            key->private, &text, GNUTLS_X509_FMT_PEM, NULL, 0) < 0 ||
        !is_ed25519(gnutls_privkey_get_pk_algorithm(key->private, NULL))) {
        (void)failure_set(failure, STATUS_USAGE,
            "this is no private Ed25519 key in PEM; 'openssl genpkey "
            "-algorithm ed25519' makes one");
        return NULL;
    }
    return take(key);
}

struct signature_key *
signature_public(const char *pem, struct failure *failure)
{
    auto_(signature_key) struct signature_key *key = new_key();
    const gnutls_datum_t text = datum(pem);

    if (gnutls_pubkey_init(&key->public) < 0)
        abort();
    if (gnutls_pubkey_import(key->public, &text, GNUTLS_X509_FMT_PEM) < 0 ||
        !is_ed25519(gnutls_pubkey_get_pk_algorithm(key->public, NULL))) {
        (void)failure_set(failure, STATUS_USAGE,
            "this is no public Ed25519 key in PEM; 'openssl pkey -pubout -in "
            "KEY' makes it from the private one");
        return NULL;
    }
    return take(key);
}

void
signature_free(struct signature_key *key)
{
    if (!key)
        return;
    gnutls_privkey_deinit(key->private);
    gnutls_pubkey_deinit(key->public);
    free(key);
}

char *
signature_make(const struct signature_key *key, const char *text)
{
    const gnutls_datum_t signed_text = datum(text);
    gnutls_datum_t signature;

    if (gnutls_privkey_sign_data2(key->private, GNUTLS_SIGN_EDDSA_ED25519, 0,
            &signed_text, &signature) < 0)
        abort();
    char *base64 = digest_base64(signature.data, signature.size);
    gnutls_free(signature.data);
    return base64;
}

bool
signature_fits(
    const struct signature_key *key, const char *text, const char *signature)
{
    const gnutls_datum_t signed_text = datum(text);
    size_t len;
    auto_(heap) char *bytes = (char *)digest_unbase64(signature, &len);

    if (!bytes)
        return false;
    const gnutls_datum_t raw = {
        .data = (unsigned char *)bytes,
        .size = (unsigned)len,
    };
    return gnutls_pubkey_verify_data2(key->public, GNUTLS_SIGN_EDDSA_ED25519, 0,
               &signed_text, &raw) >= 0;
}
