/* fallback-publish fmt: writes flows in the canonical form, or gives them an
 * id and changes nothing else. */
#include <stdio.h>
#include <string.h>

#include "amend.h"
#include "clean.h"
#include "clock.h"
#include "commands.h"
#include "digest.h"
#include "file.h"
#include "folder.h"
#include "format.h"
#include "meant.h"
#include "target.h"
#include "uuid.h"

struct fmt {
    struct command_call *call;
    bool check, assign_id;
    bool different; /* --check: a file would change */
    struct findings findings;
};

/* The file with a Workflow ID behind the version of the format. */
static bool
assign_id(struct fmt *fmt, struct flow *flow, const struct text *source,
    struct text *out)
{
    uint8_t random[UUID_RANDOM];
    char uuid[UUID_TEXT_SIZE];
    int line;
    struct node *wanted = node_read(&flow->arena, flow->file, source->bytes,
        source->len, FLOW_BYTES_MAX, &fmt->findings);

    digest_random(random, sizeof(random));
    uuid_v7(uuid, clock_now(), random);
    struct node *id = node_new(&flow->arena, NODE_TEXT, uuid);
    id->quoted = false;
    flow->workflow_id.text = id->text;
    if (!wanted)
        return false;
    node_set(&flow->arena, wanted, "workflow_id", id, "fallback");
    if (amend(source->bytes, source->len, wanted, NULL, out, &line) ==
        AMEND_DONE)
        return true;
    findings_add(&fmt->findings, "format-impossible", flow->file,
        (struct mark){0}, "", NULL,
        "there is no place for an id; the file stays as it is");
    return false;
}

static bool
put(struct fmt *fmt, const char *path, const struct flow *flow,
    const struct text *out, struct failure *failure)
{
    auto_(heap) char *clean = clean_line(path);

    fmt->different = true;
    if (fmt->check) {
        printf("%s\n", clean);
        return true;
    }
    if (!file_write(path, out->bytes, out->len, 0644, failure))
        return false;
    if (fmt->assign_id)
        printf("%s: Workflow ID %s\n", clean, flow->workflow_id.text);
    else if (!fmt->call->common.quiet)
        printf("%s: formatted\n", clean);
    return true;
}

/* Standard input goes to standard output, whether it changes or not. */
static bool
put_out(struct fmt *fmt, const struct text *out, bool same)
{
    fmt->different = fmt->different || !same;
    if (!fmt->check)
        fputs(out->bytes, stdout);
    return true;
}

static bool
make(struct fmt *fmt, struct flow *flow, const struct text *source,
    struct text *out)
{
    if (!fmt->assign_id)
        return flow_format(
            flow, source->bytes, source->len, out, &fmt->findings);
    if (!flow->workflow_id.text)
        return assign_id(fmt, flow, source, out);
    text_add_bytes(out, source->bytes, source->len);
    return true;
}

/* Files of a workspace that are no flows, by a key of their own. */
static const struct {
    const char *key, *what;
} others[] = {
    {"templates", "templates"},
    {"scenarios", "scenarios"},
    {"provider", "a provider"},
    {"account", "a workspace"},
};

/* True for such a file, after a finding. */
static bool
is_no_flow(struct fmt *fmt, const char *path, const struct text *source)
{
    auto_(findings) struct findings ignored = {0};
    struct arena arena = {0};
    const struct node *root = node_read(
        &arena, path, text_str(source), source->len, FLOW_BYTES_MAX, &ignored);
    bool found = false;

    for (size_t i = 0; root && !found && i < ARRAY_LEN(others); i++) {
        found = node_get(root, others[i].key) && !node_get(root, "title");
        if (found)
            findings_add(&fmt->findings, "format-impossible", path,
                (struct mark){0}, "", NULL,
                "this is a file of %s, and only flows have a canonical form",
                others[i].what);
    }
    arena_free(&arena);
    return found;
}

/* False after a failure; what is wrong in the file is a finding. */
static bool
format_file(struct fmt *fmt, const char *path, struct failure *failure)
{
    auto_(text) struct text source = {0}, out = {0};
    const size_t before = findings_count(&fmt->findings, SEVERITY_ERROR);

    if (!file_read(path, FLOW_BYTES_MAX, &source, failure))
        return false;
    if (is_no_flow(fmt, path, &source))
        return true;
    auto_(flow) struct flow *flow =
        flow_read(path, source.bytes, source.len, FLOW_DRAFT, &fmt->findings);
    if (!flow || findings_count(&fmt->findings, SEVERITY_ERROR) > before)
        return true;
    if (!make(fmt, flow, &source, &out))
        return true;
    const bool same =
        out.len == source.len && !memcmp(out.bytes, source.bytes, out.len);
    if (!strcmp(path, "-"))
        return put_out(fmt, &out, same);
    return same || put(fmt, path, flow, &out, failure);
}

static bool
format_folder(struct fmt *fmt, const char *folder, struct failure *failure)
{
    struct arena arena = {0};
    size_t n;
    const char **paths = folder_files(&arena, folder, ".yaml", &n);
    bool ok = true;

    for (size_t i = 0; ok && i < n; i++)
        ok = format_file(fmt, paths[i], failure);
    arena_free(&arena);
    return ok;
}

/* Outside of a workspace there is nothing that could be meant. */
static bool
no_file(struct fmt *fmt, const char *word, struct failure *failure)
{
    auto_(target) struct target target = {0};

    if (target_workspace(&target, &fmt->call->common, NULL))
        return meant_no_file(target.workspace, word, failure);
    return failure_set(failure, STATUS_USAGE, "no file '%s'", word);
}

static bool
format_word(struct fmt *fmt, const char *word, struct failure *failure)
{
    if (strcmp(word, "-") != 0 && !file_exists(word))
        return no_file(fmt, word, failure);
    if (strcmp(word, "-") != 0 && file_is_folder(word))
        return format_folder(fmt, word, failure);
    return format_file(fmt, word, failure);
}

/* The flows of the workspace, named as they are from here. */
static bool
format_workspace(struct fmt *fmt, struct failure *failure)
{
    auto_(heap) char *root = target_root(&fmt->call->common, failure);
    auto_(heap) char *here = realpath(".", NULL);
    auto_(text) struct text folder = {0};

    if (!root)
        return false;
    if (!text_is(root, here))
        text_addf(&folder, "%s/", root);
    text_add(&folder, "flows");
    return format_folder(fmt, folder.bytes, failure);
}

static enum status
finish(struct fmt *fmt, bool ok, const struct failure *failure)
{
    const struct failure found = {STATUS_FINDINGS, "not all can be formatted"};
    enum status status =
        fmt->check && fmt->different ? STATUS_FINDINGS : STATUS_DONE;

    findings_sort(&fmt->findings);
    if (findings_count(&fmt->findings, SEVERITY_ERROR))
        status = commands_fail(fmt->call, &fmt->findings, &found);
    findings_done(&fmt->findings);
    return ok ? status : command_fail(fmt->call, failure);
}

enum status
cmd_fmt(struct command_call *call)
{
    struct fmt fmt = {.call = call};
    const struct option_row rows[] = {
        {"check", 0, OPTION_FLAG, NULL,
            "write nothing; list what would change and end with status 1",
            &fmt.check},
        {"assign-id", 0, OPTION_FLAG, NULL,
            "give a Workflow ID to flows that lack one, and change no more",
            &fmt.assign_id},
        {0},
    };
    struct failure failure = {0};
    enum status status;
    bool ok = true;

    if (!command_parse(call, rows, &status))
        return status;
    if (!call->nwords)
        ok = format_workspace(&fmt, &failure);
    for (int i = 0; ok && i < call->nwords; i++)
        ok = format_word(&fmt, call->words[i], &failure);
    return finish(&fmt, ok, &failure);
}
