/* fallback-publish diff: what is different between two versions of a flow, in
 * words first, then line by line. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "bundle.h"
#include "clean.h"
#include "color.h"
#include "commands.h"
#include "file.h"
#include "stored.h"
#include "textdiff.h"
#include "words.h"

struct diff_options {
    const char *format;
    bool exit_code;
};

struct side {
    struct version version;
    const char *name; /* for people: "revision 3", "flows/otp.yaml" */
    int64_t revision; /* 0: it is a file */
};

struct diff {
    struct command_call *call;
    const struct diff_options *options;
    struct target target;
    char id[UUID_TEXT_SIZE];
    const char *title; /* the store's; of the newer version */
    struct side before, after;
    struct differences words;
    struct text flows, templates; /* the unified diffs */
};

static void
diff_cleanup(struct diff *d)
{
    version_done(&d->before.version);
    version_done(&d->after.version);
    differences_done(&d->words);
    text_done(&d->flows);
    text_done(&d->templates);
    target_done(&d->target);
}

static bool
read_revision(struct diff *d, struct store *store, const char *word,
    struct side *side, struct failure *failure)
{
    int64_t revision = STORED_NEWEST;

    if (word && !stored_number(word, &revision))
        return failure_set(
            failure, STATUS_USAGE, "'%s' is no number of a revision", word);
    struct store_request *done = stored_revision(
        &d->target, store, d->call->words[0], revision, failure);
    if (!done)
        return false;
    const struct store_flow *flow = &done->out.flows[0];
    version_read(&side->version, flow->yaml, flow->templates);
    side->version.request = done;
    side->revision = flow->revision;
    side->name = arena_printf(
        &d->target.arena, "revision %lld", (long long)flow->revision);
    d->title = flow->title;
    return uuid_canonical(d->id, flow->workflow_id);
}

/* The texts as a push would bring them. */
static bool
read_path(struct diff *d, const char *path, struct failure *failure)
{
    struct workspace *workspace = d->target.workspace;
    struct arena *arena = &d->target.arena;
    struct side *side = &d->after;
    auto_(text) struct text content = {0}, templates = {0};

    side->name = arena_strdup(arena, workspace_relative(workspace, path));
    if (!file_read(path, FLOW_BYTES_MAX, &content, failure))
        return false;
    auto_(flow) struct flow *flow = workspace_flow_read(
        workspace, path, text_str(&content), content.len, &d->target.findings);
    if (!flow)
        return failure_set(failure, STATUS_FINDINGS,
            "'%s' cannot be read as a flow", side->name);
    bundle_write(workspace, flow, &templates);
    version_read(&side->version, arena_strdup(arena, text_str(&content)),
        arena_strdup(arena, text_str(&templates)));
    return true;
}

/* The file that was named, else the one with the Workflow ID. */
static bool
read_file(struct diff *d, struct failure *failure)
{
    struct workspace *workspace = d->target.workspace;
    struct failure none = {0};

    if (!workspace)
        return failure_set(failure, STATUS_USAGE,
            "outside of a workspace there is no file to compare with: give two "
            "revisions");
    const char *path = workspace_flow_path(workspace, d->call->words[0], &none);
    if (!path)
        path = workspace_flow_path(workspace, d->id, &none);
    if (!path)
        return failure_set(failure, STATUS_USAGE,
            "no file here has the Workflow ID %s: give two revisions", d->id);
    return read_path(d, path, failure);
}

static bool
read_both(struct diff *d, struct failure *failure)
{
    const char *const *words = (const char *const *)d->call->words;
    const int n = d->call->nwords;
    auto_(store) struct store *store = target_open(
        &d->target, (struct store_options){.read_only = true}, failure);

    if (!store ||
        !read_revision(d, store, n > 1 ? words[1] : NULL, &d->before, failure))
        return false;
    return n > 2 ? read_revision(d, store, words[2], &d->after, failure)
                 : read_file(d, failure);
}

static bool
compare(struct diff *d, struct failure *failure)
{
    auto_(heap) char *before = clean_line(d->before.name);
    auto_(heap) char *after = clean_line(d->after.name);
    auto_(text) struct text was = {0}, is = {0};

    const struct version *old = &d->before.version, *new = &d->after.version;

    text_addf(&was, "%s, templates", before);
    text_addf(&is, "%s, templates", after);
    words_find(&d->words, old, new, d->target.workspace);
    return textdiff_unified(
               old->yaml, before, new->yaml, after, &d->flows, failure) &&
        textdiff_unified(old->templates, was.bytes, new->templates, is.bytes,
            &d->templates, failure);
}

static bool
is_same(const struct diff *d)
{
    return !d->flows.len && !d->templates.len;
}

/* Lines as diff gives them, cleaned, and in colour where that is wanted. */
static void
print_lines(const struct text *lines, bool color)
{
    const char *at = text_str(lines);

    while (*at) {
        const size_t len = strcspn(at, "\n");
        const char *begin = !color ? NULL
            : *at == '+'           ? "\033[32m"
            : *at == '-'           ? "\033[31m"
            : *at == '@'           ? "\033[36m"
                                   : NULL;
        auto_(text) struct text clean = {0};

        clean_add(&clean, at, len, false);
        printf("%s%s%s\n", begin ? begin : "", text_str(&clean),
            begin ? "\033[m" : "");
        at += len + (at[len] == '\n');
    }
}

static void
print_words(const struct diff *d)
{
    auto_(heap) char *title = clean_line(d->title);
    auto_(heap) char *before = clean_line(d->before.name);
    auto_(heap) char *after = clean_line(d->after.name);

    printf("%s: %s -> %s\n", title, before, after);
    words_print(&d->words, stdout);
    if (!d->before.version.flow || !d->after.version.flow)
        printf("  a version is of a format that this program does not know\n");
    else if (!d->words.n)
        printf("  nothing changes but how it is written\n");
}

static void
say_same(const struct diff *d)
{
    auto_(heap) char *title = clean_line(d->title);
    auto_(heap) char *before = clean_line(d->before.name);
    auto_(heap) char *after = clean_line(d->after.name);

    if (!d->call->common.quiet)
        fprintf(stderr, "%s: %s and %s are the same\n", title, before, after);
}

static void
print_text(const struct diff *d)
{
    const bool color = color_wanted(d->call->common.color, STDOUT_FILENO);

    if (is_same(d)) {
        say_same(d);
        return;
    }
    print_words(d);
    printf("\n");
    print_lines(&d->flows, color);
    print_lines(&d->templates, color);
}

static json_t *
side_object(const struct side *side)
{
    json_t *object = answer_object();

    if (side->revision)
        answer_number(object, "revision", side->revision);
    else
        answer_text(object, "file", side->name);
    return object;
}

static void
print_json(const struct diff *d)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", d->target.name);
    answer_text(answer, "workflow_id", d->id);
    answer_text(answer, "title", d->title);
    answer_put(answer, "before", side_object(&d->before));
    answer_put(answer, "after", side_object(&d->after));
    answer_flag(answer, "same", is_same(d));
    words_answer(answer, &d->words);
    answer_text(answer, "flow_diff", text_str(&d->flows));
    answer_text(answer, "templates_diff", text_str(&d->templates));
    answer_print(answer, stdout);
}

static enum status
diff(struct command_call *call, const struct diff_options *options)
{
    auto_(diff) struct diff d = {.call = call, .options = options};
    struct failure failure = {0};

    if (!target_find(&d.target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &d.target.findings, &failure);
    if (!read_both(&d, &failure))
        return commands_fail(call, &d.target.findings, &failure);
    const bool json = text_is(options->format, "json");
    if (!compare(&d, &failure)) {
        if (!json && d.words.n) /* worth having without the lines */
            print_words(&d);
        return command_fail(call, &failure);
    }
    if (json)
        print_json(&d);
    else
        print_text(&d);
    return options->exit_code && !is_same(&d) ? STATUS_CHANGES : STATUS_DONE;
}

enum status
cmd_diff(struct command_call *call)
{
    struct diff_options options = {0};
    const struct option_row rows[] = {
        {"exit-code", 0, OPTION_FLAG, NULL, "end with 10 when they differ",
            &options.exit_code},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, options.format, &status))
        return status;
    if (call->nwords < 1 || call->nwords > 3)
        return command_misused(
            call, "diff takes one flow and at most two revisions");
    return diff(call, &options);
}
