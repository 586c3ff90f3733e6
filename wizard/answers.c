/* Answers mode. */
#include "answers.h"

#include <string.h>

#include "clean.h"
#include "file.h"
#include "nearest.h"
#include "question.h"
#include "uuid.h"
#include "write.h"

/* "channels.0.params.header.1" -> "/channels/0/params/header.1": behind
 * params comes a key, whole. */
static char *
path_of(const char *name, size_t len)
{
    struct text path = {0};
    bool key = false;

    text_add_char(&path, '/');
    for (size_t i = 0; i < len; i++) {
        key = key ||
            (path.len > 8 && !strcmp(path.bytes + path.len - 8, "/params/"));
        text_add_char(&path, name[i] == '.' && !key ? '/' : name[i]);
    }
    return text_take(&path);
}

/* Sets of a channel that is not there yet add it. */
static void
make_room(struct draft *draft, const char *path)
{
    char *rest;

    if (strncmp(path, "/channels/", 10) != 0)
        return;
    const size_t i = strtoul(path + 10, &rest, 10);
    if (*rest == '/' && strcmp(rest, "/channel") != 0 &&
        i == draft->flow->nchannels)
        (void)draft_add_channel(draft, NULL);
}

static const char *
nearest_path(struct questions *questions, const char *name)
{
    const char **known =
        arena_alloc(&questions->arena, (questions->n + 1) * sizeof(*known));

    for (size_t i = 0; i < questions->n; i++) {
        char *dotted =
            arena_strdup(&questions->arena, questions->items[i].path + 1);

        for (char *c = dotted; *c; c++)
            if (*c == '/')
                *c = '.';
        known[i] = dotted;
    }
    return nearest_word(name, known, questions->n);
}

static bool
refuse_set(const struct draft *draft, const char *set, struct failure *failure)
{
    auto_(questions) struct questions questions = {0};
    auto_(text) struct text name = {0};

    text_add_bytes(&name, set, strcspn(set, "="));
    questions_add_all(&questions, draft);
    const char *near = nearest_path(&questions, text_str(&name));
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "--set: there is no '%s'; did you mean '%s'?", text_str(&name),
            near);
    return failure_set(
        failure, STATUS_USAGE, "--set: there is no '%s'", text_str(&name));
}

static bool
apply_sets(struct draft *draft, const struct option_list *sets,
    struct failure *failure)
{
    for (size_t i = 0; sets && i < sets->n; i++) {
        const char *set = sets->items[i];
        const char *equals = strchr(set, '=');

        if (!equals || equals == set)
            return failure_set(
                failure, STATUS_USAGE, "--set wants NAME=VALUE, not '%s'", set);
        auto_(heap) char *path = path_of(set, (size_t)(equals - set));
        make_room(draft, path);
        if (!draft_answer(draft, path, equals + 1))
            return refuse_set(draft, set, failure);
    }
    return true;
}

static bool
begin(const struct answers *answers, struct workspace *workspace,
    struct draft *draft, struct findings *findings, struct failure *failure)
{
    if (!answers->file) {
        draft_new(draft, workspace, answers->workflow_id);
        return true;
    }
    if (!draft_read(draft, workspace, answers->file, findings, failure))
        return false;
    if (answers->workflow_id)
        (void)draft_set(draft, "/workflow_id", answers->workflow_id);
    return true;
}

static bool
is_missing(const struct draft *draft, const struct question *question)
{
    const char *value = draft_get(draft, question->path);

    return question->required && (!value || !*value);
}

static void
print_missing(
    struct questions *questions, const struct question *question, FILE *err)
{
    auto_(text) struct text line = {0};

    text_addf(&line, "missing: %s: %s (%s)", question->path + 1, question->ask,
        question_allowed(questions, question));
    for (size_t i = 9; i < line.len && line.bytes[i] != ':'; i++)
        if (line.bytes[i] == '/')
            line.bytes[i] = '.';
    auto_(heap) char *clean = clean_line(line.bytes);
    (void)fprintf(err, "%s\n", clean);
}

void
answers_say_missing(struct workspace *workspace, FILE *err)
{
    auto_(questions) struct questions questions = {0};
    struct draft draft;

    draft_new(&draft, workspace, NULL);
    questions_add_all(&questions, &draft);
    for (size_t i = 0; i < questions.n; i++)
        if (is_missing(&draft, &questions.items[i]))
            print_missing(&questions, &questions.items[i], err);
    draft_done(&draft);
}

/* Whether the finding only says that something is missing, which was said. */
static bool
was_asked(const struct draft *draft, const struct questions *questions,
    const struct finding *finding)
{
    for (size_t i = 0; i < questions->n; i++)
        if (!strcmp(questions->items[i].path, finding->path))
            return is_missing(draft, &questions->items[i]);
    return !strcmp(finding->path, "/channels") && !draft->flow->nchannels;
}

/* All that is missing and all that is wrong; how many of it are errors. */
static size_t
report(const struct draft *draft, const struct findings *read, FILE *err)
{
    auto_(questions) struct questions questions = {0};
    auto_(findings) struct findings all = {0}, said = {0};
    auto_(flow_index) struct flow_index index = {0};
    size_t missing = 0;

    questions_add_all(&questions, draft);
    for (size_t i = 0; i < questions.n; i++)
        if (is_missing(draft, &questions.items[i])) {
            print_missing(&questions, &questions.items[i], err);
            missing++;
        }
    for (size_t i = 0; i < read->n; i++)
        findings_add(&all, read->items[i].code, read->items[i].file,
            read->items[i].at, read->items[i].path, read->items[i].hint, "%s",
            read->items[i].text);
    draft_findings(draft, &index, &all);
    for (size_t i = 0; i < all.n; i++)
        if (!was_asked(draft, &questions, &all.items[i]))
            findings_add(&said, all.items[i].code, all.items[i].file,
                all.items[i].at, all.items[i].path, all.items[i].hint, "%s",
                all.items[i].text);
    findings_print(&said, err);
    return missing + findings_count(&said, SEVERITY_ERROR);
}

static void
print_saved(const struct draft *draft, FILE *out)
{
    (void)fprintf(out,
        "Saved %s\n"
        "Workflow ID %s\n"
        "Not published. To publish: fallback-publish push %s\n",
        draft->file, draft->flow->workflow_id.text, draft->file);
}

static enum status
finish(const struct answers *answers, struct draft *draft,
    const struct findings *read, FILE *out, FILE *err, struct failure *failure)
{
    if (!apply_sets(draft, answers->sets, failure))
        return failure->status;
    draft_fill_in(draft);
    if (draft->accept_suggestions)
        draft_accept_suggestions(draft);
    draft_settle_inputs(draft);
    if (report(draft, read, err))
        return STATUS_FINDINGS;
    if (!draft_save(draft, draft->overwrite, failure))
        return failure->status;
    if (answers->record && !answers_record(draft, answers->record, failure))
        return failure->status;
    print_saved(draft, out);
    return STATUS_DONE;
}

enum status
answers_run(const struct answers *answers, struct workspace *workspace,
    FILE *out, FILE *err, struct failure *failure)
{
    auto_(findings) struct findings read = {0};
    enum status status;
    struct draft draft;

    if (answers->workflow_id && uuid_version(answers->workflow_id) != 7) {
        (void)failure_set(failure, STATUS_USAGE,
            "--workflow-id wants a UUID of version 7, not '%s'",
            answers->workflow_id);
        return STATUS_USAGE;
    }
    if (!begin(answers, workspace, &draft, &read, failure)) {
        findings_print(&read, err);
        status = failure->status;
    } else {
        free(draft.kept); /* a draft of the same flow is not ours to end */
        draft.kept = NULL;
        status = finish(answers, &draft, &read, out, err, failure);
    }
    draft_done(&draft);
    return status;
}

bool
answers_record(
    const struct draft *draft, const char *path, struct failure *failure)
{
    auto_(text) struct text content = {0}, block = {0};
    struct write *w = write_begin(&block);

    write_open_map(w, NULL, WRITE_BLOCK);
    write_open_map(w, "wizard", WRITE_BLOCK);
    write_value(w, "file", draft->file);
    write_bare(w, "overwrite", "true");
    write_close_map(w);
    write_close_map(w);
    write_end(w);
    flow_write(draft->flow, &content);
    text_add(&content, block.bytes);
    return file_write(path, content.bytes, content.len, 0644, failure);
}
