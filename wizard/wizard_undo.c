/* Going back to what the draft was, and forth again. */
#include "wizard.h"

#include <string.h>

#include "change.h"

/* What is compared and gone back to: all but where the front was, and what is
 * known of the file on disk. */
static void
write_state(const struct draft *draft, struct text *out)
{
    struct draft bare = *draft;

    bare.place[0] = bare.base[0] = '\0';
    draft_write(&bare, out);
}

bool
wizard_remember(struct wizard *wizard)
{
    auto_(text) struct text state = {0};

    write_state(&wizard->draft, &state);
    return history_add(&wizard->history, state.bytes, wizard->draft.base);
}

/* A copy of the draft as it is now, for comparing. */
static void
copy_draft(const struct draft *draft, struct draft *out)
{
    auto_(text) struct text state = {0};

    write_state(draft, &state);
    *out = (struct draft){
        .workspace = draft->workspace,
        .flow = flow_new(draft->flow->file),
    };
    (void)draft_take(out, state.bytes, state.len);
}

static void
go_to(
    struct wizard *wizard, const struct history_state *state, const char *what)
{
    auto_(change) struct change change = {0};
    struct draft before;

    copy_draft(&wizard->draft, &before);
    form_done(&wizard->form); /* its words are the draft's */
    if (!draft_take(&wizard->draft, state->text, strlen(state->text))) {
        draft_done(&before);
        return;
    }
    memcpy(wizard->draft.base, state->base, sizeof(wizard->draft.base));
    const bool found = change_find(&before, &wizard->draft, &change);
    draft_done(&before);
    wizard->changed = true;
    wizard_renew(wizard);
    if (found)
        wizard_go_to_path(wizard, change.path);
    wizard_say(
        wizard, ROLE_TEXT, "%s: %s", what, found ? change.words.bytes : "");
}

void
wizard_undo(struct wizard *wizard)
{
    if (wizard->form.typed)
        wizard_commit(wizard);
    const struct history_state *state = history_undo(&wizard->history);

    if (state)
        go_to(wizard, state, "undone");
    else
        wizard_say(wizard, ROLE_TEXT, "there is nothing to undo");
}

void
wizard_redo(struct wizard *wizard)
{
    if (wizard->form.typed)
        wizard_commit(wizard);
    const struct history_state *state = history_redo(&wizard->history);

    if (state)
        go_to(wizard, state, "done again");
    else
        wizard_say(wizard, ROLE_TEXT, "there is nothing to do again");
}
