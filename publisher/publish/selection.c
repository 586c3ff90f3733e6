/* Which files the words mean. */
#include "selection.h"

#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "folder.h"
#include "nearest.h"

static const char *
real_path(struct arena *arena, const char *path)
{
    auto_(heap) char *real = realpath(path, NULL);

    return arena_strdup(arena, real ? real : path);
}

static bool
is_folder(const char *path)
{
    struct stat st;

    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static struct selected *
find_real(const struct selection *selection, const char *real)
{
    for (size_t i = 0; i < selection->n; i++)
        if (!strcmp(selection->items[i].real, real))
            return &selection->items[i];
    return NULL;
}

/* A file of any size may be there; what is too big is not even read. */
static bool
is_too_big(struct selection *selection, const char *path)
{
    struct stat st;

    if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size <= FLOW_BYTES_MAX)
        return false;
    findings_add(selection->findings, "yaml-too-big",
        workspace_relative(selection->workspace, path), (struct mark){1, 1}, "",
        NULL, "the file is over %d kB", FLOW_BYTES_MAX / 1000);
    return true;
}

static bool
add_flow(struct selection *selection, const char *path, bool wanted,
    struct failure *failure)
{
    struct arena *arena = &selection->arena;
    const char *real = strcmp(path, "-") != 0 ? real_path(arena, path) : "-";
    const bool too_big = is_too_big(selection, path);
    auto_(text) struct text content = {0};

    if (find_real(selection, real))
        return true;
    if (!too_big && !file_read(path, FLOW_BYTES_MAX, &content, failure))
        return false;
    selection->items = arena_grow(
        arena, selection->items, selection->n, sizeof(*selection->items));
    struct selected *item = &selection->items[selection->n++];
    *item = (struct selected){
        .path = arena_strdup(arena, path),
        .real = real,
        .bytes = arena_strndup(arena, text_str(&content), content.len),
        .len = content.len,
        .wanted = wanted,
    };
    item->file = workspace_relative(selection->workspace, item->path);
    if (!too_big)
        item->flow = workspace_flow_read(selection->workspace, item->path,
            item->bytes, item->len, selection->findings);
    return true;
}

static void
add_other(struct selection *selection, const char *file)
{
    selection->others = arena_grow(&selection->arena, selection->others,
        selection->nothers, sizeof(*selection->others));
    selection->others[selection->nothers++] =
        arena_strdup(&selection->arena, file);
}

/* Files of the workspace that are no flows: their findings are known already
 * from reading it. */
static bool
is_other(const struct selection *selection, const char *real)
{
    const char *file = workspace_relative(selection->workspace, real);

    return !strcmp(file, WORKSPACE_FILE) || !strncmp(file, "templates/", 10) ||
        !strncmp(file, "providers/", 10);
}

static bool
add_file(struct selection *selection, const char *path, struct failure *failure)
{
    const char *real = real_path(&selection->arena, path);
    const char *file = workspace_relative(selection->workspace, real);

    if (!strncmp(file, "scenarios/", 10))
        return failure_set(failure, STATUS_USAGE,
            "'%s' holds scenarios; 'fallback-runner test' runs them", path);
    if (!is_other(selection, real))
        return add_flow(selection, path, true, failure);
    add_other(selection, file);
    return true;
}

static bool
add_files(
    struct selection *selection, const char *folder, struct failure *failure)
{
    size_t n;
    const char **paths = folder_files(&selection->arena, folder, ".yaml", &n);

    if (!n)
        return failure_set(
            failure, STATUS_USAGE, "there is no *.yaml in '%s'", folder);
    for (size_t i = 0; i < n; i++)
        if (!add_file(selection, paths[i], failure))
            return false;
    return true;
}

/* A path is looked for where the user is, then in the workspace, so that the
 * place of a finding can be given back. NULL where there is nothing. */
static const char *
find_path(struct selection *selection, const char *word)
{
    const char *inside = arena_printf(
        &selection->arena, "%s/%s", selection->workspace->root, word);

    if (!strcmp(word, "-") || file_exists(word))
        return word;
    return *word && file_exists(inside) ? inside : NULL;
}

static bool
add_path(struct selection *selection, const char *path, struct failure *failure)
{
    if (!strcmp(path, "-"))
        return add_flow(selection, path, true, failure);
    if (!is_folder(path))
        return add_file(selection, path, failure);
    if (strcmp(real_path(&selection->arena, path),
            selection->workspace->root) != 0)
        return add_files(selection, path, failure);
    selection->everything = true;
    return true;
}

/* All flows of the workspace that no word has brought yet. */
static bool
add_rest(struct selection *selection, struct failure *failure)
{
    const char **paths;
    size_t n;

    if (!workspace_flow_files(selection->workspace, &paths, &n, failure))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct failure unread = {0};

        if (!add_flow(selection, paths[i], selection->everything, &unread))
            findings_add(selection->findings, "file-unreadable",
                workspace_relative(selection->workspace, paths[i]),
                (struct mark){0}, "", NULL, "%s", unread.text);
    }
    return true;
}

static bool
unknown_word(
    struct selection *selection, const char *word, struct failure *failure)
{
    const char **titles =
        arena_alloc(&selection->arena, (selection->n + 1) * sizeof(*titles));
    size_t n = 0;

    for (size_t i = 0; i < selection->n; i++)
        if (selection->items[i].flow && selection->items[i].flow->title.text)
            titles[n++] = selection->items[i].flow->title.text;
    const char *near = nearest_word(word, titles, n);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s'; did you mean '%s'?", word, near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s': neither a file nor a Workflow ID or title in %s/flows",
        word, selection->workspace->root);
}

static bool
want_named(
    struct selection *selection, const char *word, struct failure *failure)
{
    bool found = false;

    for (size_t i = 0; i < selection->n; i++) {
        struct selected *item = &selection->items[i];

        if (!item->flow || !flow_is_called(item->flow, word))
            continue;
        item->wanted = true;
        found = true;
    }
    return found || unknown_word(selection, word, failure);
}

static int
compare(const void *left, const void *right)
{
    const struct selected *a = left, *b = right;

    return a->wanted != b->wanted ? (a->wanted ? 1 : -1)
                                  : strcmp(a->file, b->file);
}

static void
put_in_order(struct selection *selection)
{
    if (selection->n)
        qsort(
            selection->items, selection->n, sizeof(*selection->items), compare);
    for (size_t i = 0; i < selection->n; i++)
        selection->nwanted += selection->items[i].wanted;
}

static void
add_others(struct selection *selection)
{
    static const char *const folders[] = {"templates", "providers"};
    struct arena *arena = &selection->arena;

    selection->nothers = 0; /* those that were named are among all */
    add_other(selection, WORKSPACE_FILE);
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        size_t n;
        const char **paths = folder_files(arena,
            arena_printf(
                arena, "%s/%s", selection->workspace->root, folders[i]),
            ".yaml", &n);

        for (size_t j = 0; j < n; j++)
            add_other(
                selection, workspace_relative(selection->workspace, paths[j]));
    }
}

bool
selection_load(struct selection *selection, char *const *words, int nwords,
    struct failure *failure)
{
    selection->everything = nwords == 0;
    for (int i = 0; i < nwords; i++) {
        const char *path = find_path(selection, words[i]);

        if (path && !add_path(selection, path, failure))
            return false;
    }
    if (!add_rest(selection, failure))
        return false;
    for (int i = 0; i < nwords; i++)
        if (!find_path(selection, words[i]) &&
            !want_named(selection, words[i], failure))
            return false;
    if (selection->everything)
        add_others(selection);
    put_in_order(selection);
    return true;
}

struct selected *
selection_wanted(const struct selection *selection)
{
    return selection->items + (selection->n - selection->nwanted);
}

void
selection_done(struct selection *selection)
{
    for (size_t i = 0; i < selection->n; i++)
        flow_free(selection->items[i].flow);
    arena_free(&selection->arena);
    selection->items = NULL;
    selection->n = 0;
}
