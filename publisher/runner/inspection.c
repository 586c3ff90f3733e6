/* Checking a publication, a flow a step. */
#include "inspection.h"

#include <string.h>

#include "check.h"
#include "chore.h"
#include "signers.h"
#include "uuid.h"

#define FINDINGS_MAX 1000 /* a caller that has so many needs no more */

struct inspection {
    struct chore chore; /* first: it is found by it */
    struct store_request *request;
    inspection_fn *done;
    void *data;
    size_t checked;
    size_t kept[SEVERITY_WARNING + 1]; /* findings of each severity */
};

static void
keep_finding(struct store_request *request, const char *workflow_id,
    const struct finding *finding)
{
    struct arena *arena = &request->arena;

    request->out.findings = arena_grow(arena, request->out.findings,
        request->out.nfindings, sizeof(*request->out.findings));
    request->out.findings[request->out.nfindings++] = (struct store_finding){
        .workflow_id = workflow_id,
        .code = finding->code,
        .severity = finding->severity,
        .file = arena_strdup(arena, finding->file),
        .line = finding->at.line,
        .column = finding->at.column,
        .pointer = arena_strdup(arena, finding->path),
        .text = arena_strdup(arena, finding->text),
        .hint = arena_strdup(arena, finding->hint),
    };
}

/* Errors, and what a dry run wants to know beside them. */
static void
keep_findings(struct inspection *inspection, const char *workflow_id,
    const struct findings *findings)
{
    struct store_request *request = inspection->request;

    for (size_t i = 0; i < findings->n; i++) {
        const enum severity severity = findings->items[i].severity;
        const bool wanted = severity == SEVERITY_ERROR ||
            (severity == SEVERITY_WARNING && request->in.dry_run);

        if (!wanted || inspection->kept[severity] == FINDINGS_MAX)
            continue;
        inspection->kept[severity]++;
        keep_finding(request, workflow_id, &findings->items[i]);
    }
}

/* A change says twice whose it is; both must mean the same flow. */
static void
check_names(const struct store_change *change, const struct flow *flow,
    struct findings *findings)
{
    const char *id = flow->workflow_id.text, *title = flow->title.text;
    char canonical[UUID_TEXT_SIZE];

    if (id && uuid_canonical(canonical, id) &&
        strcmp(canonical, change->workflow_id) != 0)
        findings_add(findings, "id-mismatch", flow->file, flow->workflow_id.at,
            "/workflow_id", NULL,
            "the YAML has the Workflow ID %s, but is pushed as %s", canonical,
            change->workflow_id);
    if (title && strcmp(title, change->title) != 0)
        findings_add(findings, "title-mismatch", flow->file, flow->title.at,
            "/title", NULL,
            "the YAML has the title '%s', but is pushed as '%s'", title,
            change->title);
}

static void
check_signature(struct runner *runner, const struct store_change *change,
    struct findings *findings)
{
    const char *fault = signers_judge(runner->signers, change->workflow_id,
        change->yaml, change->templates, change->signature);

    if (!fault)
        return;
    findings_add(findings, fault, "yaml", (struct mark){1, 1}, "",
        "push with 'fallback-publish push --sign KEY'",
        strcmp(fault, "signature-missing") != 0
            ? "the signature is not of this content by a key of this runner"
            : "this runner takes signed flows only, and this is not signed");
}

static void
check_with(struct runner *runner, struct workspace *view,
    const struct store_change *change, struct findings *findings)
{
    const struct check check = {
        .workspace = view,
        .now_ms = runner_now(runner),
    };

    catalogue_read(&view->catalogue, "templates", change->templates,
        strlen(change->templates), findings);
    catalogue_ready(&view->catalogue, findings);
    auto_(flow) struct flow *flow = flow_read(
        "yaml", change->yaml, strlen(change->yaml), FLOW_PUBLISHED, findings);
    if (!flow)
        return;
    check_names(change, flow, findings);
    check_flow(&check, flow, findings);
}

/* Against the runner's workspace, with the templates that came along. */
static void
check_change(struct runner *runner, struct inspection *inspection,
    const struct store_change *change)
{
    struct workspace view = *runner->workspace;
    auto_(findings) struct findings findings = {0};

    if (change->kind != CHANGE_PUBLISH)
        return;
    view.catalogue = (struct catalogue){0};
    /* Who only looks need not have the key. */
    if (change->signature || !inspection->request->in.dry_run)
        check_signature(runner, change, &findings);
    check_with(runner, &view, change, &findings);
    catalogue_done(&view.catalogue);
    keep_findings(inspection, change->workflow_id, &findings);
}

static bool
check_next(struct runner *runner, struct chore *chore)
{
    struct inspection *inspection = (struct inspection *)chore;
    struct store_request *request = inspection->request;

    if (inspection->checked == request->in.nchanges ||
        inspection->kept[SEVERITY_ERROR] == FINDINGS_MAX)
        return true;
    check_change(
        runner, inspection, &request->in.changes[inspection->checked++]);
    return false;
}

static void
end(struct runner *runner, struct chore *chore, bool whole)
{
    struct inspection *inspection = (struct inspection *)chore;

    (void)runner;
    inspection->done(inspection->request, whole, inspection->data);
    free(inspection);
}

void
inspection_begin(struct runner *runner, struct store_request *request,
    inspection_fn *done, void *data)
{
    struct inspection *inspection = malloc(sizeof(*inspection));

    if (!inspection)
        abort();
    *inspection = (struct inspection){
        .chore = {check_next, end, NULL},
        .request = request,
        .done = done,
        .data = data,
    };
    chore_begin(runner, &inspection->chore);
}

size_t
inspection_errors(const struct store_request *request)
{
    size_t errors = 0;

    for (size_t i = 0; i < request->out.nfindings; i++)
        errors += request->out.findings[i].severity == SEVERITY_ERROR;
    return errors;
}
