/* The list of flows. */
#include "flows.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "check.h"
#include "clean.h"
#include "clock.h"
#include "file.h"
#include "folder.h"
#include "hold.h"
#include "way.h"

#define OLD_MS (30 * CLOCK_DAY)

static const char *
cleaned(struct flows *flows, const char *text)
{
    auto_(heap) char *clean = clean_line(text);

    return arena_strdup(&flows->arena, clean);
}

static const char *
chain_of(struct flows *flows, const struct flow *flow)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < flow->nchannels; i++)
        text_addf(&out, i ? " > %s" : "%s",
            flow->channels[i].channel.text ? flow->channels[i].channel.text
                                           : "?");
    return cleaned(flows, text_str(&out));
}

/* "whatsapp login_otp (en), 60s, then sms otp_sms (en), 120s" */
static const char *
way_of(struct flows *flows, const struct flow *flow)
{
    auto_(text) struct text out = {0};

    way_add(&out, flow);
    return cleaned(flows, text_str(&out));
}

static const char *
changed_at(struct flows *flows, const char *path)
{
    struct stat stat_of;
    struct tm tm;
    char when[32];

    if (stat(path, &stat_of) || !localtime_r(&stat_of.st_mtime, &tm))
        return "";
    (void)strftime(when, sizeof(when), "%e %b %H:%M", &tm);
    return arena_strdup(&flows->arena, when + (when[0] == ' '));
}

static int64_t
changed_s(const char *path)
{
    struct file_stamp stamp;

    file_stamp(path, &stamp);
    return stamp.changed_s;
}

static struct flows_row *
add_row(struct flows *flows, const char *path, const char *file)
{
    flows->rows =
        arena_grow(&flows->arena, flows->rows, flows->n, sizeof(*flows->rows));
    const char *changed = changed_at(flows, path);
    flows->rows[flows->n] = (struct flows_row){
        .path = arena_strdup(&flows->arena, path),
        .file = arena_strdup(&flows->arena, file),
        .title = cleaned(flows, file),
        .channels = "",
        .way = "",
        .about = arena_printf(&flows->arena, "changed %s", changed),
        .changed = changed,
        .changed_s = changed_s(path),
    };
    return &flows->rows[flows->n++];
}

static void
describe(struct flows *flows, struct flows_row *row, const struct flow *flow)
{
    if (flow->title.text)
        row->title = cleaned(flows, flow->title.text);
    else if (row->draft)
        row->title = "(no title yet)";
    if (flow->workflow_id.text)
        row->workflow_id = cleaned(flows, flow->workflow_id.text);
    row->channels = chain_of(flows, flow);
    row->way = way_of(flows, flow);
}

static void
read_flow(
    struct flows *flows, struct workspace *workspace, struct flows_row *row)
{
    auto_(findings) struct findings findings = {0};
    struct failure failure = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(workspace, row->path, &findings, &failure);
    const struct check check = {.workspace = workspace, .now_ms = clock_now()};

    if (flow) {
        check_flow(&check, flow, &findings);
        describe(flows, row, flow);
    }
    row->errors = findings_count(&findings, SEVERITY_ERROR) + !flow;
    row->warnings = findings_count(&findings, SEVERITY_WARNING);
    for (size_t i = 0; i < findings.n; i++)
        if (findings.items[i].severity == SEVERITY_ERROR) {
            row->about = cleaned(flows, findings.items[i].text);
            break;
        }
    if (!flow && !findings.n)
        row->about = cleaned(flows, failure.text);
}

/* What is known of a draft beside its flow: who has it, whether it is old. */
static void
describe_draft(struct flows *flows, struct flows_row *row)
{
    auto_(text) struct text lock = {0}, who = {0};
    struct stat stat_of;

    text_addf(&lock, "%.*s.lock", (int)(strlen(row->path) - strlen(".yaml")),
        row->path);
    if (hold_look(lock.bytes, &who)) {
        row->holder = arena_strdup(&flows->arena, text_str(&who));
        row->about =
            arena_printf(&flows->arena, "in work elsewhere: %s", row->holder);
    } else if (!stat(row->path, &stat_of) &&
        clock_now() - stat_of.st_mtime * CLOCK_SECOND > OLD_MS) {
        row->about =
            arena_printf(&flows->arena, "%s; older than 30 days", row->about);
    }
}

static void
read_draft(struct flows *flows, struct flows_row *row)
{
    auto_(text) struct text content = {0};
    auto_(findings) struct findings findings = {0};

    describe_draft(flows, row);
    if (!file_read(row->path, FLOW_BYTES_MAX, &content, NULL))
        return;
    auto_(flow) struct flow *flow =
        flow_read(row->path, content.bytes, content.len, FLOW_DRAFT, &findings);
    if (flow)
        describe(flows, row, flow);
}

static bool
has(const char *text, const char *part)
{
    return text && strcasestr(text, part);
}

void
flows_filter(struct flows *flows, const char *text)
{
    flows->shown =
        arena_alloc(&flows->arena, (flows->n + 1) * sizeof(*flows->shown));
    flows->nshown = 0;
    for (size_t i = 0; i < flows->n; i++) {
        const struct flows_row *row = &flows->rows[i];

        if (has(row->title, text) || has(row->file, text) ||
            has(row->channels, text) || has(row->workflow_id, text))
            flows->shown[flows->nshown++] = i;
    }
}

static void
add_rows(struct flows *flows, const struct workspace *workspace,
    const char *const *paths, size_t n, bool draft)
{
    for (size_t i = 0; i < n; i++) {
        struct flows_row *row =
            add_row(flows, paths[i], paths[i] + strlen(workspace->root) + 1);

        row->draft = draft;
        row->unread = true;
    }
}

void
flows_begin(struct flows *flows, struct workspace *workspace)
{
    const char **paths;
    size_t n;

    flows_done(flows);
    flows->store_state = "store not asked";
    paths = folder_files(&flows->arena,
        arena_printf(&flows->arena, "%s/.fallback/drafts", workspace->root),
        ".yaml", &n);
    add_rows(flows, workspace, paths, n, true);
    flows->drafts = flows->n;
    if (workspace_flow_files(workspace, &flows->arena, &paths, &n, NULL))
        add_rows(flows, workspace, paths, n, false);
    flows->files = flows->n - flows->drafts;
    flows_filter(flows, "");
}

bool
flows_some(struct flows *flows, struct workspace *workspace)
{
    struct flows_row *row = &flows->rows[flows->read];

    if (flows->read == flows->drafts + flows->files)
        return false;
    flows->read++;
    row->unread = false;
    if (row->draft)
        read_draft(flows, row);
    else
        read_flow(flows, workspace, row);
    return true;
}

void
flows_load(struct flows *flows, struct workspace *workspace)
{
    flows_begin(flows, workspace);
    while (flows_some(flows, workspace))
        continue;
}

void
flows_done(struct flows *flows)
{
    arena_free(&flows->arena);
    *flows = (struct flows){0};
}
