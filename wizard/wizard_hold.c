/* The draft's lock: who else has the flow, and what can be done about it. */
#include "acts.h"

#include "draft_open.h"
#include "page.h"

void
wizard_hold(struct wizard *wizard, struct text *who)
{
    wizard->borrowed = !wizard->read_only &&
        draft_hold(&wizard->draft, &wizard->hold, who) == HOLD_THEIRS;
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
    wizard_hold(wizard, &who);
    wizard->changed = true;
    wizard_renew(wizard);
    (void)wizard_remember(wizard);
    wizard_go(wizard, (struct stop){STEP_BASICS, 0});
    wizard_say(
        wizard, ROLE_TEXT, "this is a copy with a Workflow ID of its own");
}

/* What they kept last is what goes on; undo leads to what was seen before. */
static void
take_over(struct wizard *wizard)
{
    if (!draft_seize(&wizard->draft, &wizard->hold)) {
        wizard_say(wizard, ROLE_ERROR,
            "the lock beside the draft cannot be written: read-only");
        return;
    }
    wizard->borrowed = false;
    form_done(&wizard->form);
    wizard->changed |= draft_reopen(&wizard->draft);
    (void)wizard_remember(wizard);
    wizard_renew(wizard);
    wizard_go(wizard, wizard->at);
    wizard_say(wizard, ROLE_TEXT,
        "taken over: the other wizard can only look from now on");
}

static void
ask(struct wizard *wizard, const char *title, const char *words)
{
    wizard_ask(wizard,
        &(struct dialog){
            .title = title,
            .text = words,
            .choices =
                {
                    {INTENT_ACCEPT, "look at it, read-only", look},
                    {INTENT_THEIRS, "take it over: the other can only look",
                        take_over},
                    {INTENT_COPY, "make a copy with its own Workflow ID", copy},
                    {INTENT_BACK, "back to the list", wizard_go_home},
                },
        });
}

void
wizard_ask_holder(struct wizard *wizard, const char *who)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "Another wizard has this flow open:\n%s\n", who);
    ask(wizard, "In work elsewhere", words.bytes);
}

bool
wizard_lost(struct wizard *wizard)
{
    auto_(text) struct text who = {0}, words = {0};

    if (!wizard->has_draft || wizard_read_only(wizard) ||
        hold_renew(&wizard->hold, &who) != HOLD_THEIRS)
        return false;
    hold_drop(&wizard->hold);
    wizard->borrowed = wizard->form.read_only = true;
    wizard->changed = false; /* it is the other's to keep */
    text_addf(&words,
        "Another wizard has taken this flow over:\n%s\n\nWhat you entered "
        "is in the draft that it goes on with. A copy has all that you see.\n",
        who.bytes);
    ask(wizard, "Taken over", words.bytes);
    return true;
}
