/* The user's editor: over a file of the list, and over the flow that is
 * designed, from which comes back what was changed. */
#include "acts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draft_open.h"
#include "file.h"
#include "page.h"

#define EDIT_FOLDER ".fallback/edit"
#define NOT_FOUND 127 /* the shell's word for a program that is not there */

static const char *
editor_name(void)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

    if (visual && *visual)
        return visual;
    return editor && *editor ? editor : "vi";
}

/* The shell splits it: EDITOR may hold options. False after the reason. */
static bool
run_editor(struct wizard *wizard, const char *path)
{
    const char *name = editor_name();
    auto_(text) struct text line = {0};
    struct failure failure = {0};
    int status = 0;

    text_addf(&line, "%s \"$1\"", name);
    const char *const argv[] = {
        "/bin/sh", "-c", line.bytes, "editor", path, NULL};
    if (!terminal_run(wizard->terminal, argv, &status, &failure))
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
    else if (status == NOT_FOUND)
        wizard_say(wizard, ROLE_ERROR,
            "there is no program '%s': set EDITOR to the one you use", name);
    else if (status < 0 || status > 128)
        wizard_say(wizard, ROLE_ERROR,
            "the editor was killed, so nothing is taken over: '%s'", name);
    else if (status)
        wizard_say(wizard, ROLE_ERROR,
            "the editor failed (status %d), so nothing is taken over: '%s'",
            status, name);
    return !failure.status && !status;
}

/* "flows/login-otp.yaml:7:3: ..." of the first error; false for none. */
static bool
first_error(const struct wizard *wizard, const struct findings *findings,
    struct text *out)
{
    const size_t root = strlen(wizard->workspace->root);

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];
        const char *file = finding->file;

        if (finding->severity != SEVERITY_ERROR)
            continue;
        if (!strncmp(file, wizard->workspace->root, root) && file[root] == '/')
            file += root + 1;
        text_addf(out, "%s:%d:%d: %s", file, finding->at.line,
            finding->at.column, finding->text);
        return true;
    }
    return false;
}

void
wizard_edit_file(struct wizard *wizard, const struct flows_row *row)
{
    const size_t at = flows_at(&wizard->flows, wizard->flows_list.selected);
    auto_(heap) char *path = strdup(row->path); /* the list goes meanwhile */
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text error = {0};
    struct failure failure = {0};

    if (!wizard->terminal)
        return;
    const bool ran = run_editor(wizard, path);
    page_flows.enter(wizard);
    wizard_show_flows(wizard, at);
    auto_(flow) struct flow *flow =
        workspace_flow(wizard->workspace, path, &findings, &failure);
    if (ran && first_error(wizard, &findings, &error))
        wizard_say(wizard, ROLE_ERROR, "%s", error.bytes);
    else if (ran && !flow)
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
}

bool
wizard_tell_unread(struct wizard *wizard)
{
    const struct draft *draft = &wizard->draft;
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text path = {0}, error = {0};

    if (!draft->file || !draft->base[0])
        return false;
    text_addf(&path, "%s/%s", draft->workspace->root, draft->file);
    auto_(flow) struct flow *flow =
        workspace_flow(wizard->workspace, path.bytes, &findings, NULL);
    if (!flow || !first_error(wizard, &findings, &error))
        return false;
    wizard_say(wizard, ROLE_WARNING, "%s", error.bytes);
    return true;
}

static void edit(struct wizard *wizard);

/* What is wrong can be mended at once; nothing of it is lost. */
static void
ask_again(struct wizard *wizard, const char *error)
{
    const char *edited = text_str(&wizard->edited);
    auto_(text) struct text words = {0}, leave = {0};

    text_addf(&words, "%s\n\nThe draft is as it was before.\n", error);
    text_addf(&leave, "leave it: the text stays in %s",
        edited + strlen(wizard->workspace->root) + 1);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "This cannot be taken over",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "edit it again", edit},
                    {INTENT_BACK, leave.bytes, NULL},
                },
        });
}

static void
take_over(struct wizard *wizard, const char *path)
{
    const char *file = path + strlen(wizard->workspace->root) + 1;
    const bool saved = !strncmp(file, "flows/", strlen("flows/"));

    if (!saved)
        (void)unlink(path);
    (void)wizard_remember(wizard);
    wizard->changed = !saved;
    if (saved)
        history_saved(&wizard->history, wizard->draft.base);
    wizard_renew(wizard);
    wizard_go(wizard, (struct stop){STEP_REVIEW, 0});
    wizard_say(wizard, ROLE_OK, "taken over; ^_ brings back what was before");
}

/* The editor on the file named in `edited`, and what it makes of it. */
static void
edit(struct wizard *wizard)
{
    auto_(heap) char *path = strdup(text_str(&wizard->edited));
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text error = {0};
    struct file_stamp before, after;
    struct failure failure = {0};

    file_stamp(path, &before);
    if (!run_editor(wizard, path))
        return;
    file_stamp(path, &after);
    if (file_stamp_same(&before, &after) && !wizard->edited_wrong) {
        wizard_say(wizard, ROLE_TEXT, "nothing was changed");
        return;
    }
    form_done(&wizard->form);
    wizard->edited_wrong =
        !draft_take_edited(&wizard->draft, path, &findings, &failure);
    if (wizard->edited_wrong) {
        wizard_renew(wizard);
        ask_again(wizard,
            first_error(wizard, &findings, &error) ? error.bytes
                                                   : failure.text);
        return;
    }
    take_over(wizard, path);
}

/* The draft as a file of its own, where no list looks. */
static bool
write_copy(struct wizard *wizard, struct failure *failure)
{
    const struct draft *draft = &wizard->draft;
    auto_(text) struct text folder = {0}, content = {0};

    text_addf(&folder, "%s/%s", draft->workspace->root, EDIT_FOLDER);
    text_addf(
        &wizard->edited, "%s/%s", folder.bytes, strrchr(draft->kept, '/') + 1);
    draft_write(draft, &content);
    return file_make_folder(folder.bytes, 0700, failure) &&
        file_write(
            wizard->edited.bytes, content.bytes, content.len, 0600, failure);
}

/* The flow's file itself where the draft is what is in it: comments that are
 * written then stay. Else what the draft is now. */
void
wizard_edit_draft(struct wizard *wizard)
{
    const struct draft *draft = &wizard->draft;
    struct failure failure = {0};

    if (!wizard->terminal)
        return;
    if (wizard->form.typed)
        wizard_commit(wizard);
    wizard_keep(wizard);
    text_clear(&wizard->edited);
    wizard->edited_wrong = false;
    if (draft->base[0] && !wizard->changed && !draft_is_stale(draft))
        text_addf(
            &wizard->edited, "%s/%s", draft->workspace->root, draft->file);
    else if (!write_copy(wizard, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    edit(wizard);
}
