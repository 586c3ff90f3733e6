/* Moving files of flows away, and back. */
#include "trash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "text.h"

#define NAMES_MAX 1000

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Never over a file that is there. */
static bool
move(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0;
}

/* "login-otp.yaml", "login-otp.yaml.2": the first that is free. */
static char *
move_into(const char *folder, const char *path)
{
    for (int n = 1; n < NAMES_MAX; n++) {
        struct text to = {0};

        text_addf(&to, "%s/%s", folder, name_of(path));
        if (n > 1)
            text_addf(&to, ".%d", n);
        if (move(path, to.bytes))
            return text_take(&to);
        text_done(&to);
        if (errno != EEXIST)
            break;
    }
    return NULL;
}

static void
push(struct trash *trash, const char *from, char *kept)
{
    struct trash_item *items =
        realloc(trash->items, (trash->n + 1) * sizeof(*items));

    if (!items)
        abort();
    trash->items = items;
    trash->items[trash->n] = (struct trash_item){strdup(from), kept};
    if (!trash->items[trash->n++].from)
        abort();
}

bool
trash_put(struct trash *trash, const char *root, const char *path,
    struct failure *failure)
{
    auto_(text) struct text folder = {0};

    text_addf(&folder, "%s/.fallback/trash", root);
    if (!file_make_folder(folder.bytes, 0700, failure))
        return false;
    char *kept = move_into(folder.bytes, path);
    if (!kept)
        return failure_errno(failure, STATUS_DISK,
            "'%s' could not be moved to .fallback/trash", name_of(path));
    push(trash, path, kept);
    return true;
}

bool
trash_back(struct trash *trash, char **path, struct failure *failure)
{
    if (!trash->n)
        return failure_set(failure, STATUS_USAGE, "nothing to bring back");
    struct trash_item *last = &trash->items[trash->n - 1];
    if (!move(last->kept, last->from)) {
        if (errno == EEXIST)
            return failure_set(failure, STATUS_CONFLICT,
                "another file '%s' is there now; yours stays in "
                ".fallback/trash",
                name_of(last->from));
        return failure_errno(failure, STATUS_DISK,
            "'%s' could not be brought back", name_of(last->from));
    }
    *path = last->from;
    free(last->kept);
    trash->n--;
    return true;
}

void
trash_done(struct trash *trash)
{
    for (size_t i = 0; i < trash->n; i++) {
        free(trash->items[i].from);
        free(trash->items[i].kept);
    }
    free(trash->items);
    *trash = (struct trash){0};
}
