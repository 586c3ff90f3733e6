/* The wizard's ends: saving, leaving, and the texts over a page. */
#include "wizard.h"

#include <string.h>
#include <unistd.h>

#include "answers.h"
#include "clean.h"
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

void
wizard_ask(struct wizard *wizard, const struct dialog *dialog)
{
    text_clear(&wizard->overlay_title);
    text_add(&wizard->overlay_title, dialog->title);
    text_clear(&wizard->overlay_text);
    text_add(&wizard->overlay_text, dialog->text);
    wizard->dialog = *dialog;
    wizard->dialog.title = wizard->dialog.text = NULL; /* copied above */
    wizard->overlay = OVERLAY_DIALOG;
}

void
wizard_show_yaml(struct wizard *wizard)
{
    auto_(text) struct text yaml = {0};

    flow_write(wizard->draft.flow, &yaml);
    wizard_show(wizard, "YAML", text_str(&yaml));
}

static void
record(struct wizard *wizard)
{
    struct failure failure = {0};

    if (wizard->record &&
        !answers_record(&wizard->draft, wizard->record, &failure))
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
}

static void overwrite(struct wizard *wizard);

static void
save(struct wizard *wizard, bool overwriting)
{
    struct failure failure = {0};
    auto_(text) struct text question = {0};

    if (draft_save(&wizard->draft, overwriting, &failure)) {
        wizard->changed = false;
        text_clear(&wizard->saved);
        text_add(&wizard->saved, wizard->draft.file);
        wizard_go(wizard, (struct stop){STEP_PUBLISH, 0});
        wizard_say(wizard, ROLE_OK, "saved %s", wizard->draft.file);
        record(wizard);
        return;
    }
    if (failure.status != STATUS_CONFLICT) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    text_addf(&question, "%s\n\nEnter  overwrite it\nEsc    do nothing",
        failure.text);
    wizard_ask(wizard,
        &(struct dialog){.title = "Overwrite?",
            .text = question.bytes,
            .accept = overwrite});
}

static void
overwrite(struct wizard *wizard)
{
    save(wizard, true);
}

void
wizard_save(struct wizard *wizard)
{
    if (!wizard->has_draft)
        return;
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
    (void)unlink(wizard->draft.kept);
    wizard->changed = false;
    stop(wizard);
}

void
wizard_leave(struct wizard *wizard)
{
    auto_(text) struct text words = {0};

    if (wizard->has_draft && wizard->form.typed)
        wizard_commit(wizard);
    if (!wizard->has_draft || !wizard->changed) {
        stop(wizard);
        return;
    }
    text_addf(&words,
        "%s%s\n\n"
        "Enter  leave, keep the draft\n"
        "Esc    stay\n"
        "D      throw the draft away (a capital D)",
        wizard->keep_failed ? "The draft could NOT be saved.\n"
                            : "The draft is saved and opens again with\n"
                              "fallback-wizard --resume ",
        wizard->keep_failed ? "" : wizard->draft.flow->workflow_id.text);
    wizard_ask(wizard,
        &(struct dialog){.title = "Leave?",
            .text = words.bytes,
            .accept = stop,
            .discard = discard});
}
