/* The wizard's keys: what lies over the page first, then the page, then what
 * is the same everywhere. */
#include "acts.h"

#include <string.h>

#include "clean.h"
#include "frame.h"
#include "page.h"

#define KEEP_MS 2000 /* so much half-typed text may be lost */

static bool
is_too_small(const struct wizard *wizard)
{
    return wizard->rows &&
        frame_layout(wizard->rows, wizard->cols) == LAYOUT_NOTICE;
}

struct key_place
wizard_place(const struct wizard *wizard)
{
    const struct page_ops *page = page_at(wizard->at.step);

    if (is_too_small(wizard))
        return (struct key_place){FOCUS_OTHER, PAGE_NOTICE};
    if (wizard->overlay == OVERLAY_DIALOG)
        return (struct key_place){
            wizard->dialog.name ? FOCUS_TEXT : FOCUS_OTHER, PAGE_DIALOG};
    if (wizard->overlay == OVERLAY_TOLD)
        return (struct key_place){FOCUS_OTHER, PAGE_TOLD};
    if (wizard->overlay == OVERLAY_MERGE)
        return (struct key_place){FOCUS_OTHER, PAGE_MERGE};
    if (wizard->overlay == OVERLAY_PALETTE)
        return (struct key_place){FOCUS_FIND, PAGE_PALETTE};
    if (wizard->overlay != OVERLAY_NONE)
        return (struct key_place){FOCUS_OTHER, PAGE_VIEW};
    return (struct key_place){page->focus(wizard), page->keys};
}

/* True while the name that the dialog wants is not the one that was typed. */
static bool
name_key(struct wizard *wizard, struct key key)
{
    const char *name = wizard->dialog.name;

    if (!name || key.intent == INTENT_BACK)
        return false;
    if (key.intent != INTENT_ACCEPT) {
        (void)edit_key(&wizard->typed_name, key);
        return true;
    }
    if (!strcmp(edit_text(&wizard->typed_name), name))
        return false;
    wizard_say(wizard, ROLE_WARNING, "type '%s' first", name);
    return true;
}

static void
dialog_key(struct wizard *wizard, struct key key)
{
    const struct dialog dialog = wizard->dialog;

    if (name_key(wizard, key))
        return;
    for (size_t i = 0; i < DIALOG_CHOICES && dialog.choices[i].words; i++) {
        if (dialog.choices[i].intent != key.intent)
            continue;
        wizard->overlay = OVERLAY_NONE;
        if (dialog.choices[i].act)
            dialog.choices[i].act(wizard);
        else if (wizard->told.open)
            wizard_show_told(wizard);
        return;
    }
}

/* Back to the page, or to the question that the text was shown for. */
static void
close_view(struct wizard *wizard)
{
    void (*again)(struct wizard *) = wizard->dialog.again;

    wizard->overlay = OVERLAY_NONE;
    wizard->dialog.again = NULL;
    if (again)
        again(wizard);
}

static void
view_intent(struct wizard *wizard, struct key key)
{
    if (wizard->overlay == OVERLAY_VIEW && view_key(&wizard->view, key))
        return;
    switch ((int)key.intent) {
    case INTENT_BACK:
    case INTENT_ACCEPT:
    case INTENT_HELP:
    case INTENT_PREVIEW:
        close_view(wizard);
        break;
    }
}

static void
go_back(struct wizard *wizard)
{
    if (wizard->at.step == STEP_BASICS || wizard->at.step == STEP_PUBLISH)
        wizard_go_home(wizard);
    else
        wizard_go(wizard, walk_previous(&wizard->draft, wizard->at));
}

static void
walk_key(struct wizard *wizard, struct key key)
{
    switch ((int)key.intent) {
    case INTENT_NEXT_STEP:
    case INTENT_ACCEPT:
        wizard_go(wizard, walk_next(&wizard->draft, wizard->at));
        break;
    case INTENT_PREVIOUS_STEP:
        wizard_go(wizard, walk_previous(&wizard->draft, wizard->at));
        break;
    case INTENT_BACK:
        go_back(wizard);
        break;
    case INTENT_GO_STEP:
        if (key.code <= '3')
            wizard_go(wizard, walk_step(&wizard->draft, key.code - '0'));
        break;
    case INTENT_SAVE:
        wizard_save(wizard);
        break;
    case INTENT_OFFER:
        wizard_take_offer(wizard);
        break;
    case INTENT_UNDO:
        wizard_undo(wizard);
        break;
    case INTENT_REDO:
        wizard_redo(wizard);
        break;
    case INTENT_PREVIEW:
        wizard->overlay = OVERLAY_PREVIEW;
        break;
    }
}

static void
stop(struct wizard *wizard)
{
    wizard_keep(wizard);
    if (wizard->loop)
        loop_stop(wizard->loop);
}

/* The same questions, line by line. */
static void
go_plain(struct wizard *wizard)
{
    wizard->go_plain = !wizard_read_only(wizard);
    if (!wizard->go_plain)
        wizard_say(wizard, ROLE_WARNING, "read-only: nothing is asked");
    else
        stop(wizard);
}

/* True if the key means the same on every page. */
static bool
common_key(struct wizard *wizard, struct key key)
{
    switch ((int)key.intent) {
    case INTENT_HELP:
        wizard_show_help(wizard);
        return true;
    case INTENT_PALETTE:
        wizard_open_palette(wizard);
        return true;
    case INTENT_LEAVE:
        wizard_leave(wizard);
        return true;
    case INTENT_PLAIN:
        go_plain(wizard);
        return true;
    case INTENT_REDRAW:
        if (wizard->terminal)
            terminal_redraw(wizard->terminal);
        return true;
    case INTENT_SUSPEND:
        wizard_keep(wizard);
        if (wizard->terminal)
            terminal_suspend(wizard->terminal);
        return true;
    }
    return false;
}

static void
notice_key(struct wizard *wizard, struct key key)
{
    if (key.intent == INTENT_LEAVE)
        stop(wizard);
    else if (key.intent == INTENT_PLAIN)
        go_plain(wizard);
    else
        (void)common_key(wizard, key);
}

/* What would change a draft that is only to be looked at. */
static bool
changes(const struct wizard *wizard, struct key key)
{
    static const enum intent changing[] = {INTENT_DELETE, INTENT_MOVE_UP,
        INTENT_MOVE_DOWN, INTENT_ADD, INTENT_SAVE, INTENT_UNDO, INTENT_REDO,
        INTENT_OFFER, INTENT_NEW, INTENT_PUBLISH, INTENT_UNPUBLISH, INTENT_COPY,
        INTENT_EDITOR, INTENT_DISCARD};

    if (!wizard_read_only(wizard))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(changing); i++)
        if (key.intent == changing[i])
            return page_at(wizard->at.step)->focus(wizard) != FOCUS_FIND;
    return false;
}

void
wizard_key(struct wizard *wizard, struct key key)
{
    if (changes(wizard, key))
        wizard_say(wizard, ROLE_WARNING, "read-only: nothing is changed");
    else if (!common_key(wizard, key) &&
        !page_at(wizard->at.step)->key(wizard, key) &&
        wizard->at.step != STEP_FLOWS)
        walk_key(wizard, key);
}

/* Help, leaving and the like are the same over an answer. */
static void
told_key(struct wizard *wizard, struct key key)
{
    const bool publishes =
        key.intent == INTENT_PUBLISH || key.intent == INTENT_ACCEPT;

    if (publishes && wizard->read_only && wizard->told.told == TOLD_PLAN)
        wizard_say(wizard, ROLE_WARNING, "read-only: nothing is changed");
    else if (key.intent == INTENT_LEAVE || key.intent == INTENT_REDRAW ||
        key.intent == INTENT_SUSPEND)
        (void)common_key(wizard, key);
    else
        wizard_told_key(wizard, key);
}

static void
merge_key(struct wizard *wizard, struct key key)
{
    if (key.intent == INTENT_LEAVE || key.intent == INTENT_REDRAW ||
        key.intent == INTENT_SUSPEND)
        (void)common_key(wizard, key);
    else
        wizard_merge_key(wizard, key);
}

/* What is typed is kept before its field is left, but not letter by letter. */
static void
keep_soon(struct wizard *wizard)
{
    if (!wizard->loop || !wizard->form.typed || wizard->keep_soon)
        return;
    wizard->keep_soon = true;
    loop_timer(wizard->loop, TIMER_KEEP, KEEP_MS);
}

static void
take_press(void *data, struct press press)
{
    struct wizard *wizard = data;
    const struct key key = keymap_decode(press, wizard_place(wizard));

    if (is_too_small(wizard)) {
        notice_key(wizard, key);
        return;
    }
    if (key.intent == INTENT_NONE || wizard_lost(wizard))
        return;
    wizard_drop_difference(wizard);
    text_clear(&wizard->message);
    if (wizard->overlay == OVERLAY_DIALOG)
        dialog_key(wizard, key);
    else if (wizard->overlay == OVERLAY_PALETTE)
        wizard_palette_key(wizard, key);
    else if (wizard->overlay == OVERLAY_TOLD)
        told_key(wizard, key);
    else if (wizard->overlay == OVERLAY_MERGE)
        merge_key(wizard, key);
    else if (wizard->overlay != OVERLAY_NONE)
        view_intent(wizard, key);
    else
        wizard_key(wizard, key);
    keep_soon(wizard);
}

static void
take_paste(void *data, const char *text, bool cut)
{
    struct wizard *wizard = data;
    const struct page_ops *page = page_at(wizard->at.step);

    if (wizard_lost(wizard))
        return;
    text_clear(&wizard->message);
    if (wizard->overlay == OVERLAY_DIALOG && wizard->dialog.name) {
        (void)edit_paste(&wizard->typed_name, text);
        return;
    }
    if (wizard->overlay == OVERLAY_PALETTE && !is_too_small(wizard)) {
        wizard_palette_paste(wizard, text);
        return;
    }
    if (wizard->overlay != OVERLAY_NONE || is_too_small(wizard) ||
        !page->paste || !page->paste(wizard, text))
        return;
    keep_soon(wizard);
    if (wizard->message.len)
        return; /* it says what was left out */
    if (cut)
        wizard_say(wizard, ROLE_WARNING, "what was pasted is too long: cut");
    else if (strchr(text, '\n'))
        wizard_say(wizard, ROLE_WARNING,
            "the new lines of what was pasted became spaces");
}

static void
take_answer(void *data, const struct answer *answer)
{
    wizard_answer(data, answer);
}

static void
take_tick(void *data, unsigned timer)
{
    struct wizard *wizard = data;

    wizard->told.slow |= timer == TIMER_SLOW && wizard->told.waiting;
    if (timer != TIMER_KEEP)
        return;
    wizard->keep_soon = false;
    if (wizard->form.typed)
        wizard_keep(wizard);
}

const struct loop_hooks wizard_hooks = {
    .press = take_press,
    .paste = take_paste,
    .tick = take_tick,
    .answer = take_answer,
    .draw = wizard_draw,
    .work = wizard_load_some,
};
