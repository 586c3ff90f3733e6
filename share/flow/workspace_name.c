/* Flows by what people call them. */
#include "workspace.h"

#include <string.h>

#include "file.h"
#include "nearest.h"
#include "utf8.h"

#define TITLES_MAX 1024

struct search {
    const char *word;
    char *folded;
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
    auto_(heap) char *title =
        flow->title.text ? utf8_fold(flow->title.text) : NULL;
    if (text_is(flow->workflow_id.text, search->word) ||
        text_is(title, search->folded)) {
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
    if (!workspace_flow_files(workspace, &paths, &n, failure))
        return NULL;
    search.folded = utf8_fold(word);
    for (size_t i = 0; i < n; i++)
        look_at(&search, workspace, paths[i]);
    free(search.folded);
    if (!search.matches)
        (void)no_such_flow(&search, failure);
    else if (search.matches > 1)
        (void)failure_set(failure, STATUS_USAGE,
            "%zu flows are called '%s'; name the file", search.matches, word);
    return search.matches == 1 ? search.found : NULL;
}
