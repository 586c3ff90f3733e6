/* Taking up a draft: which one there is, who has it, what happened since. */
#include "draft_open.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "difference.h"
#include "draft_base.h"
#include "file.h"
#include "finder.h"

#define DRAFT_SUFFIX 5 /* ".yaml" */

/* What makes a file unreadable has a place in it. */
static bool
read_quietly(struct draft *draft, struct workspace *workspace, const char *path,
    struct failure *failure)
{
    auto_(findings) struct findings findings = {0};
    struct failure why = {0};

    if (draft_read(draft, workspace, path, &findings, &why))
        return true;
    draft_done(draft);
    if (findings.n)
        return failure_set(failure, why.status, "%s:%d:%d: %s",
            workspace_relative(workspace, path), findings.items[0].at.line,
            findings.items[0].at.column, findings.items[0].text);
    return failure_set(failure, why.status, "%s", why.text);
}

bool
draft_open(struct draft *draft, struct workspace *workspace, const char *path,
    enum draft_origin *origin, struct failure *failure)
{
    if (!read_quietly(draft, workspace, path, failure))
        return false;
    *origin = strcmp(path, draft->kept) ? DRAFT_OF_FILE : DRAFT_RESUMED;
    if (*origin == DRAFT_RESUMED || !file_exists(draft->kept))
        return true;
    auto_(heap) char *kept = strdup(draft->kept);
    draft_done(draft);
    *origin = DRAFT_FOUND;
    return read_quietly(draft, workspace, kept, failure);
}

static void
name_lock(const struct draft *draft, struct text *path)
{
    const char *slash = strrchr(draft->kept, '/');

    text_add_bytes(path, draft->kept, (size_t)(slash - draft->kept));
    (void)file_make_folder(path->bytes, 0700, NULL);
    text_clear(path);
    text_addf(path, "%.*s.lock", (int)(strlen(draft->kept) - DRAFT_SUFFIX),
        draft->kept);
}

enum hold_result
draft_hold(const struct draft *draft, struct hold *hold, struct text *who)
{
    auto_(text) struct text path = {0};

    name_lock(draft, &path);
    hold_drop(hold);
    return hold_take(hold, path.bytes, who);
}

bool
draft_seize(const struct draft *draft, struct hold *hold)
{
    auto_(text) struct text path = {0};

    name_lock(draft, &path);
    return hold_seize(hold, path.bytes);
}

bool
draft_reopen(struct draft *draft)
{
    struct draft next;

    if (!file_exists(draft->kept) ||
        !read_quietly(&next, draft->workspace, draft->kept, NULL))
        return false;
    draft_done(draft);
    *draft = next;
    return true;
}

bool
draft_take_edited(struct draft *draft, const char *path,
    struct findings *findings, struct failure *failure)
{
    auto_(text) struct text text = {0};
    struct draft edited;
    const bool read =
        draft_read(&edited, draft->workspace, path, findings, failure) &&
        !findings_count(findings, SEVERITY_ERROR);

    if (read) {
        draft_write(&edited, &text);
        (void)draft_take(draft, text.bytes, text.len);
        const char *file = draft_base_text(&edited);
        if (file && edited.file && text_is(draft->file, edited.file))
            draft_base_note(draft, file, strlen(file));
    }
    draft_done(&edited);
    return read;
}

/* What has become of the templates since the draft was kept. */
static void
say_templates(const struct draft *draft, struct text *out)
{
    const size_t before = out->len;
    char now[65];

    for (size_t i = 0; i < draft->flow->nchannels; i++) {
        const struct flow_channel *step = &draft->flow->channels[i];
        const struct template *template = draft_template(draft, i);

        if (!step->template_name.text ||
            (template && template_usable(template)))
            continue;
        text_addf(out, "template %s (%s) ", step->template_name.text,
            step->language.text ? step->language.text : "no language");
        if (template)
            finder_reason(template, out);
        else
            text_add(out, "is not there any more");
        text_add_char(out, '\n');
    }
    draft_templates_now(draft, now);
    if (out->len == before && draft->templates[0] &&
        strcmp(now, draft->templates) != 0)
        text_add(out, "a template that it names has changed\n");
}

static void
say_file(const struct draft *draft, struct text *out)
{
    auto_(text) struct text path = {0};
    struct stat stat_of;
    struct tm tm;
    char when[32] = "";

    if (!draft_is_stale(draft))
        return;
    text_addf(&path, "%s/%s", draft->workspace->root, draft->file);
    if (stat(path.bytes, &stat_of)) {
        text_addf(out, "%s is not there any more\n", draft->file);
        return;
    }
    if (localtime_r(&stat_of.st_mtime, &tm))
        (void)strftime(when, sizeof(when), "%e %b %H:%M", &tm);
    text_addf(out, "%s was changed on disk, %s\n", draft->file,
        when[0] == ' ' ? when + 1 : when);
}

void
draft_since(const struct draft *draft, struct text *out)
{
    say_templates(draft, out);
    say_file(draft, out);
}

void
draft_difference(const struct draft *draft, struct text *out)
{
    auto_(differences) struct differences differences = {0};
    const struct catalogue *templates = &draft->workspace->catalogue;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/%s", draft->workspace->root, draft->file);
    auto_(flow) struct flow *theirs =
        workspace_flow(draft->workspace, path.bytes, &findings, NULL);
    differences_find(&differences,
        &(struct difference_side){.flow = theirs, .templates = templates},
        &(struct difference_side){.flow = draft->flow, .templates = templates},
        draft->workspace);
    for (size_t i = 0; i < differences.n; i++)
        text_addf(out, "%s\n", differences.items[i].text);
}
