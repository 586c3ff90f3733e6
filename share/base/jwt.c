/* Encoding and signing tokens. */
#include "jwt.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "digest.h"
#include "text.h"

/* base64url without padding: RFC 7515, section 2. */
static void
add_base64(struct text *out, const void *data, size_t len)
{
    auto_(heap) char *base64 = digest_base64(data, len);

    for (const char *c = base64; *c && *c != '='; c++)
        text_add_char(out, (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c));
}

static gnutls_datum_t
datum(const char *text)
{
    return (gnutls_datum_t){
        .data = (unsigned char *)(uintptr_t)text,
        .size = (unsigned)strlen(text),
    };
}

/* False for what is no RSA key. */
static bool
read_key(gnutls_privkey_t key, const char *pem)
{
    const gnutls_datum_t text = datum(pem);

    return gnutls_privkey_import_x509_raw(
               key, &text, GNUTLS_X509_FMT_PEM, NULL, 0) >= 0 &&
        gnutls_privkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA;
}

static bool
add_signature(struct text *token, const char *pem)
{
    gnutls_privkey_t key;
    gnutls_datum_t signature = {0};
    const gnutls_datum_t text = datum(text_str(token));

    if (gnutls_privkey_init(&key) < 0)
        abort();
    const bool good = read_key(key, pem) &&
        gnutls_privkey_sign_data2(
            key, GNUTLS_SIGN_RSA_SHA256, 0, &text, &signature) >= 0;
    gnutls_privkey_deinit(key);
    if (!good)
        return false;
    text_add_char(token, '.');
    add_base64(token, signature.data, signature.size);
    gnutls_free(signature.data);
    return true;
}

char *
jwt_rs256(const char *pem, const char *header, const char *claims,
    struct failure *failure)
{
    auto_(text) struct text token = {0};

    add_base64(&token, header, strlen(header));
    text_add_char(&token, '.');
    add_base64(&token, claims, strlen(claims));
    if (add_signature(&token, pem))
        return text_take(&token);
    (void)failure_set(
        failure, STATUS_USAGE, "the private key is no RSA key in PEM");
    return NULL;
}
