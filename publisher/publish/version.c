/* Reading versions. */
#include "version.h"

#include <string.h>

#include "bundle.h"
#include "stored.h"

void
version_read(struct version *version, const char *yaml, const char *templates)
{
    auto_(findings) struct findings findings = {0};

    version->yaml = yaml;
    version->templates = templates ? templates : "";
    version->own_flow =
        flow_read("", yaml, strlen(yaml), FLOW_PUBLISHED, &findings);
    catalogue_read(&version->own_catalogue, "templates", version->templates,
        strlen(version->templates), &findings);
    catalogue_ready(&version->own_catalogue, &findings);
    version->flow = version->own_flow;
    version->catalogue = &version->own_catalogue;
}

bool
version_load(struct version *version, struct store *store,
    const char *workflow_id, int64_t revision, struct failure *failure)
{
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);

    request->in.workflow_id = workflow_id;
    request->in.revision = revision;
    version->request = stored_do(store, request, failure);
    if (!version->request)
        return false;
    if (version->request->out.nflows && version->request->out.flows[0].yaml)
        version_read(version, version->request->out.flows[0].yaml,
            version->request->out.flows[0].templates);
    return true;
}

bool
version_file(struct version *version, const struct selection *selection,
    const struct selected *selected, struct failure *failure)
{
    if (!selection_read(selection, selected, &version->file, failure))
        return false;
    bundle_write(selection->workspace, version->file.flow, &version->bundle);
    version->yaml = text_str(&version->file.bytes);
    version->templates = text_str(&version->bundle);
    version->flow = version->file.flow;
    version->catalogue = &selection->workspace->catalogue;
    return true;
}

struct difference_side
version_side(const struct version *version)
{
    return (struct difference_side){
        .flow = version->flow,
        .templates = version->catalogue,
    };
}

void
version_done(struct version *version)
{
    store_request_free(version->request);
    selected_flow_done(&version->file);
    text_done(&version->bundle);
    flow_free(version->own_flow);
    catalogue_done(&version->own_catalogue);
    *version = (struct version){0};
}
