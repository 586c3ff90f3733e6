/* Names, kinds of files, links. */
#include "draft_place.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"

bool
draft_place_there(const char *root, struct failure *failure)
{
    return file_is_folder(root) ||
        failure_set(failure, STATUS_DISK,
            "the workspace is gone, put it back: '%s'", root);
}

/* "flows/NAME.yaml", and nowhere else. */
static bool
is_flow_name(const char *file)
{
    const size_t len = strlen(file);

    return !strncmp(file, "flows/", 6) && len > 11 &&
        !strcmp(file + len - 5, ".yaml") && file[6] != '.' &&
        !strstr(file, "/.");
}

static bool
is_below(const char *path, const char *root)
{
    auto_(heap) char *real = realpath(root, NULL);
    const size_t len = real ? strlen(real) : 0;

    return len && !strncmp(path, real, len) && path[len] == '/';
}

/* One that is not there yet takes everything. */
static bool
is_ours(const char *root, const char *path, const char *file,
    struct failure *failure)
{
    auto_(heap) char *real = realpath(path, NULL);

    if (!real)
        return true;
    if (!is_below(real, root))
        return failure_set(failure, STATUS_DENIED,
            "'%s' leads out of the workspace, to '%s': edit that file there, "
            "or put it in the place of the link",
            file, real);
    return file_is_regular(real, failure);
}

bool
draft_place_takes(const char *root, const char *file, struct failure *failure)
{
    auto_(text) struct text path = {0};

    if (!draft_place_there(root, failure))
        return false;
    if (!is_flow_name(file))
        return failure_set(failure, STATUS_USAGE,
            "'%s' is not a file of flows/ that ends in .yaml", file);
    text_addf(&path, "%s/%s", root, file);
    return is_ours(root, path.bytes, file, failure);
}
