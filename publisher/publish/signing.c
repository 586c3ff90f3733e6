/* Signing revisions. */
#include "signing.h"

#include <string.h>

#include "file.h"
#include "signature.h"
#include "store.h"

struct signing {
    struct signature_key *key;
};

static void
forget(struct text *secret)
{
    if (secret->bytes)
        explicit_bzero(secret->bytes, secret->room);
}

struct signing *
signing_open(const char *path, struct failure *failure)
{
    auto_(text) struct text pem = {0};
    struct failure why = {0};

    if (!file_read_private(path, &pem, failure)) {
        forget(&pem);
        return NULL;
    }
    struct signature_key *key = signature_private(text_str(&pem), &why);
    forget(&pem);
    if (!key) {
        (void)failure_set(failure, why.status, "'%s': %s", path, why.text);
        return NULL;
    }
    struct signing *signing = calloc(1, sizeof(*signing));
    if (!signing)
        abort();
    signing->key = key;
    return signing;
}

void
signing_close(struct signing *signing)
{
    if (!signing)
        return;
    signature_free(signing->key);
    free(signing);
}

char *
signing_sign(
    const struct signing *signing, const char *workflow_id, const char *sha256)
{
    auto_(heap) char *statement = store_statement(workflow_id, sha256);

    return signature_make(signing->key, statement);
}
