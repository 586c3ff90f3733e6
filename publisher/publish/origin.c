/* The files of a publication, and whether they are committed. */
#include "origin.h"

#include <string.h>

#include "bundle.h"
#include "lookup.h"
#include "text.h"

/* Each path once. */
struct paths {
    struct arena arena;
    struct lookup all;
};

static bool
add_flow(struct paths *paths, const struct selection *selection,
    const struct selected *selected)
{
    const struct workspace *workspace = selection->workspace;
    const struct template *used[FLOW_CHANNELS_MAX] = {0};
    auto_(selected_flow) struct selected_flow read = {0};

    if (!selection_read(selection, selected, &read, NULL))
        return false;
    const size_t n = bundle_templates(workspace, read.flow, used);
    const char *real = arena_strdup(&paths->arena, selected->real);
    lookup_add(&paths->all, real, real);
    for (size_t i = 0; i < n; i++) {
        const char *path = arena_printf(
            &paths->arena, "%s/%s", workspace->root, used[i]->file);

        lookup_add(&paths->all, path, path);
    }
    return true;
}

static const char **
list_paths(struct paths *paths, size_t *n)
{
    const char **list =
        arena_alloc(&paths->arena, (paths->all.n + 1) * sizeof(*list));

    lookup_ready(&paths->all);
    for (size_t i = 0; i < paths->all.n; i++) {
        const char *path = paths->all.entries[i].key;

        if (!*n || strcmp(list[*n - 1], path) != 0)
            list[(*n)++] = path;
    }
    return list;
}

char *
origin_commit(struct git *git, const struct publication *publication)
{
    struct paths paths = {0};
    struct text out = {0};
    size_t n = 0;
    bool dirty = false;

    if (!git->head)
        return NULL;
    for (size_t i = 0; i < publication->n; i++)
        if (publication->flows[i].step != STEP_NOTHING &&
            publication->flows[i].selected)
            dirty |= !add_flow(
                &paths, publication->selection, publication->flows[i].selected);
    const char **list = list_paths(&paths, &n);
    text_addf(&out, "%s%s", git->head,
        dirty || git_differs(git, list, n) ? "-dirty" : "");
    lookup_done(&paths.all);
    arena_free(&paths.arena);
    return text_take(&out);
}
