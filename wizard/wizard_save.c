/* The wizard's ends: saving, leaving, and the texts over a page. */
#include "acts.h"

#include <string.h>

#include "answers.h"
#include "clean.h"
#include "draft_base.h"
#include "file.h"
#include "page.h"

void
wizard_show(struct wizard *wizard, const char *title, const char *text)
{
    text_clear(&wizard->overlay_title);
    text_add(&wizard->overlay_title, title);
    text_clear(&wizard->overlay_text);
    clean_add(&wizard->overlay_text, text, strlen(text), true);
    wizard->view = (struct view){.text = text_str(&wizard->overlay_text)};
    wizard->overlay = OVERLAY_VIEW;
}

/* "m      keep mine": the keys as the table has them. */
static void
add_choices(const struct dialog *dialog, struct text *out)
{
    const struct key_place place = {FOCUS_OTHER, PAGE_DIALOG};
    char name[PRESS_NAME_SIZE];

    for (size_t i = 0; i < DIALOG_CHOICES && dialog->choices[i].words; i++) {
        if (dialog->choices[i].intent == INTENT_NONE)
            continue;
        keymap_name(dialog->choices[i].intent, place, name);
        text_addf(out, "\n%-6s %s", name, dialog->choices[i].words);
    }
}

void
wizard_ask(struct wizard *wizard, const struct dialog *dialog)
{
    text_clear(&wizard->overlay_title);
    text_add(&wizard->overlay_title, dialog->title);
    text_clear(&wizard->overlay_text);
    text_add(&wizard->overlay_text, dialog->text);
    add_choices(dialog, &wizard->overlay_text);
    wizard->dialog = *dialog;
    wizard->dialog.title = wizard->dialog.text = NULL; /* copied above */
    wizard->overlay = OVERLAY_DIALOG;
}

void
wizard_show_yaml(struct wizard *wizard)
{
    auto_(text) struct text yaml = {0};

    draft_text(&wizard->draft, &yaml);
    wizard_show(wizard, "YAML", text_str(&yaml));
}

static void
record(struct wizard *wizard, const char *path)
{
    struct failure failure = {0};

    if (!answers_record(&wizard->draft, path, &failure))
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
    else
        wizard_say(wizard, ROLE_OK, "recorded %s", path);
}

/* "login-otp.answers.yaml" where the program was started. */
void
wizard_record(struct wizard *wizard)
{
    const char *file = text_str(&wizard->saved);
    const char *slash = strrchr(file, '/');
    auto_(text) struct text path = {0};

    file = slash ? slash + 1 : file;
    text_addf(&path, "%.*s.answers.yaml", (int)strcspn(file, "."), file);
    record(wizard, wizard->record ? wizard->record : path.bytes);
}

static void save(struct wizard *wizard, bool overwriting);

static void
overwrite(struct wizard *wizard)
{
    save(wizard, true);
}

/* A name that no file of flows/ has yet: "flows/login-otp-2.yaml". */
static void
save_beside(struct wizard *wizard)
{
    struct draft *draft = &wizard->draft;
    auto_(heap) char *file = draft_file_name(draft);
    const size_t stem = strlen(file) - strlen(".yaml");

    for (int n = 2; n < 1000; n++) {
        auto_(text) struct text path = {0};

        text_addf(&path, "%s/%.*s-%d.yaml", draft->workspace->root, (int)stem,
            file, n);
        if (file_exists(path.bytes))
            continue;
        draft->file = strdup(path.bytes + strlen(draft->workspace->root) + 1);
        save(wizard, false);
        return;
    }
}

static void
ask_overwrite(struct wizard *wizard, const struct failure *failure)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "%s\n", failure->text);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Overwrite?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "overwrite it", overwrite},
                    {wizard->draft.file ? INTENT_NONE : INTENT_COPY,
                        "save under another name", save_beside},
                    {INTENT_BACK, "do nothing", NULL},
                },
        });
}

/* The file is not the one that the draft began from. */
static void
ask_whose(struct wizard *wizard)
{
    auto_(text) struct text words = {0}, path = {0};

    text_addf(&path, "%s/%s", wizard->workspace->root, wizard->draft.file);
    const bool there = file_exists(path.bytes);
    text_addf(&words,
        there
            ? "%s is not the file that this draft began from: somebody has "
              "changed it meanwhile.\n"
            : "%s is not there any more: somebody has removed it meanwhile.\n",
        wizard->draft.file);
    wizard_ask(wizard,
        &(struct dialog){
            .title = there ? "Whose?" : "Write it again?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_MINE,
                        there ? "keep mine: write it over theirs"
                              : "keep mine: write it again",
                        overwrite},
                    {there ? INTENT_THEIRS : INTENT_NONE,
                        "take theirs (undo brings mine back)",
                        wizard_take_file},
                    {there ? INTENT_FIELDS : INTENT_NONE,
                        "field by field: choose whose each is",
                        wizard_ask_fields},
                    {there ? INTENT_DIFFERENCE : INTENT_NONE,
                        "show the difference", wizard_show_difference},
                    {INTENT_BACK, "do nothing: the draft is kept", NULL},
                },
            .again = ask_whose,
        });
}

void
wizard_take_file(struct wizard *wizard)
{
    struct failure failure = {0};

    form_done(&wizard->form);
    if (!draft_take_file(&wizard->draft, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    (void)wizard_remember(wizard);
    wizard->changed = true;
    wizard_renew(wizard);
    wizard_go(wizard, (struct stop){STEP_REVIEW, 0});
    wizard_say(wizard, ROLE_TEXT, "taken from %s; undo brings the draft back",
        wizard->draft.file);
}

static void
note_saved(struct wizard *wizard)
{
    wizard->changed = false;
    history_saved(&wizard->history, wizard->draft.base);
    text_clear(&wizard->saved);
    text_add(&wizard->saved, wizard->draft.file);
    wizard_go(wizard, (struct stop){STEP_PUBLISH, 0});
    if (!wizard_tell_unread(wizard))
        wizard_say(wizard, ROLE_OK, "saved %s", wizard->draft.file);
    if (wizard->record)
        record(wizard, wizard->record);
}

static void
save(struct wizard *wizard, bool overwriting)
{
    struct failure failure = {0};

    if (draft_save(&wizard->draft, overwriting, &failure))
        note_saved(wizard);
    else if (failure.status != STATUS_CONFLICT)
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
    else if (wizard->draft.base[0] && draft_is_stale(&wizard->draft))
        ask_whose(wizard);
    else
        ask_overwrite(wizard, &failure);
}

void
wizard_save(struct wizard *wizard)
{
    if (!wizard->has_draft)
        return;
    wizard_load_all(wizard);
    if (wizard->form.typed)
        wizard_commit(wizard);
    const size_t errors = findings_count(&wizard->findings, SEVERITY_ERROR);
    if (!errors) {
        save(wizard, false);
        return;
    }
    memset(wizard->seen, 0xFF, sizeof(wizard->seen));
    if (wizard->at.step != STEP_REVIEW)
        wizard_go(wizard, (struct stop){STEP_REVIEW, 0});
    wizard_say(wizard, ROLE_ERROR,
        "%zu error%s to be mended before it can be saved; the draft is kept",
        errors, errors == 1 ? "" : "s");
}

static void
stop(struct wizard *wizard)
{
    wizard_keep(wizard);
    if (wizard->loop)
        loop_stop(wizard->loop);
}

static void
discard(struct wizard *wizard)
{
    draft_discard(wizard->draft.kept);
    wizard->changed = false;
    stop(wizard);
}

/* Its child would end with us. */
static void
ask_about_publishing(struct wizard *wizard)
{
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Leave now?",
            .text = "The store has not answered yet: nobody knows whether it "
                    "is done.\n",
            .choices =
                {
                    {INTENT_BACK, "wait for the answer", NULL},
                    {INTENT_LEAVE,
                        "leave at once; 'fallback-publish history' tells later",
                        stop},
                },
        });
}

static void ask_unkept(struct wizard *wizard);

static void
try_again(struct wizard *wizard)
{
    wizard_keep(wizard);
    if (wizard->keep_failed)
        ask_unkept(wizard);
    else
        stop(wizard);
}

/* Leaving would lose it. */
static void
ask_unkept(struct wizard *wizard)
{
    auto_(text) struct text words = {0};
    struct failure failure = {0};

    (void)draft_keep(&wizard->draft, &failure);
    text_addf(&words, "The draft is NOT saved: %s.\n", failure.text);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Leave?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "try again to save it, then leave",
                        try_again},
                    {INTENT_BACK, "stay", NULL},
                    {INTENT_LEAVE, "leave at once, print it", stop},
                    {INTENT_DISCARD, "throw the draft away (a capital D)",
                        discard},
                },
        });
}

void
wizard_leave(struct wizard *wizard)
{
    auto_(text) struct text words = {0};

    if (wizard_is_publishing(wizard)) {
        ask_about_publishing(wizard);
        return;
    }
    if (wizard->has_draft && wizard->form.typed)
        wizard_commit(wizard);
    if (!wizard->has_draft || !wizard->changed) {
        stop(wizard);
        return;
    }
    if (wizard->keep_failed) {
        ask_unkept(wizard);
        return;
    }
    text_addf(&words,
        "The draft is saved and opens again with\n"
        "fallback-wizard --resume %s\n",
        wizard->draft.flow->workflow_id.text);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Leave?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "leave, keep the draft", stop},
                    {INTENT_BACK, "stay", NULL},
                    {INTENT_DISCARD, "throw the draft away (a capital D)",
                        discard},
                    {INTENT_LEAVE, "leave at once", stop},
                },
        });
}
