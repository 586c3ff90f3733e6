/* Which files the words mean. */
#include "selecting.h"

#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "folder.h"
#include "meant.h"

static const char *
real_path(struct arena *arena, const char *path)
{
    auto_(heap) char *real = realpath(path, NULL);

    return arena_strdup(arena, real ? real : path);
}

/* What there is at a path, links followed; 0: nothing. */
static mode_t
mode_of(const char *path)
{
    struct stat st;

    return stat(path, &st) ? 0 : st.st_mode;
}

/* Thousands of them are no thing for an arena, which keeps what it outgrew. */
static void
make_room(struct selection *selection)
{
    if (selection->n < selection->room)
        return;
    selection->room = selection->room ? 2 * selection->room : 64;
    selection->items = reallocarray(
        selection->items, selection->room, sizeof(*selection->items));
    if (!selection->items)
        abort();
}

/* Both paths are kept as they are. */
static struct selected *
add_flow(struct selection *selection, const char *path, const char *real)
{
    make_room(selection);
    struct selected *item = &selection->items[selection->n++];
    *item = (struct selected){
        .entry.path = path,
        .entry.file = workspace_relative(selection->workspace, path),
        .real = real,
    };
    return item;
}

static void
add_other(struct selection *selection, const char *file)
{
    selection->others = arena_grow(&selection->arena, selection->others,
        selection->nothers, sizeof(*selection->others));
    selection->others[selection->nothers++] =
        arena_strdup(&selection->arena, file);
}

static void
add_wanted(struct selection *selection, const char *path, const char *real,
    enum selected_source source)
{
    struct selected *item = add_flow(selection, path, real);

    item->wanted = true;
    item->source = S_ISREG(mode_of(path)) ? SELECTED_FILE : source;
}

/* `source` is what it is unless it is a regular file. */
static bool
add_file(struct selection *selection, const char *path,
    enum selected_source source, struct failure *failure)
{
    const char *real = real_path(&selection->arena, path);
    const char *file = workspace_relative(selection->workspace, real);

    if (!strncmp(file, "scenarios/", 10))
        return failure_set(failure, STATUS_USAGE,
            "'%s' holds scenarios; 'fallback-runner test' runs them", path);
    if (meant_other(file)) /* its findings are known from reading it */
        add_other(selection, file);
    else
        add_wanted(
            selection, arena_strdup(&selection->arena, path), real, source);
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
        if (!add_file(selection, paths[i], SELECTED_BAD, failure))
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
    if (!strcmp(path, "-")) {
        add_flow(selection, path, path)->wanted = true;
        selection->items[selection->n - 1].source = SELECTED_ONCE;
        return true;
    }
    if (!S_ISDIR(mode_of(path)))
        return add_file(selection, path, SELECTED_ONCE, failure);
    if (strcmp(real_path(&selection->arena, path),
            selection->workspace->root) != 0)
        return add_files(selection, path, failure);
    selection->everything = true;
    return true;
}

/* A file of flows/: `plain` when the path of the folder is its real one. */
static void
add_listed(struct selection *selection, const char *path, bool plain)
{
    struct stat st;
    const bool is_file = !lstat(path, &st) && S_ISREG(st.st_mode);
    struct selected *item = add_flow(selection, path,
        plain && is_file ? path : real_path(&selection->arena, path));

    item->wanted = selection->everything;
    if (!is_file && !S_ISREG(mode_of(path)))
        item->source = SELECTED_BAD;
}

static bool
add_rest(struct selection *selection, struct failure *failure)
{
    struct arena *arena = &selection->arena;
    const char *folder =
        arena_printf(arena, "%s/flows", selection->workspace->root);
    const bool plain = !strcmp(real_path(arena, folder), folder);
    const char **paths;
    size_t n;

    if (!workspace_flow_files(selection->workspace, arena, &paths, &n, failure))
        return false;
    for (size_t i = 0; i < n; i++)
        add_listed(selection, paths[i], plain);
    return true;
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

/* Who wrote login.yml believes that it was checked, and will be pushed. */
static void
find_passed_over(struct selection *selection)
{
    static const char *const folders[] = {"flows", "templates", "providers"};
    struct arena *arena = &selection->arena;
    const char *root = selection->workspace->root;

    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        size_t n;
        const char **paths = folder_passed_over(
            arena, arena_printf(arena, "%s/%s", root, folders[i]), &n);

        for (size_t j = 0; j < n; j++)
            findings_add(selection->findings, "file-passed-over",
                workspace_relative(selection->workspace, paths[j]),
                (struct mark){0}, "",
                "only files of this folder that end in .yaml are",
                "this is not looked at");
    }
}

/* Of a file that was named and listed the name comes first: findings call it
 * what the user calls it. */
static int
compare(const void *left, const void *right)
{
    const struct selected *a = left, *b = right;
    const int order = strcmp(a->real, b->real);

    if (order)
        return order;
    return a->wanted != b->wanted ? b->wanted - a->wanted
                                  : strcmp(a->entry.path, b->entry.path);
}

static void
keep_each_once(struct selection *selection)
{
    struct selected *items = selection->items;
    size_t kept = 0;

    if (selection->n)
        qsort(items, selection->n, sizeof(*items), compare);
    for (size_t i = 0; i < selection->n; i++)
        if (!kept || strcmp(items[kept - 1].real, items[i].real) != 0)
            items[kept++] = items[i];
    selection->n = kept;
}

bool
selecting_list(struct selecting *selecting, char *const *words, int nwords,
    struct failure *failure)
{
    struct selection *selection = selecting->selection;
    struct arena *arena = &selection->arena;
    const size_t most = (size_t)nwords + 1;

    selecting->names = arena_alloc(arena, most * sizeof(*selecting->names));
    selecting->meant = arena_alloc(arena, most * sizeof(*selecting->meant));
    selection->everything = nwords == 0;
    for (int i = 0; i < nwords; i++) {
        const char *path = find_path(selection, words[i]);

        if (!path)
            flow_name_make(
                &selecting->names[selecting->nnames++], arena, words[i]);
        else if (!add_path(selection, path, failure))
            return false;
    }
    if (!add_rest(selection, failure))
        return false;
    keep_each_once(selection);
    if (selection->everything)
        add_others(selection);
    if (selection->everything)
        find_passed_over(selection);
    return true;
}
