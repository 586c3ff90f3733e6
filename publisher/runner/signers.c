/* The keys that may sign. */
#include "signers.h"

#include "file.h"
#include "signature.h"
#include "store.h"

#define KEY_BYTES_MAX 64000

struct signers {
    struct signature_key **keys;
    size_t n;
};

static struct signature_key *
read_key(const struct workspace *workspace, const char *file,
    struct failure *failure)
{
    auto_(text) struct text path = {0}, pem = {0};
    struct failure why = {0};

    text_addf(&path, "%s%s%s", file[0] == '/' ? "" : workspace->root,
        file[0] == '/' ? "" : "/", file);
    if (!file_read(path.bytes, KEY_BYTES_MAX, &pem, failure))
        return NULL;
    struct signature_key *key = signature_public(text_str(&pem), &why);
    if (!key)
        (void)failure_set(failure, why.status, "'%s': %s", file, why.text);
    return key;
}

struct signers *
signers_open(const struct workspace *workspace, struct failure *failure)
{
    const struct workspace_signatures *wanted = &workspace->signatures;

    if (!wanted->required.value)
        return NULL;
    struct signers *signers = calloc(1, sizeof(*signers));
    if (!signers)
        abort();
    signers->keys = calloc(wanted->nfiles + 1, sizeof(struct signature_key *));
    if (!signers->keys)
        abort();
    for (; signers->n < wanted->nfiles; signers->n++) {
        signers->keys[signers->n] =
            read_key(workspace, wanted->files[signers->n].text, failure);
        if (signers->keys[signers->n])
            continue;
        signers_close(signers);
        return NULL;
    }
    return signers;
}

void
signers_close(struct signers *signers)
{
    if (!signers)
        return;
    for (size_t i = 0; i < signers->n; i++)
        signature_free(signers->keys[i]);
    free(signers->keys);
    free(signers);
}

const char *
signers_judge(const struct signers *signers, const char *workflow_id,
    const char *yaml, const char *templates, const char *signature)
{
    char sha256[SHA256_HEX_SIZE];

    if (!signers)
        return NULL;
    if (!signature || !*signature)
        return "signature-missing";
    store_content_sha256(sha256, yaml, templates);
    auto_(heap) char *statement = store_statement(workflow_id, sha256);
    for (size_t i = 0; i < signers->n; i++)
        if (signature_fits(signers->keys[i], statement, signature))
            return NULL;
    return "signature-wrong";
}
