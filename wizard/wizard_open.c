/* Where a walk begins: a new flow, a flow's file, a draft that was left. */
#include "wizard.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"
#include "file.h"
#include "finder.h"
#include "page.h"

#define DRAFT_SUFFIX 5 /* ".yaml" */

static struct stop
remembered_place(const struct draft *draft)
{
    const size_t len = strcspn(draft->place, " ");

    for (unsigned step = STEP_BASICS; step < STEP_PUBLISH; step++) {
        const size_t channel = strtoul(draft->place + len, NULL, 10);
        const bool of_channel = step >= STEP_CHANNEL && step <= STEP_DELAY;

        if (strlen(page_at((enum step)step)->name) != len ||
            strncmp(page_at((enum step)step)->name, draft->place, len) != 0)
            continue;
        if (of_channel && (!channel || channel > draft->flow->nchannels))
            return walk_step(draft, 2);
        return (struct stop){(enum step)step, of_channel ? channel - 1 : 0};
    }
    return (struct stop){STEP_REVIEW, 0};
}

/* The lock beside the draft. What it is for cannot be had where no file can be
 * made; that is said when the draft is kept. */
static enum hold_result
take_hold(struct wizard *wizard, struct text *who)
{
    auto_(text) struct text path = {0};
    const char *kept = wizard->draft.kept;
    const char *slash = strrchr(kept, '/');

    if (wizard->read_only)
        return HOLD_TAKEN;
    text_add_bytes(&path, kept, (size_t)(slash - kept));
    (void)file_make_folder(path.bytes, 0700, NULL);
    text_clear(&path);
    text_addf(&path, "%.*s.lock", (int)(strlen(kept) - DRAFT_SUFFIX), kept);
    hold_drop(&wizard->hold);
    return hold_take(&wizard->hold, path.bytes, who);
}

void
wizard_new(struct wizard *wizard, const char *workflow_id)
{
    auto_(text) struct text who = {0};

    if (wizard->read_only) {
        wizard_say(wizard, ROLE_ERROR, "read-only: no flow can be made");
        return;
    }
    wizard_drop_draft(wizard);
    wizard->has_draft = true;
    draft_new(&wizard->draft, wizard->workspace, workflow_id);
    if (take_hold(wizard, &who) == HOLD_THEIRS)
        wizard->borrowed = true;
    (void)wizard_remember(wizard);
    wizard_check(wizard);
    wizard->kept_at[0] = '\0';
    wizard_go(wizard, (struct stop){STEP_BASICS, 0});
    memset(wizard->seen, 0, sizeof(wizard->seen));
}

static void
see_all(struct wizard *wizard)
{
    for (size_t i = 0; i < ARRAY_LEN(wizard->seen); i++)
        wizard->seen[i] = ~0U;
}

/* What saving would do to a file that somebody wrote by hand. */
static void
warn_of_form(struct wizard *wizard, const char *path)
{
    auto_(text) struct text before = {0}, after = {0};

    flow_write(wizard->draft.flow, &after);
    if (file_read(path, FLOW_BYTES_MAX, &before, NULL) &&
        strcmp(text_str(&before), text_str(&after)) != 0)
        wizard_say(wizard, ROLE_WARNING,
            "saving writes this file in the usual form; its comments stay");
}

static bool
read_draft(struct wizard *wizard, const char *path, struct failure *failure)
{
    auto_(findings) struct findings findings = {0};

    wizard->has_draft =
        draft_read(&wizard->draft, wizard->workspace, path, &findings, failure);
    if (!wizard->has_draft && wizard->draft.workspace)
        draft_done(&wizard->draft);
    return wizard->has_draft;
}

/* Reads the file, or the draft that the flow has. `found`: there was one, and
 * nobody asked for it. */
static bool
read_what_there_is(struct wizard *wizard, const char *path, bool *resumed,
    bool *found, struct failure *failure)
{
    if (!read_draft(wizard, path, failure))
        return false;
    *resumed = !strcmp(path, wizard->draft.kept);
    if (*resumed || !file_exists(wizard->draft.kept))
        return true;
    auto_(heap) char *kept = strdup(wizard->draft.kept);
    draft_done(&wizard->draft);
    *resumed = *found = true;
    return read_draft(wizard, kept, failure);
}

/* What has become of the templates since the draft was kept. */
static void
say_templates(const struct wizard *wizard, struct text *out)
{
    const struct draft *draft = &wizard->draft;
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

static void
go_on(struct wizard *wizard)
{
    wizard_say(wizard, ROLE_TEXT, "the draft goes on where it was left");
}

/* The draft stays as it is, what it knows of its templates too. */
static void
later(struct wizard *wizard)
{
    wizard->changed = false;
    wizard_go_home(wizard);
}

static void
ask_again(struct wizard *wizard)
{
    auto_(text) struct text words = {0}, since = {0};
    const struct draft *draft = &wizard->draft;

    say_templates(wizard, &since);
    say_file(draft, &since);
    text_addf(&words, "\"%s\" was left on the page '%s'.%s%s",
        draft->flow->title.text ? draft->flow->title.text : "(no title yet)",
        page_at(remembered_place(draft).step)->title,
        since.len ? " Since then:\n" : "\n", text_str(&since));
    wizard_ask(wizard,
        &(struct dialog){
            .title = "An unfinished draft",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "go on with the draft", go_on},
                    {draft->file ? INTENT_THEIRS : INTENT_NONE,
                        "begin from the file (undo brings the draft back)",
                        wizard_take_file},
                    {draft->file ? INTENT_DIFFERENCE : INTENT_NONE,
                        "show how they differ", wizard_show_difference},
                    {INTENT_BACK, "later: the draft is kept", later},
                },
            .again = ask_again,
        });
}

static void
look(struct wizard *wizard)
{
    wizard_say(
        wizard, ROLE_WARNING, "read-only: somebody else works on this flow");
}

static void
copy(struct wizard *wizard)
{
    auto_(text) struct text who = {0};

    draft_copy(&wizard->draft);
    wizard->borrowed = take_hold(wizard, &who) == HOLD_THEIRS;
    wizard->changed = true;
    wizard_renew(wizard);
    (void)wizard_remember(wizard);
    wizard_go(wizard, (struct stop){STEP_BASICS, 0});
    wizard_say(
        wizard, ROLE_TEXT, "this is a copy with a Workflow ID of its own");
}

static void
ask_about_theirs(struct wizard *wizard, const char *who)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "Another wizard has this flow open:\n%s\n", who);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "In work elsewhere",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "look at it, read-only", look},
                    {INTENT_COPY, "make a copy with its own Workflow ID", copy},
                    {INTENT_BACK, "back to the list", wizard_go_home},
                },
        });
}

bool
wizard_open(struct wizard *wizard, const char *path)
{
    auto_(heap) char *file = strdup(path); /* the list goes meanwhile */
    auto_(text) struct text who = {0}, since = {0};
    struct failure failure = {0};
    bool resumed = false, found = false;

    wizard_drop_draft(wizard);
    if (!read_what_there_is(wizard, file, &resumed, &found, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return false;
    }
    wizard->borrowed = take_hold(wizard, &who) == HOLD_THEIRS;
    wizard->changed = false; /* opening writes nothing */
    wizard->kept_at[0] = '\0';
    (void)wizard_remember(wizard);
    wizard_check(wizard);
    if (resumed) {
        say_templates(wizard, &since);
        say_file(&wizard->draft, &since);
    }
    wizard_go(wizard,
        resumed ? remembered_place(&wizard->draft)
                : (struct stop){STEP_REVIEW, 0});
    see_all(wizard);
    wizard->changed = resumed;
    if (wizard->borrowed)
        ask_about_theirs(wizard, who.bytes);
    else if (found || since.len)
        ask_again(wizard);
    else if (resumed)
        go_on(wizard);
    else
        warn_of_form(wizard, file);
    return true;
}
