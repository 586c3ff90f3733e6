/* Templates are read into a catalogue of their own, so that what was found in
 * the other one stays until it is asked for anew. */
#include "workspace_load.h"

#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "file.h"
#include "folder.h"

struct workspace_load {
    struct arena arena;
    const char **paths; /* of templates/ */
    size_t npaths, next;
    struct text content; /* of the file that is being read */
    struct catalogue_reader *reader;
    struct catalogue catalogue;
    struct findings findings; /* until all is read: who asks may change */
    bool begun;
};

void
workspace_load_begin(struct workspace *workspace)
{
    workspace->load = calloc(1, sizeof(*workspace->load));
    if (!workspace->load)
        abort();
}

/* Ours first, then the workspace's own, which may replace one of ours. */
static void
load_providers(struct workspace *workspace, struct findings *findings)
{
    auto_(heap) char *ours = data_path("providers");
    auto_(text) struct text own = {0};

    text_addf(&own, "%s/providers", workspace->root);
    providers_load(&workspace->providers, ours, NULL, findings);
    providers_load(&workspace->providers, own.bytes, workspace->root, findings);
}

static void
open_next(struct workspace *workspace)
{
    struct workspace_load *load = workspace->load;
    struct findings *findings = &load->findings;
    const char *path = load->paths[load->next++];
    const char *name = workspace_relative(workspace, path);
    struct failure failure = {0};

    text_clear(&load->content);
    if (file_is_regular(path, &failure) &&
        file_read(path, TEMPLATES_BYTES_MAX, &load->content, &failure))
        load->reader = catalogue_open(&load->catalogue, name,
            load->content.bytes, load->content.len, findings);
    else
        findings_add(findings, "file-unreadable", name, (struct mark){0}, "",
            NULL, "%s", failure.text);
}

static void
list_templates(struct workspace *workspace)
{
    struct workspace_load *load = workspace->load;

    load->paths = folder_files(&load->arena,
        arena_printf(&load->arena, "%s/templates", workspace->root), ".yaml",
        &load->npaths);
}

static void
finish(struct workspace *workspace, struct findings *findings)
{
    catalogue_ready(&workspace->load->catalogue, &workspace->load->findings);
    findings_append(findings, &workspace->load->findings);
    catalogue_done(&workspace->catalogue);
    workspace->catalogue = workspace->load->catalogue;
    workspace->load->catalogue = (struct catalogue){0};
    workspace_load_end(workspace);
}

bool
workspace_load(struct workspace *workspace, struct findings *findings)
{
    struct workspace_load *load = workspace->load;

    if (!load)
        return false;
    if (!load->begun) {
        load->begun = true;
        list_templates(workspace);
        load_providers(workspace, &load->findings);
    } else if (load->reader) {
        if (catalogue_some(load->reader))
            return true;
        catalogue_close(load->reader);
        load->reader = NULL;
    } else if (load->next < load->npaths) {
        open_next(workspace);
    } else {
        finish(workspace, findings);
    }
    return workspace->load;
}

size_t
workspace_load_count(const struct workspace *workspace)
{
    return workspace->load ? workspace->load->catalogue.n
                           : workspace->catalogue.n;
}

void
workspace_load_show(struct workspace *workspace)
{
    struct catalogue *shown = &workspace->catalogue;
    const size_t n = workspace->load ? workspace->load->catalogue.n : 0;

    if (!n || n == shown->n)
        return;
    shown->items = reallocarray(shown->items, n, sizeof(*shown->items));
    if (!shown->items)
        abort();
    memcpy(shown->items, workspace->load->catalogue.items,
        n * sizeof(*shown->items));
    shown->n = n;
    catalogue_order(shown);
}

void
workspace_load_end(struct workspace *workspace)
{
    struct workspace_load *load = workspace->load;

    if (!load)
        return;
    if (load->reader)
        catalogue_close(load->reader);
    catalogue_done(&load->catalogue);
    findings_done(&load->findings);
    text_done(&load->content);
    arena_free(&load->arena);
    free(load);
    workspace->load = NULL;
}
