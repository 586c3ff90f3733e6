/*
 * A resolver of a test's own: for LD_PRELOAD. NAMES is a file with a line for
 * each answer, "NAME ADDRESS[,ADDRESS]"; several lines of one name are its
 * answers in turn. Names that are not in it are the system's.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int resolve_fn(
    const char *, const char *, const struct addrinfo *, struct addrinfo **);

/* The answer to the n-th question; false when the file has none. */
static int
find(const char *name, unsigned n, char answer[200])
{
    const char *path = getenv("NAMES");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[300], lines[16][200];
    unsigned count = 0;
    const size_t len = strlen(name);

    if (!file)
        return 0;
    while (count < 16 && fgets(line, sizeof(line), file))
        if (!strncmp(line, name, len) && line[len] == ' ')
            (void)snprintf(lines[count++], 200, "%.*s",
                (int)strcspn(line + len + 1, "\n"), line + len + 1);
    (void)fclose(file);
    if (count)
        (void)snprintf(answer, 200, "%s", lines[n % count]);
    return count > 0;
}

int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
    struct addrinfo **result)
{
    static unsigned asked;
    resolve_fn *const resolve = (resolve_fn *)dlsym(RTLD_NEXT, "getaddrinfo");
    char answer[200], *rest = answer;
    int status = EAI_NONAME;

    if (!name ||
        !find(name, __atomic_fetch_add(&asked, 1, __ATOMIC_SEQ_CST), answer))
        return resolve(name, service, hints, result);
    *result = NULL;
    for (char *one; (one = strsep(&rest, ","));) {
        while (*result)
            result = &(*result)->ai_next;
        status = resolve(one, service, hints, result);
        if (status)
            break;
    }
    return status;
}
