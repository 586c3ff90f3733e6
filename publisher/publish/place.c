/* Names of files in reports. */
#include "place.h"

#include <string.h>

#include "file.h"

static const char *
real_path(struct arena *arena, const char *path)
{
    auto_(heap) char *real = realpath(path, NULL);

    return arena_strdup(arena, real);
}

/* The nearest folder upward with a .git, which may be a file; else NULL. */
static const char *
repository(struct arena *arena, const char *root)
{
    char *folder = arena_strdup(arena, root);

    for (;;) {
        char *slash = strrchr(folder, '/');

        if (file_exists(arena_printf(arena, "%s/.git", folder)))
            return *folder ? folder : "/";
        if (!slash)
            return NULL;
        *slash = '\0';
    }
}

const char *
place_base(struct arena *arena, const char *root, const char *given,
    struct failure *failure)
{
    const char *own = real_path(arena, given ? given : root);

    if (!own) {
        (void)failure_errno(
            failure, STATUS_USAGE, "'%s'", given ? given : root);
        return NULL;
    }
    const char *above = given ? NULL : repository(arena, own);
    return above ? above : own;
}

const char *
place_name(
    struct arena *arena, const char *base, const char *root, const char *file)
{
    if (!strcmp(file, "-"))
        return file;
    const char *inside = arena_printf(arena, "%s/%s", root, file);
    const char *real =
        real_path(arena, file[0] != '/' && file_exists(inside) ? inside : file);
    const size_t len = strcmp(base, "/") != 0 ? strlen(base) : 0;

    if (!real)
        return file;
    return !strncmp(real, base, len) && real[len] == '/' ? real + len + 1
                                                         : real;
}
