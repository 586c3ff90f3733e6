/* Flows by what people call them. */
#include "workspace.h"

#include <string.h>

#include "file.h"
#include "nearest.h"

#define TITLES_MAX 1024

struct search {
    const char *word;
    const char *found; /* a path */
    size_t matches;
    const char *titles[TITLES_MAX];
    size_t ntitles;
};

static void
look_at(struct search *search, struct workspace *workspace, const char *path)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(workspace, path, &findings, NULL);

    if (!flow)
        return;
    if (flow_is_called(flow, search->word)) {
        search->found = path;
        search->matches++;
    }
    if (flow->title.text && search->ntitles < TITLES_MAX)
        search->titles[search->ntitles++] =
            arena_strdup(&workspace->arena, flow->title.text);
}

static bool
no_such_flow(const struct search *search, struct failure *failure)
{
    const char *near =
        nearest_word(search->word, search->titles, search->ntitles);

    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s' in this workspace; did you mean '%s'?", search->word,
            near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s' in this workspace: a path, a Workflow ID or a title",
        search->word);
}

const char *
workspace_flow_path(
    struct workspace *workspace, const char *word, struct failure *failure)
{
    struct search search = {.word = word};
    const char **paths;
    size_t n;

    if (file_exists(word))
        return arena_strdup(&workspace->arena, word);
    const char *inside =
        arena_printf(&workspace->arena, "%s/%s", workspace->root, word);
    if (*word && file_exists(inside))
        return inside;
    if (!workspace_flow_files(workspace, &paths, &n, failure))
        return NULL;
    for (size_t i = 0; i < n; i++)
        look_at(&search, workspace, paths[i]);
    if (!search.matches)
        (void)no_such_flow(&search, failure);
    else if (search.matches > 1)
        (void)failure_set(failure, STATUS_USAGE,
            "%zu flows are called '%s'; name the file", search.matches, word);
    return search.matches == 1 ? search.found : NULL;
}

const struct template *
workspace_template(const struct workspace *workspace,
    const struct catalogue *templates, const struct flow_channel *own)
{
    const struct workspace_channel *channel = NULL;
    const struct template *found = NULL;

    if (!templates || !own->template_name.text || !own->language.text)
        return NULL;
    if (workspace && own->channel.text)
        channel = workspace_channel(workspace, own->channel.text);
    for (int kind = 0; kind < KIND_COUNT && !found; kind++)
        if (!channel || !channel->kind.given || channel->kind.value == kind)
            found = catalogue_find(templates, (enum kind)kind,
                own->template_name.text, own->language.text);
    return found;
}
