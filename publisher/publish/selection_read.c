/* Reading the flows of a selection: once to check them, again to use them. */
#include "selecting.h"

#include <string.h>

#include "bundle.h"
#include "file.h"
#include "store.h"

static bool
read_bytes(
    const struct selected *item, struct text *bytes, struct failure *failure)
{
    text_clear(bytes);
    if (item->source == SELECTED_BAD)
        return file_is_regular(item->entry.path, failure);
    return file_read_start(
        item->entry.path, (size_t)FLOW_BYTES_MAX + 1, bytes, failure);
}

/* True if one of the words is the name of the flow. */
static bool
is_named(struct selecting *selecting, const struct flow_entry *entry)
{
    bool named = false;

    for (size_t i = 0; i < selecting->nnames; i++) {
        if (!flow_name_means(&selecting->names[i], entry))
            continue;
        selecting->meant[i] = true;
        named = true;
    }
    return named;
}

static void
keep(struct selection *selection, struct selected *item,
    const struct text *bytes, const struct flow *flow)
{
    auto_(text) struct text templates = {0};
    char sha256[SHA256_HEX_SIZE];

    bundle_write(selection->workspace, flow, &templates);
    store_content_sha256(sha256, text_str(bytes), text_str(&templates));
    item->content = arena_strdup(&selection->arena, sha256);
    digest_sha256(item->sha256, bytes->bytes, bytes->len);
    if (item->source == SELECTED_FILE)
        return;
    item->kept = arena_strndup(&selection->arena, bytes->bytes, bytes->len);
    item->len = bytes->len;
}

static void
check_wanted(struct selecting *selecting, struct selected *item,
    const struct flow *flow, struct findings *findings)
{
    struct selection *selection = selecting->selection;
    const struct check check = {
        .workspace = selection->workspace,
        .now_ms = selection->now_ms,
        .profile = selection->profile,
    };

    check_flow(&check, flow, findings);
    if (selection->contents && !findings_count(findings, SEVERITY_ERROR))
        keep(selection, item, &selecting->bytes, flow);
}

static void
read_flow(struct selecting *selecting, struct selected *item,
    struct findings *findings)
{
    struct selection *selection = selecting->selection;
    auto_(flow) struct flow *flow =
        workspace_flow_read(selection->workspace, item->entry.path,
            selecting->bytes.bytes, selecting->bytes.len, findings);

    if (!flow)
        return;
    flow_entry_fill(&item->entry, &selection->arena, flow);
    item->is_flow = true;
    item->wanted = is_named(selecting, &item->entry) || item->wanted;
    if (item->wanted)
        check_wanted(selecting, item, flow, findings);
}

/* What was named has to be there; what is found in flows/ and cannot be read
 * is a finding. */
bool
selecting_read(
    struct selecting *selecting, struct selected *item, struct failure *failure)
{
    struct selection *selection = selecting->selection;
    auto_(findings) struct findings findings = {0};
    struct failure unread = {0};

    if (read_bytes(item, &selecting->bytes, &unread))
        read_flow(selecting, item, &findings);
    else if (item->wanted && !selection->everything)
        return failure_set(failure, unread.status, "%s", unread.text);
    else
        findings_add(&findings, "file-unreadable", item->entry.file,
            (struct mark){0}, "", NULL, "%s", unread.text);
    if (item->wanted)
        findings_append(selection->findings, &findings);
    return true;
}

bool
selection_read(const struct selection *selection,
    const struct selected *selected, struct selected_flow *flow,
    struct failure *failure)
{
    const char *path = selected->entry.path;
    auto_(findings) struct findings known = {0};
    uint8_t sha256[SHA256_SIZE];

    selected_flow_done(flow);
    if (selected->kept)
        text_add_bytes(&flow->bytes, selected->kept, selected->len);
    else if (!file_read(path, FLOW_BYTES_MAX, &flow->bytes, failure))
        return false;
    digest_sha256(sha256, text_str(&flow->bytes), flow->bytes.len);
    if (memcmp(sha256, selected->sha256, sizeof(sha256)) != 0)
        return failure_set(failure, STATUS_DISK,
            "'%s' has changed since it was checked; try again", path);
    flow->flow = workspace_flow_read(
        selection->workspace, path, flow->bytes.bytes, flow->bytes.len, &known);
    return true;
}

void
selected_flow_done(struct selected_flow *flow)
{
    text_done(&flow->bytes);
    flow_free(flow->flow);
    flow->flow = NULL;
}
