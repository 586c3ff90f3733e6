/* Versions of flows. */
#include "version.h"

#include <string.h>

#include "bundle.h"
#include "file.h"

static void
read_templates(struct version *version)
{
    auto_(findings) struct findings findings = {0};

    catalogue_read(&version->pinned, "templates", version->templates,
        strlen(version->templates), &findings);
    catalogue_ready(&version->pinned, &findings);
    version->side = (struct difference_side){version->flow, &version->pinned};
}

void
version_of_revision(struct version *version, const struct store_flow *stored)
{
    auto_(findings) struct findings findings = {0};
    struct arena *arena = &version->arena;

    version->name =
        arena_printf(arena, "revision %lld", (long long)stored->revision);
    version->at = stored->at;
    version->yaml = arena_strdup(arena, stored->yaml);
    version->templates = arena_strdup(arena, stored->templates);
    version->flow = flow_read(version->name, version->yaml,
        strlen(version->yaml), FLOW_PUBLISHED, &findings);
    read_templates(version);
}

bool
version_of_file(struct version *version, struct workspace *workspace,
    const char *path, struct findings *findings, struct failure *failure)
{
    auto_(text) struct text content = {0}, templates = {0};
    struct arena *arena = &version->arena;

    if (!file_read(path, FLOW_BYTES_MAX, &content, failure))
        return false;
    version->name = arena_strdup(arena, workspace_relative(workspace, path));
    version->yaml = arena_strdup(arena, text_str(&content));
    version->flow = workspace_flow_read(
        workspace, path, text_str(&content), content.len, findings);
    if (!version->flow)
        return failure_set(failure, STATUS_FINDINGS,
            "'%s' cannot be read as a flow", version->name);
    bundle_write(workspace, version->flow, &templates);
    version->templates = arena_strdup(arena, text_str(&templates));
    read_templates(version);
    return true;
}

void
version_differences(struct differences *out, const struct version *before,
    const struct version *after, const struct workspace *workspace)
{
    if (before->flow && after->flow)
        differences_find(out, &before->side, &after->side, workspace);
}

void
version_answer(json_t *answer, const struct differences *differences)
{
    json_t *list = answer_list(answer, "differences");

    for (size_t i = 0; i < differences->n; i++) {
        json_t *item = answer_object();

        answer_text(item, "path", differences->items[i].path);
        answer_text(item, "text", differences->items[i].text);
        answer_item(list, item);
    }
}

void
version_done(struct version *version)
{
    flow_free(version->flow);
    catalogue_done(&version->pinned);
    arena_free(&version->arena);
    *version = (struct version){0};
}
