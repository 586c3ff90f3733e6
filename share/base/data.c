/* Finding what belongs to the running program. */
#include "data.h"

#include "file.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program, or "." where /proc is not mounted. */
static void
own_folder(char folder[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);

    folder[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    else
        memcpy(folder, ".", sizeof("."));
}

char *
data_path(const char *name)
{
    const char *given = getenv("FALLBACK_DATA");
    struct text path = {0};
    char folder[PATH_MAX];

    if (given && *given) {
        text_addf(&path, "%s/%s", given, name);
        return text_take(&path);
    }
    own_folder(folder);
    text_addf(&path, "%s/../share/fallback/%s", folder, name);
    return text_take(&path);
}

char *
data_program(const char *name)
{
    struct text path = {0};
    char folder[PATH_MAX];

    own_folder(folder);
    text_addf(&path, "%s/%s", folder, name);
    if (access(path.bytes, X_OK)) {
        text_clear(&path);
        text_add(&path, name);
    }
    return text_take(&path);
}
