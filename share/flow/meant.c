/* Words that are not what a command takes. */
#include "meant.h"

#include "file.h"
#include "flow_index.h"
#include "nearest.h"

#include <string.h>

#define SUFFIX ".yaml"

/* Files, and how each may be called: without its folder and ".yaml". */
struct names {
    struct arena arena;
    const char **files, **stems;
    size_t n;
};

static void
names_cleanup(struct names *names)
{
    arena_free(&names->arena);
}

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool
ends_in_suffix(const char *word)
{
    const size_t len = strlen(word);

    return len > strlen(SUFFIX) && !strcmp(word + len - strlen(SUFFIX), SUFFIX);
}

static const char *
stem(struct arena *arena, const char *path)
{
    const char *name = base_name(path);

    return arena_strndup(arena, name,
        strlen(name) - (ends_in_suffix(name) ? strlen(SUFFIX) : 0));
}

static void
add_name(struct names *names, const char *file)
{
    struct arena *arena = &names->arena;

    if (!file)
        return;
    for (size_t i = 0; i < names->n; i++)
        if (text_is(names->files[i], file))
            return;
    names->files =
        arena_grow(arena, names->files, names->n, sizeof(*names->files));
    names->stems =
        arena_grow(arena, names->stems, names->n, sizeof(*names->stems));
    names->files[names->n] = file;
    names->stems[names->n++] = stem(arena, file);
}

/* The files of flows, then those of templates. */
static void
all_names(struct names *names, const struct workspace *workspace,
    const struct meant_flow *flows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_name(names, flows[i].file);
    for (size_t i = 0; i < workspace->catalogue.n; i++)
        add_name(names, workspace->catalogue.items[i].file);
}

/* The file that has the word's name; else, for a word that looks like a file,
 * the one whose name is nearest; else NULL. */
static const char *
near_file(struct names *names, const char *word)
{
    const char *wanted = stem(&names->arena, word);
    const char *near = NULL;

    for (size_t i = 0; i < names->n; i++)
        if (!strcmp(names->stems[i], wanted))
            return names->files[i];
    if (ends_in_suffix(word) || strchr(word, '/'))
        near = nearest_word(wanted, names->stems, names->n);
    for (size_t i = 0; near && i < names->n; i++)
        if (names->stems[i] == near)
            return names->files[i];
    return NULL;
}

static const char *
near_title(struct names *names, const struct meant_flow *flows, size_t n,
    const char *word)
{
    const char **titles = arena_alloc(&names->arena, (n + 1) * sizeof(*titles));
    size_t used = 0;

    for (size_t i = 0; i < n; i++)
        if (flows[i].title)
            titles[used++] = flows[i].title;
    return nearest_word(word, titles, used);
}

static const struct template *
template_named(const struct workspace *workspace, const char *word)
{
    for (size_t i = 0; i < workspace->catalogue.n; i++)
        if (text_is(workspace->catalogue.items[i].name.text, word))
            return &workspace->catalogue.items[i];
    return NULL;
}

bool
meant_no_flow(const struct workspace *workspace, const struct meant_flow *flows,
    size_t n, const char *word, struct failure *failure)
{
    auto_(names) struct names names = {0};
    const struct template *template = template_named(workspace, word);

    if (template)
        return failure_set(failure, STATUS_USAGE,
            "'%s' is a template of %s, not a flow", word, template->file);
    all_names(&names, workspace, flows, n);
    const char *near = near_file(&names, word);
    if (!near)
        near = near_title(&names, flows, n, word);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s'; did you mean '%s'?", word, near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s': neither a file nor a Workflow ID or title in %s/flows",
        word, workspace->root);
}

/* `where` is a file, or a folder with the slash behind it. */
static bool
is_at(const char *file, const char *where)
{
    const size_t len = strlen(where);

    return !strncmp(file, where, len) && (where[len - 1] == '/' || !file[len]);
}

const char *
meant_other(const char *file)
{
    static const struct {
        const char *where, *what;
    } others[] = {
        {WORKSPACE_FILE, "describes the workspace"},
        {"templates/", "holds templates"},
        {"providers/", "describes a provider"},
        {"scenarios/", "holds scenarios"},
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (is_at(file, others[i].where))
            return others[i].what;
    return NULL;
}

bool
meant_is_flow(const struct workspace *workspace, const char *path,
    struct failure *failure)
{
    auto_(heap) char *real = realpath(path, NULL);

    if (!real)
        return true;
    if (file_is_folder(path))
        return failure_set(
            failure, STATUS_USAGE, "'%s' is a folder; name one flow", path);
    const char *what = meant_other(workspace_relative(workspace, real));
    return !what ||
        failure_set(
            failure, STATUS_USAGE, "'%s' %s and is no flow", path, what);
}

/* The file of the flow that is called so; NULL where there is none. */
static const char *
file_of_flow(struct flow_index *index, const char *word)
{
    struct flow_name name;

    flow_name_make(&name, &index->arena, word);
    for (size_t i = 0; i < index->n; i++)
        if (flow_name_means(&name, &index->entries[i]))
            return index->entries[i].file;
    return NULL;
}

bool
meant_no_file(const struct workspace *workspace, const char *word,
    struct failure *failure)
{
    auto_(flow_index) struct flow_index index = {0};
    auto_(names) struct names names = {0};

    if (!flow_index_read(&index, workspace, NULL))
        return failure_set(failure, STATUS_USAGE, "no file '%s'", word);
    const char *file = file_of_flow(&index, word);
    if (file)
        return failure_set(failure, STATUS_USAGE,
            "no file '%s'; the flow that is called so is '%s'", word, file);
    for (size_t i = 0; i < index.n; i++)
        add_name(&names, index.entries[i].file);
    const char *near = near_file(&names, word);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no file '%s'; did you mean '%s'?", word, near);
    return failure_set(failure, STATUS_USAGE, "no file '%s'", word);
}
