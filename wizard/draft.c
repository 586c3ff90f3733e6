/* The draft: making, reading, keeping, saving. */
#include "draft.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "amend.h"
#include "check.h"
#include "clock.h"
#include "digest.h"
#include "draft_base.h"
#include "draft_place.h"
#include "file.h"
#include "nearest.h"
#include "utf8.h"
#include "uuid.h"
#include "write.h"

#define DRAFTS_FOLDER ".fallback/drafts"

static char *
below_root(const struct draft *draft, const char *path)
{
    struct text whole = {0};

    if (path[0] == '/')
        text_add(&whole, path);
    else
        text_addf(&whole, "%s/%s", draft->workspace->root, path);
    return text_take(&whole);
}

static void
name_own_file(struct draft *draft)
{
    struct text path = {0};

    text_addf(&path, "%s/%s/", draft->workspace->root, DRAFTS_FOLDER);
    for (const char *c = draft->flow->workflow_id.text; *c; c++)
        text_add_char(
            &path, isalnum((unsigned char)*c) || *c == '-' ? *c : '_');
    text_add(&path, ".yaml");
    free(draft->kept);
    draft->kept = text_take(&path);
}

static void
give_id(struct draft *draft, const char *workflow_id)
{
    uint8_t random[UUID_RANDOM];
    char uuid[UUID_TEXT_SIZE];

    if (!workflow_id) {
        digest_random(random, sizeof(random));
        uuid_v7(uuid, clock_now(), random);
        workflow_id = uuid;
    }
    draft->flow->workflow_id.text =
        arena_strdup(&draft->flow->arena, workflow_id);
}

void
draft_new(
    struct draft *draft, struct workspace *workspace, const char *workflow_id)
{
    *draft = (struct draft){
        .workspace = workspace,
        .flow = flow_new("new flow"),
    };
    give_id(draft, workflow_id);
    name_own_file(draft);
}

static void
check_wizard_keys(const struct draft *draft, struct findings *findings)
{
    static const char *const known[] = {"file", "overwrite",
        "accept_suggestions", "base", "place", "templates", "raw"};
    const struct node *block = draft->flow->wizard;

    for (size_t i = 0; block && block->kind == NODE_MAP && i < block->n; i++) {
        const char *key = block->keys[i]->text;
        const char *near = nearest_word(key, known, ARRAY_LEN(known));
        auto_(text) struct text hint = {0};
        bool is_known = false;

        for (size_t k = 0; k < ARRAY_LEN(known); k++)
            is_known = is_known || !strcmp(key, known[k]);
        if (near)
            text_addf(&hint, "did you mean '%s'?", near);
        if (!is_known)
            findings_add(findings, "key-unknown", draft->flow->file,
                block->keys[i]->at, "/wizard", near ? hint.bytes : NULL,
                "'%s' is not a key of 'wizard'", key);
    }
}

static void
take_digest(char into[65], const char *hex)
{
    if (hex && strlen(hex) == 64)
        memcpy(into, hex, 65);
}

/* What only drafts and answers hold: `wizard: {file, base, place, raw}`. */
static void
read_wizard_block(struct draft *draft, struct findings *findings)
{
    const struct node *block = draft->flow->wizard;
    const struct node *raw = node_get(block, "raw");
    const char *file = node_text(block, "file");
    const char *place = node_text(block, "place");

    if (file && *file) {
        free(draft->file);
        draft->file = strdup(file);
    }
    take_digest(draft->base, node_text(block, "base"));
    take_digest(draft->templates, node_text(block, "templates"));
    check_wizard_keys(draft, findings);
    if (place)
        (void)snprintf(draft->place, sizeof(draft->place), "%s", place);
    draft->overwrite = text_is(node_text(block, "overwrite"), "true");
    draft->accept_suggestions =
        text_is(node_text(block, "accept_suggestions"), "true");
    for (size_t i = 0; raw && raw->kind == NODE_MAP && i < raw->n; i++)
        if (raw->items[i]->kind == NODE_TEXT)
            (void)draft_set(draft, raw->keys[i]->text, raw->items[i]->text);
    draft->flow->wizard = NULL;
}

static bool
is_flow_file(const struct draft *draft, const char *path)
{
    auto_(text) struct text folder = {0};

    text_addf(&folder, "%s/flows/", draft->workspace->root);
    return !strncmp(path, folder.bytes, folder.len);
}

bool
draft_read(struct draft *draft, struct workspace *workspace, const char *path,
    struct findings *findings, struct failure *failure)
{
    auto_(text) struct text content = {0};
    *draft = (struct draft){.workspace = workspace};

    const bool flow_file = is_flow_file(draft, path);
    if ((flow_file && !file_is_regular(path, failure)) ||
        !file_read(path, (size_t)FLOW_BYTES_MAX + 1, &content, failure))
        return false;
    draft->flow = flow_read(path, content.bytes, content.len,
        flow_file ? FLOW_PUBLISHED : FLOW_DRAFT, findings);
    if (!draft->flow)
        return failure_set(
            failure, STATUS_FINDINGS, "'%s' cannot be read", path);
    if (!draft->flow->workflow_id.text)
        give_id(draft, NULL);
    if (flow_file) {
        draft->file = strdup(path + strlen(workspace->root) + 1);
        draft_base_note(draft, content.bytes, content.len);
    }
    read_wizard_block(draft, findings);
    name_own_file(draft);
    draft_base_read(draft);
    return true;
}

void
draft_copy(struct draft *draft)
{
    auto_(text) struct text title = {0};

    draft->flow->workflow_id.text = NULL;
    give_id(draft, NULL);
    name_own_file(draft);
    free(draft->file);
    draft->file = NULL;
    draft->base[0] = '\0';
    if (!draft->flow->title.text)
        return;
    text_addf(&title, "%s (copy)", draft->flow->title.text);
    (void)draft_set(draft, "/title", title.bytes);
}

bool
draft_take(struct draft *draft, const char *bytes, size_t len)
{
    auto_(findings) struct findings findings = {0};
    struct draft next = {.workspace = draft->workspace};

    next.flow = flow_read(draft->flow->file, bytes, len, FLOW_DRAFT, &findings);
    if (!next.flow)
        return false;
    read_wizard_block(&next, &findings);
    free(next.file);
    next.file = take(draft->file);
    next.kept = take(draft->kept);
    next.overwrite = draft->overwrite;
    next.bases = take(draft->bases);
    memcpy(next.base, draft->base, sizeof(next.base));
    memcpy(next.base_kept, draft->base_kept, sizeof(next.base_kept));
    memcpy(next.place, draft->place, sizeof(next.place));
    memcpy(next.templates, draft->templates, sizeof(next.templates));
    draft_done(draft);
    *draft = next;
    return true;
}

void
draft_done(struct draft *draft)
{
    flow_free(draft->flow);
    free(draft->file);
    free(draft->kept);
    draft_base_free(draft->bases);
    *draft = (struct draft){0};
}

static void
report_raws(const struct draft *draft, struct findings *findings)
{
    for (size_t i = 0; i < draft->nraws; i++)
        draft_raw_finding(draft, &draft->raws[i], findings);
}

/* Titles and ids against the other files of the workspace. */
static void
check_others(
    const struct draft *draft, struct flow_index *index, struct findings *out)
{
    struct arena arena = {0};
    struct flow_entry own = {.file = draft->flow->file};
    size_t n = 0;

    if (!flow_index_read(index, draft->workspace, NULL))
        return;
    const struct flow_entry **flows =
        arena_alloc(&arena, (index->n + 1) * sizeof(*flows));
    for (size_t i = 0; i < index->n; i++)
        if (!text_is(draft->file, index->entries[i].file))
            flows[n++] = &index->entries[i];
    flow_entry_fill(&own, &arena, draft->flow);
    flows[n++] = &own; /* last: so the finding is about it */
    check_flows(flows, n, out);
    arena_free(&arena);
}

void
draft_findings(const struct draft *draft, struct flow_index *index,
    struct findings *findings)
{
    const struct check check = {
        .workspace = draft->workspace,
        .now_ms = clock_now(),
    };

    report_raws(draft, findings);
    draft_gap_findings(draft, findings);
    check_flow(&check, draft->flow, findings);
    check_others(draft, index, findings);
}

void
draft_write(const struct draft *draft, struct text *out)
{
    auto_(text) struct text block = {0};
    struct write *w = write_begin(&block);

    write_open_map(w, NULL, WRITE_BLOCK);
    write_open_map(w, "wizard", WRITE_BLOCK);
    write_value(w, "file", draft->file ? draft->file : "");
    write_value(w, "base", draft->base);
    write_value(w, "place", draft->place);
    write_value(w, "templates", draft->templates);
    write_open_map(w, "raw", WRITE_BLOCK);
    for (size_t i = 0; i < draft->nraws; i++)
        write_value(w, draft->raws[i].path, draft->raws[i].text);
    write_close_map(w);
    write_close_map(w);
    write_close_map(w);
    write_end(w);
    flow_write(draft->flow, out);
    text_add(out, block.bytes);
}

/* "what: reason": the path would leave no room for the reason on a screen. */
static bool
fail_briefly(
    struct failure *failure, const struct failure *why, const char *what)
{
    const char *reason = strstr(why->text, "': ");

    return reason ? failure_set(failure, why->status, "%s%s", what, reason + 1)
                  : failure_set(failure, why->status, "%s", why->text);
}

bool
draft_keep(struct draft *draft, struct failure *failure)
{
    auto_(text) struct text folder = {0}, content = {0};
    struct failure why = {0};

    if (!draft_place_there(draft->workspace->root, failure))
        return false;
    text_addf(&folder, "%s/%s", draft->workspace->root, DRAFTS_FOLDER);
    draft_templates_now(draft, draft->templates);
    draft_write(draft, &content);
    if (!file_make_folder(folder.bytes, 0700, &why))
        return fail_briefly(failure, &why, "the draft cannot be kept");
    draft_base_keep(draft);
    return file_write(draft->kept, content.bytes, content.len, 0600, &why) ||
        fail_briefly(failure, &why, "the draft cannot be kept");
}

/* The digest of the file as it is now; "" where there is none. */
static void
digest_now(const char *path, char hex[65])
{
    auto_(text) struct text content = {0};

    hex[0] = '\0';
    if (file_is_regular(path, NULL) &&
        file_read(path, (size_t)FLOW_BYTES_MAX + 1, &content, NULL))
        digest_sha256_hex(hex, content.bytes, content.len);
}

bool
draft_is_stale(const struct draft *draft)
{
    char now[65];

    if (!draft->file)
        return false;
    auto_(heap) char *path = below_root(draft, draft->file);
    digest_now(path, now);
    return strcmp(now, draft->base) != 0;
}

bool
draft_take_file(struct draft *draft, struct failure *failure)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text text = {0};
    struct draft theirs;

    auto_(heap) char *path = below_root(draft, draft->file);
    if (!draft_read(&theirs, draft->workspace, path, &findings, failure)) {
        if (theirs.workspace)
            draft_done(&theirs);
        return false;
    }
    draft_write(&theirs, &text);
    (void)draft_take(draft, text.bytes, text.len);
    const char *file = draft_base_text(&theirs);
    if (file)
        draft_base_note(draft, file, strlen(file));
    draft_done(&theirs);
    return true;
}

/* The tree of what flow_write() makes of a flow, or NULL. */
static const struct node *
written_tree(struct arena *arena, const struct flow *flow)
{
    auto_(text) struct text plain = {0};
    auto_(findings) struct findings ignored = {0};

    flow_write(flow, &plain);
    return node_read(
        arena, flow->file, plain.bytes, plain.len, FLOW_BYTES_MAX, &ignored);
}

/* The same of the flow that a file holds. */
static const struct node *
tree_before(struct arena *arena, const struct text *file)
{
    auto_(findings) struct findings ignored = {0};
    auto_(flow) struct flow *flow =
        flow_read("", file->bytes, file->len, FLOW_PUBLISHED, &ignored);

    return flow ? written_tree(arena, flow) : NULL;
}

/* The text of the file with what the flow is now in the place of what it was;
 * all else in it stays. */
static enum amend_end
amend_flow(const struct flow *flow, const struct text *before, bool drop,
    struct text *out, int *line)
{
    struct arena arena = {0};
    const struct amend_how how = {
        .base = tree_before(&arena, before),
        .drop = drop,
    };
    const struct node *wanted = written_tree(&arena, flow);
    const enum amend_end end = wanted
        ? amend(before->bytes, before->len, wanted, &how, out, line)
        : AMEND_REFUSED;

    arena_free(&arena);
    return end;
}

static bool
write_flow(const struct draft *draft, const char *path, const char *file,
    bool overwrite, struct text *out, struct failure *failure)
{
    auto_(text) struct text before = {0};
    enum amend_end end = AMEND_REFUSED;
    int line = 0;
    const bool there = draft->base[0] &&
        file_read(path, (size_t)FLOW_BYTES_MAX + 1, &before, NULL);

    if (there)
        end = amend_flow(draft->flow, &before, overwrite, out, &line);
    if (end == AMEND_COMMENT)
        return failure_set(failure, STATUS_CONFLICT,
            "the comment on line %d of '%s' has no place any more", line, file);
    if (end == AMEND_REFUSED && there && !overwrite)
        return failure_set(
            failure, STATUS_CONFLICT, "'%s' cannot be changed in part", file);
    if (end == AMEND_REFUSED)
        flow_write(draft->flow, out);
    return true;
}

void
draft_text(const struct draft *draft, struct text *out)
{
    auto_(heap) char *path =
        draft->file ? below_root(draft, draft->file) : NULL;

    if (path)
        (void)write_flow(draft, path, draft->file, true, out, NULL);
    else
        flow_write(draft->flow, out);
}

bool
draft_save(struct draft *draft, bool overwrite, struct failure *failure)
{
    auto_(text) struct text content = {0}, folder = {0}, what = {0};
    struct failure why = {0};
    char now[65];

    draft_fill_in(draft);
    auto_(heap) char *file = draft_file_name(draft);
    if (!file)
        return failure_set(failure, STATUS_FINDINGS,
            "the flow needs a title before it can be saved");
    if (!draft_place_takes(draft->workspace->root, file, failure))
        return false;
    auto_(heap) char *path = below_root(draft, file);
    digest_now(path, now);
    if (!overwrite && strcmp(now, draft->base) != 0)
        return failure_set(failure, STATUS_CONFLICT,
            now[0] && !draft->base[0]
                ? "'%s' is there already"
                : "'%s' was changed by somebody else meanwhile",
            file);
    if (!write_flow(draft, path, file, overwrite, &content, failure))
        return false;
    text_addf(&folder, "%s/flows", draft->workspace->root);
    text_addf(&what, "cannot write '%s'", file);
    if (!file_make_folder(folder.bytes, 0755, &why) ||
        !file_write(path, content.bytes, content.len, 0644, &why))
        return fail_briefly(failure, &why, what.bytes);
    draft_base_note(draft, content.bytes, content.len);
    free(draft->file);
    draft->file = take(file);
    if (draft->kept)
        draft_discard(draft->kept); /* saved: it is of no use any more */
    draft->base_kept[0] = '\0';
    return true;
}
