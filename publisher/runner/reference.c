/* References and the addresses of reports. */
#include "reference.h"

#include "digest.h"
#include "id62.h"

#include <stdio.h>
#include <string.h>

#define SECRET_BYTES 16

void
reference_format(
    char out[REFERENCE_SIZE], const uint8_t id[STORE_ID_SIZE], size_t position)
{
    char text[ID62_TEXT_SIZE];

    id62_format(text, id);
    (void)snprintf(out, REFERENCE_SIZE, "%s-%zu", text, position + 1);
}

bool
reference_parse(const char *text, uint8_t id[STORE_ID_SIZE], uint8_t *position)
{
    char start[ID62_TEXT_SIZE];
    const size_t len = ID62_TEXT_SIZE - 1;

    if (strlen(text) != len + 2 || text[len] != '-' || text[len + 1] < '1' ||
        text[len + 1] >= '1' + FLOW_CHANNELS_MAX)
        return false;
    memcpy(start, text, len);
    start[len] = '\0';
    if (!id62_parse(start, id))
        return false;
    *position = (uint8_t)(text[len + 1] - '1');
    return true;
}

/* The first half of a keyed digest: nobody without the key can make it. */
static void
make_secret(char out[2 * SECRET_BYTES + 1], const struct runner *runner,
    const char *channel, const char *reference)
{
    auto_(text) struct text what = {0};
    uint8_t digest[SHA256_SIZE];

    text_addf(&what, "%s/%s", channel, reference);
    digest_hmac_sha256(digest, runner->report_key, sizeof(runner->report_key),
        what.bytes, what.len);
    digest_hex(out, digest, SECRET_BYTES);
}

const char *
reference_url(const struct runner *runner, struct arena *arena,
    const char *channel, const char *reference)
{
    char secret[2 * SECRET_BYTES + 1];
    const char *base = runner->public_url;
    const size_t len = strlen(base);

    make_secret(secret, runner, channel, reference);
    return arena_printf(arena, "%.*s/dlr/%s/%s/%s",
        (int)(len && base[len - 1] == '/' ? len - 1 : len), base, channel,
        reference, secret);
}

bool
reference_secret_right(const struct runner *runner, const char *channel,
    const char *reference, const char *secret)
{
    char right[2 * SECRET_BYTES + 1];

    make_secret(right, runner, channel, reference);
    return digest_equal(right, strlen(right), secret, strlen(secret));
}

void
reference_uuid(char out[37], const char *reference)
{
    char hex[SHA256_HEX_SIZE];

    /* RFC 9562, section 5.8: version 8 is for bytes made in our own way. */
    digest_sha256_hex(hex, reference, strlen(reference));
    (void)snprintf(out, 37, "%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8,
        hex + 12, hex + 15, hex + 18);
}
