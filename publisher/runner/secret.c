/* Reading secrets. */
#include "secret.h"

#include "file.h"

#include <string.h>
#include <sys/stat.h>

#define SECRET_BYTES_MAX 64000

static const char *
read_from_file(struct arena *arena, const char *root, const char *name,
    struct failure *failure)
{
    auto_(text) struct text path = {0}, content = {0};
    struct stat st;

    text_addf(&path, "%s%s%s", name[0] == '/' ? "" : root,
        name[0] == '/' ? "" : "/", name);
    if (!stat(path.bytes, &st) && st.st_mode & 077) {
        (void)failure_set(failure, STATUS_DENIED,
            "the secret '%s' can be read by others; 'chmod 600' it", name);
        return NULL;
    }
    if (!file_read(path.bytes, SECRET_BYTES_MAX, &content, failure))
        return NULL;
    content.bytes[strcspn(content.bytes, "\r\n")] = '\0';
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
