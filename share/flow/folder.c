/* Listing a folder. */
#include "folder.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

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

const char **
folder_files(
    struct arena *arena, const char *folder, const char *suffix, size_t *n)
{
    DIR *dir = opendir(folder);
    const char **paths = arena_alloc(arena, sizeof(*paths));
    const struct dirent *entry;

    *n = 0;
    if (!dir)
        return paths;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.' || !ends_in(entry->d_name, suffix))
            continue;
        paths = arena_grow(arena, paths, *n, sizeof(*paths));
        paths[(*n)++] = arena_printf(arena, "%s/%s", folder, entry->d_name);
    }
    (void)closedir(dir);
    qsort(paths, *n, sizeof(*paths), compare);
    return paths;
}
