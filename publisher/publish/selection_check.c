/* Checking what was selected. */
#include "selection.h"

#include <string.h>

/* A file from elsewhere (standard input, a draft) stands for the flow of the
 * workspace that has its Workflow ID: it is the next version of that. */
static bool
is_replaced(const struct selection *selection, const struct selected *item)
{
    const struct selected *wanted = selection_wanted(selection);
    const char *id = item->flow->workflow_id.text;

    if (item->wanted || !id)
        return false;
    for (size_t i = 0; i < selection->nwanted; i++)
        if (strncmp(workspace_relative(selection->workspace, wanted[i].real),
                "flows/", 6) != 0 &&
            wanted[i].flow && text_is(wanted[i].flow->workflow_id.text, id))
            return true;
    return false;
}

static void
check_together(struct selection *selection)
{
    const struct flow **flows =
        arena_alloc(&selection->arena, (selection->n + 1) * sizeof(*flows));
    size_t n = 0;

    for (size_t i = 0; i < selection->n; i++)
        if (selection->items[i].flow &&
            !is_replaced(selection, &selection->items[i]))
            flows[n++] = selection->items[i].flow;
    check_flows(flows, n, selection->findings);
}

static bool
was_asked_for(const struct selection *selection, const struct finding *finding)
{
    const struct selected *wanted = selection_wanted(selection);

    if (selection->everything || !finding->file)
        return true;
    if (!strcmp(finding->file, WORKSPACE_FILE) &&
        finding->severity == SEVERITY_ERROR)
        return true;
    for (size_t i = 0; i < selection->nwanted; i++)
        if (!strcmp(finding->file, wanted[i].file))
            return true;
    for (size_t i = 0; i < selection->nothers; i++)
        if (!strcmp(finding->file, selection->others[i]))
            return true;
    return false;
}

static void
leave_out_the_rest(struct selection *selection)
{
    struct findings *findings = selection->findings;
    size_t kept = 0;

    for (size_t i = 0; i < findings->n; i++)
        if (was_asked_for(selection, &findings->items[i]))
            findings->items[kept++] = findings->items[i];
    findings->n = kept;
}

void
selection_check(
    struct selection *selection, enum check_profile profile, int64_t now_ms)
{
    const struct check check = {
        .workspace = selection->workspace,
        .now_ms = now_ms,
        .profile = profile,
    };
    const struct selected *wanted = selection_wanted(selection);

    check_workspace(&check, selection->findings);
    for (size_t i = 0; i < selection->nwanted; i++)
        if (wanted[i].flow)
            check_flow(&check, wanted[i].flow, selection->findings);
    check_together(selection);
    leave_out_the_rest(selection);
    findings_sort(selection->findings);
}
