/* The headers of a callback. */
#include "callback_proof.h"

#include "clock.h"
#include "digest.h"
#include "secret.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define WRITTEN "whsec_"
#define HEADERS_MORE 4 /* webhook-id, -timestamp, -signature, Authorization */

struct proving {
    struct courier_job *job;
    const struct proof_wanted *wanted;
    const char **headers;
    struct failure *failure;
};

char *
callback_sign(const char *secret, const char *webhook_id, int64_t timestamp_s,
    const char *body)
{
    const bool written = !strncmp(secret, WRITTEN, strlen(WRITTEN));
    auto_(text) struct text signed_text = {0};
    auto_(heap) char *bytes = NULL;
    size_t len = strlen(secret);
    uint8_t digest[SHA256_SIZE];
    struct text out = {0};

    if (written) {
        bytes = (char *)digest_unbase64(secret + strlen(WRITTEN), &len);
        if (!bytes || !len)
            return NULL;
    }
    text_addf(&signed_text, "%s.%" PRId64 ".%s", webhook_id, timestamp_s, body);
    digest_hmac_sha256(digest, bytes ? bytes : secret, len, signed_text.bytes,
        signed_text.len);
    auto_(heap) char *base64 = digest_base64(digest, sizeof(digest));
    text_addf(&out, "v1,%s", base64);
    return text_take(&out);
}

static void
add_header(struct proving *p, const char *name, const char *value)
{
    p->headers[p->job->nheaders++] =
        arena_printf(&p->job->arena, "%s: %s", name, value);
}

static const char *
read_secret(struct proving *p, const struct value_secret *secret)
{
    return secret_read(&p->job->arena, p->wanted->root, secret, p->failure);
}

/* Each secret signs, the newest first: who still has the old one finds it. */
static bool
add_signatures(struct proving *p)
{
    const struct proof_wanted *wanted = p->wanted;
    const int64_t seconds = wanted->now / CLOCK_SECOND;
    auto_(text) struct text list = {0};

    add_header(p, "webhook-id", wanted->webhook_id);
    add_header(p, "webhook-timestamp",
        arena_printf(&p->job->arena, "%" PRId64, seconds));
    for (size_t i = 0; i < wanted->profile->nsecrets; i++) {
        const char *secret = read_secret(p, &wanted->profile->secrets[i]);

        if (!secret)
            return false;
        auto_(heap) char *one =
            callback_sign(secret, wanted->webhook_id, seconds, wanted->body);
        if (!one)
            return failure_set(p->failure, STATUS_FINDINGS,
                "a secret of the callback profile '%s' begins with whsec_ and "
                "is no base64 behind it",
                wanted->profile->name.text);
        text_addf(&list, "%s%s", list.len ? " " : "", one);
    }
    if (list.len)
        add_header(p, "webhook-signature", list.bytes);
    return true;
}

static bool
add_basic(struct proving *p)
{
    const struct callback_basic *basic = &p->wanted->profile->basic;
    auto_(text) struct text pair = {0}, value = {0};

    if (!basic->username.text)
        return true;
    const char *password = read_secret(p, &basic->password);
    if (!password)
        return false;
    text_addf(&pair, "%s:%s", basic->username.text, password);
    auto_(heap) char *credential = digest_base64(pair.bytes, pair.len);
    text_addf(&value, "Basic %s", credential);
    add_header(p, "Authorization", value.bytes);
    return true;
}

/* A blank value would take the header out, a new line would begin another. */
static bool
can_be_sent(const char *value)
{
    if (!value[strspn(value, " \t")])
        return false;
    for (const char *c = value; *c; c++)
        if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
            return false;
    return true;
}

static bool
add_fixed(struct proving *p)
{
    const struct workspace_callback *profile = p->wanted->profile;

    for (size_t i = 0; i < profile->nheaders; i++) {
        const struct callback_header *header = &profile->headers[i];
        const char *value = header->text.text;

        if (!value)
            value = read_secret(p, &header->secret);
        if (!value)
            return false;
        if (!can_be_sent(value))
            return failure_set(p->failure, STATUS_FINDINGS,
                "the header '%s' of the callback profile '%s' is blank or "
                "holds a control character",
                header->name, profile->name.text);
        add_header(p, header->name, value);
    }
    return true;
}

bool
callback_prove(struct courier_job *job, const struct proof_wanted *wanted,
    struct failure *failure)
{
    struct proving p = {
        .job = job,
        .wanted = wanted,
        .headers = arena_alloc(&job->arena,
            (wanted->profile->nheaders + HEADERS_MORE) * sizeof(char *)),
        .failure = failure,
    };

    job->headers = p.headers;
    return add_signatures(&p) && add_basic(&p) && add_fixed(&p);
}
