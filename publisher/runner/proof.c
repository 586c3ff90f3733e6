/* Signatures made again and compared. */
#include "proof.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "pairs.h"
#include "text.h"

static bool
same(const char *given, const char *right)
{
    return given && digest_equal(given, strlen(given), right, strlen(right));
}

static bool
same_base64(const char *given, const uint8_t *digest, size_t size)
{
    auto_(heap) char *right = digest_base64(digest, size);

    return same(given, right);
}

bool
proof_meta(
    const char *secret, const char *signature, const char *body, size_t len)
{
    static const char start[] = "sha256=";
    char right[sizeof(start) - 1 + SHA256_HEX_SIZE];
    uint8_t digest[SHA256_SIZE];

    digest_hmac_sha256(digest, secret, strlen(secret), body, len);
    memcpy(right, start, sizeof(start) - 1);
    digest_hex(right + sizeof(start) - 1, digest, sizeof(digest));
    return same(signature, right);
}

bool
proof_google(
    const char *token, const char *signature, const void *data, size_t len)
{
    uint8_t digest[SHA512_SIZE];

    digest_hmac_sha512(digest, token, strlen(token), data, len);
    return same_base64(signature, digest, sizeof(digest));
}

static int
compare_pairs(const void *a, const void *b)
{
    const struct pair *first = a, *second = b;
    const int names = strcmp(first->name, second->name);

    return names ? names : strcmp(first->value, second->value);
}

/* How many pieces a form has: one that cannot be decoded is no pair, and what
 * is not signed must not pass. */
static size_t
count_pieces(const char *body, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += body[i] != '&' && (!i || body[i - 1] == '&');
    return n;
}

/* Appends the form as it is signed: in order, and nothing twice. */
static bool
add_form(struct text *signed_text, const char *body, size_t len)
{
    struct arena arena = {0};
    struct pair *pairs;
    const size_t n = pairs_read(&arena, body, len, &pairs);
    const bool whole = n == count_pieces(body, len);

    if (n)
        qsort(pairs, n, sizeof(*pairs), compare_pairs);
    for (size_t i = 0; i < n; i++)
        if (!i || compare_pairs(&pairs[i - 1], &pairs[i]))
            text_addf(signed_text, "%s%s", pairs[i].name, pairs[i].value);
    arena_free(&arena);
    return whole;
}

/* What stands for the body: its digest in the address, or the form itself. */
static bool
add_body(
    struct text *signed_text, const char *url, const char *body, size_t len)
{
    const char *query = strchr(url, '?');
    char right[SHA256_HEX_SIZE];
    struct arena arena = {0};
    struct pair *pairs;
    const size_t n =
        query ? pairs_read(&arena, query + 1, strlen(query + 1), &pairs) : 0;
    const char *digest = n ? pairs_value(pairs, n, "bodySHA256") : NULL;

    digest_sha256_hex(right, body, len);
    const bool good =
        digest ? same(digest, right) : add_form(signed_text, body, len);
    arena_free(&arena);
    return good;
}

/* The address with its scheme's own port, or without any port. */
static void
add_address(struct text *out, const char *url, bool with_port)
{
    const char *host = strstr(url, "://");

    host = host ? host + 3 : url;
    const char *end = host + strcspn(host, "/?#");
    const char *name = host; /* behind "name:password@" */
    for (const char *at = host; at < end; at++)
        if (*at == '@')
            name = at + 1;
    if (*name == '[') /* IPv6 */
        name += strcspn(name, "]");
    const char *colon =
        memchr(name, ':', name < end ? (size_t)(end - name) : 0);
    if (colon && with_port) {
        text_add(out, url);
        return;
    }
    text_add_bytes(out, url, (size_t)((colon ? colon : end) - url));
    if (with_port)
        text_add(out, strncmp(url, "https:", 6) ? ":80" : ":443");
    text_add(out, end);
}

bool
proof_twilio(const char *token, const char *signature, const char *url,
    const char *body, size_t len)
{
    auto_(text) struct text rest = {0};
    bool good = false;

    if (!signature || !url || !add_body(&rest, url, body, len))
        return false;
    for (int with_port = 0; with_port < 2; with_port++) {
        auto_(text) struct text whole = {0};
        uint8_t digest[SHA1_SIZE];

        add_address(&whole, url, with_port);
        text_add(&whole, text_str(&rest));
        digest_hmac_sha1(
            digest, token, strlen(token), text_str(&whole), whole.len);
        good |= same_base64(signature, digest, sizeof(digest));
    }
    return good;
}
