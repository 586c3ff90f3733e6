/* Listing a folder. */
#include "folder.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "file.h"

static int
compare(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static bool
ends_in(const char *name, const char *suffix)
{
    const size_t len = strlen(name), tail = strlen(suffix);

    return len > tail && !strcmp(name + len - tail, suffix);
}

typedef bool wanted_fn(const char *path, const char *suffix);

static const char **
list(struct arena *arena, const char *folder, wanted_fn *wanted,
    const char *suffix, size_t *n)
{
    DIR *dir = opendir(folder);
    const char **paths = arena_alloc(arena, sizeof(*paths));
    const struct dirent *entry;

    *n = 0;
    if (!dir)
        return paths;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        const char *path = arena_printf(arena, "%s/%s", folder, entry->d_name);
        if (!wanted(path, suffix))
            continue;
        paths = arena_grow(arena, paths, *n, sizeof(*paths));
        paths[(*n)++] = path;
    }
    (void)closedir(dir);
    qsort(paths, *n, sizeof(*paths), compare);
    return paths;
}

const char **
folder_files(
    struct arena *arena, const char *folder, const char *suffix, size_t *n)
{
    return list(arena, folder, ends_in, suffix, n);
}

static bool
is_passed_over(const char *path, const char *suffix)
{
    const char *dot = strrchr(path, '.');

    if (ends_in(path, suffix))
        return false;
    return (dot && (!strcasecmp(dot, ".yml") || !strcasecmp(dot, suffix))) ||
        file_is_folder(path);
}

const char **
folder_passed_over(struct arena *arena, const char *folder, size_t *n)
{
    return list(arena, folder, is_passed_over, ".yaml", n);
}
