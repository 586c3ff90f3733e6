/* Where a walk begins: a new flow, a flow's file, a draft that was left. */
#include "acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draft_open.h"
#include "file.h"
#include "page.h"

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

void
wizard_new(struct wizard *wizard, const char *workflow_id)
{
    auto_(text) struct text who = {0};

    if (wizard->read_only) {
        wizard_say(wizard, ROLE_ERROR, "read-only: no flow can be made");
        return;
    }
    free(take(wizard->opening));
    wizard->begin = NULL;
    wizard_drop_draft(wizard);
    wizard->has_draft = true;
    draft_new(&wizard->draft, wizard->workspace, workflow_id);
    wizard_hold(wizard, &who);
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
    const bool stale = draft->base[0] && draft_is_stale(draft);

    draft_since(draft, &since);
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
                    {stale ? INTENT_FIELDS : INTENT_NONE,
                        "field by field: choose whose each is",
                        wizard_ask_fields},
                    {draft->file ? INTENT_DIFFERENCE : INTENT_NONE,
                        "show how they differ", wizard_show_difference},
                    {INTENT_BACK, "later: the draft is kept", later},
                },
            .again = ask_again,
        });
}

bool
wizard_open(struct wizard *wizard, const char *path)
{
    auto_(heap) char *file = strdup(path); /* the list goes meanwhile */
    auto_(text) struct text who = {0}, since = {0};
    struct failure failure = {0};
    enum draft_origin origin = DRAFT_OF_FILE;

    if (wizard->workspace->load) { /* what it names could not be found yet */
        wizard_say(wizard, ROLE_TEXT, "opening, when all templates are read");
        free(wizard->opening);
        wizard->opening = take(file);
        return true;
    }
    wizard_drop_draft(wizard);
    wizard->has_draft =
        draft_open(&wizard->draft, wizard->workspace, file, &origin, &failure);
    if (!wizard->has_draft) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return false;
    }
    const bool resumed = origin != DRAFT_OF_FILE;
    wizard_hold(wizard, &who);
    wizard->changed = false; /* opening writes nothing */
    wizard->kept_at[0] = '\0';
    (void)wizard_remember(wizard);
    wizard_check(wizard);
    if (resumed)
        draft_since(&wizard->draft, &since);
    wizard_go(wizard,
        resumed ? remembered_place(&wizard->draft)
                : (struct stop){STEP_REVIEW, 0});
    see_all(wizard);
    wizard->changed = resumed;
    if (wizard->borrowed)
        wizard_ask_holder(wizard, who.bytes);
    else if (origin == DRAFT_FOUND || since.len)
        ask_again(wizard);
    else if (resumed)
        go_on(wizard);
    else
        (void)wizard_tell_unread(wizard);
    return true;
}
