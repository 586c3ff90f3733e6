/* Reading secrets. */
#include "secret.h"

#include "file.h"

#include <string.h>

static const char *
read_from_file(struct arena *arena, const char *root, const char *name,
    struct failure *failure)
{
    auto_(text) struct text path = {0}, content = {0};

    text_addf(&path, "%s%s%s", name[0] == '/' ? "" : root,
        name[0] == '/' ? "" : "/", name);
    if (!file_read_secret(path.bytes, &content, failure))
        return NULL;
    return arena_strdup(arena, content.bytes);
}

const char *
secret_read(struct arena *arena, const char *root,
    const struct value_secret *secret, struct failure *failure)
{
    if (secret->file)
        return read_from_file(arena, root, secret->file, failure);
    const char *value = secret->env ? getenv(secret->env) : NULL;
    if (value && *value)
        return arena_strdup(arena, value);
    (void)failure_set(failure, STATUS_FINDINGS,
        "the secret in the environment variable '%s' is not set",
        secret->env ? secret->env : "?");
    return NULL;
}

bool
secret_in_url(const char *url)
{
    const char *host = url ? strstr(url, "://") : NULL;

    if (!host)
        return false;
    host += 3;
    const size_t authority = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', authority);
    return at && memchr(host, ':', (size_t)(at - host));
}

bool
secret_smells(const char *key)
{
    static const char *const words[] = {"password", "passwd", "secret", "token",
        "apikey", "privatekey", "credential", "authorization", "cookie"};
    auto_(text) struct text plain = {0};

    for (; *key; key++) /* hyphens and underscores say nothing */
        if (*key != '-' && *key != '_')
            text_add_char(&plain, *key);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasestr(text_str(&plain), words[i]))
            return true;
    return false;
}
