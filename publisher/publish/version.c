/* Reading versions. */
#include "version.h"

#include <string.h>

#include "stored.h"

void
version_read(struct version *version, const char *yaml, const char *templates)
{
    auto_(findings) struct findings findings = {0};

    version->yaml = yaml;
    version->templates = templates ? templates : "";
    version->flow =
        flow_read("", yaml, strlen(yaml), FLOW_PUBLISHED, &findings);
    catalogue_read(&version->catalogue, "templates", version->templates,
        strlen(version->templates), &findings);
    catalogue_ready(&version->catalogue, &findings);
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

struct difference_side
version_side(const struct version *version)
{
    return (struct difference_side){
        .flow = version->flow,
        .templates = version->yaml ? &version->catalogue : NULL,
    };
}

void
version_done(struct version *version)
{
    store_request_free(version->request);
    flow_free(version->flow);
    catalogue_done(&version->catalogue);
    *version = (struct version){0};
}
