/* Flows by what people call them. */
#include "flow_index.h"

#include "file.h"
#include "meant.h"

static bool
no_such_flow(struct flow_index *index, const struct workspace *workspace,
    const char *word, struct failure *failure)
{
    struct meant_flow *flows =
        arena_alloc(&index->arena, (index->n + 1) * sizeof(*flows));

    for (size_t i = 0; i < index->n; i++)
        flows[i] = (struct meant_flow){
            .title = index->entries[i].title, .file = index->entries[i].file};
    return meant_no_flow(workspace, flows, index->n, word, failure);
}

static const char *
find_named(struct flow_index *index, const struct workspace *workspace,
    const char *word, struct failure *failure)
{
    const char *found = NULL;
    struct flow_name name;
    size_t matches = 0;

    flow_name_make(&name, &index->arena, word);
    for (size_t i = 0; i < index->n; i++) {
        if (!flow_name_means(&name, &index->entries[i]))
            continue;
        found = index->entries[i].path;
        matches++;
    }
    if (matches == 1)
        return found;
    if (matches)
        (void)failure_set(failure, STATUS_USAGE,
            "%zu flows are called '%s'; name the file", matches, word);
    else
        (void)no_such_flow(index, workspace, word, failure);
    return NULL;
}

const char *
workspace_flow_path(
    struct workspace *workspace, const char *word, struct failure *failure)
{
    auto_(flow_index) struct flow_index index = {0};

    const char *inside =
        arena_printf(&workspace->arena, "%s/%s", workspace->root, word);
    const char *path = file_exists(word) ? word
        : *word && file_exists(inside)   ? inside
                                         : NULL;

    if (path)
        return meant_is_flow(workspace, path, failure)
            ? arena_strdup(&workspace->arena, path)
            : NULL;
    if (!flow_index_read(&index, workspace, failure))
        return NULL;
    return arena_strdup(
        &workspace->arena, find_named(&index, workspace, word, failure));
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
