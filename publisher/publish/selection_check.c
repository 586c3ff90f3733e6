/* Checking what was selected beyond the single flow. */
#include "selection.h"

#include <search.h>
#include <string.h>

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(left, right);
}

static void
forget(void *text)
{
    (void)text; /* borrowed */
}

/* The Workflow IDs of files from elsewhere (standard input, a draft), each of
 * which stands for the flow of the workspace that has it: it is the next
 * version of that. A tree of tsearch(3). */
static void *
replaced_ids(const struct selection *selection)
{
    const struct selected *wanted = selection_wanted(selection);
    void *ids = NULL;

    for (size_t i = 0; i < selection->nwanted; i++)
        if (wanted[i].entry.workflow_id[0] &&
            strncmp(workspace_relative(selection->workspace, wanted[i].real),
                "flows/", 6) != 0 &&
            !tsearch(wanted[i].entry.workflow_id, &ids, compare_texts))
            abort();
    return ids;
}

static void
check_together(struct selection *selection)
{
    const struct flow_entry **flows =
        arena_alloc(&selection->arena, (selection->n + 1) * sizeof(*flows));
    void *replaced = replaced_ids(selection);
    size_t n = 0;

    for (size_t i = 0; i < selection->n; i++) {
        const struct selected *item = &selection->items[i];

        if (item->wanted ||
            !tfind(item->entry.workflow_id, &replaced, compare_texts))
            flows[n++] = &item->entry;
    }
    tdestroy(replaced, forget);
    check_flows(flows, n, selection->findings);
}

/* The files whose findings were asked for, as a tree of tsearch(3). */
static void *
asked_files(const struct selection *selection)
{
    const struct selected *wanted = selection_wanted(selection);
    void *files = NULL;
    bool room = true;

    for (size_t i = 0; i < selection->nwanted; i++)
        room &= tsearch(wanted[i].entry.file, &files, compare_texts) != NULL;
    for (size_t i = 0; i < selection->nothers; i++)
        room &= tsearch(selection->others[i], &files, compare_texts) != NULL;
    if (!room)
        abort();
    return files;
}

static bool
was_asked_for(void *const *files, const struct finding *finding)
{
    return !finding->file ||
        (!strcmp(finding->file, WORKSPACE_FILE) &&
            finding->severity == SEVERITY_ERROR) ||
        tfind(finding->file, files, compare_texts);
}

static void
leave_out_the_rest(struct selection *selection)
{
    struct findings *findings = selection->findings;
    void *files = asked_files(selection);
    size_t kept = 0;

    for (size_t i = 0; i < findings->n; i++)
        if (was_asked_for(&files, &findings->items[i]))
            findings->items[kept++] = findings->items[i];
    findings->n = kept;
    tdestroy(files, forget);
}

void
selection_check(struct selection *selection)
{
    const struct check check = {
        .workspace = selection->workspace,
        .now_ms = selection->now_ms,
        .profile = selection->profile,
    };

    check_workspace(&check, selection->findings);
    check_together(selection);
    if (!selection->everything)
        leave_out_the_rest(selection);
    findings_sort(selection->findings);
}
