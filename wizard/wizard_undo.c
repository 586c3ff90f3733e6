/* Going back to what the draft was, and forth again. */
#include "acts.h"

#include "change.h"

bool
wizard_remember(struct wizard *wizard)
{
    return change_note(&wizard->history, &wizard->draft);
}

typedef bool step_fn(
    struct history *history, struct draft *draft, struct change *change);

static void
step(struct wizard *wizard, step_fn *go, const char *what, const char *nothing)
{
    auto_(change) struct change change = {0};

    if (wizard->form.typed)
        wizard_commit(wizard);
    form_done(&wizard->form); /* its words are the draft's */
    if (!go(&wizard->history, &wizard->draft, &change)) {
        wizard_renew(wizard);
        wizard_say(wizard, ROLE_TEXT, "%s", nothing);
        return;
    }
    wizard->changed = true;
    wizard_renew(wizard);
    if (change.path)
        wizard_go_to_path(wizard, change.path);
    wizard_say(wizard, ROLE_TEXT, "%s: %s", what, text_str(&change.words));
}

void
wizard_undo(struct wizard *wizard)
{
    step(wizard, change_undo, "undone", "there is nothing to undo");
}

void
wizard_redo(struct wizard *wizard)
{
    step(wizard, change_redo, "done again", "there is nothing to do again");
}
