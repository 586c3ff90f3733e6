/* The list of flows: where the wizard begins. */
#include "page.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATE_COLS 24
#define CHANNELS_COLS 16

static const struct flows_row *
selected(const struct wizard *wizard)
{
    const size_t at = wizard->flows_list.selected;

    return at < wizard->flows.nshown
        ? &wizard->flows.rows[wizard->flows.shown[at]]
        : NULL;
}

static void
enter(struct wizard *wizard)
{
    flows_load(&wizard->flows, wizard->workspace);
    flows_filter(&wizard->flows, edit_text(&wizard->flows_find));
    wizard_ask_store(wizard);
}

static enum focus
focus(const struct wizard *wizard)
{
    if (wizard->finding_flows)
        return FOCUS_FIND;
    return wizard->flows.n ? FOCUS_LIST : FOCUS_OTHER;
}

static const char *
help(const struct wizard *wizard)
{
    const struct flows_row *row = selected(wizard);

    if (!row)
        return "Nothing is sent to anybody before you publish a flow and "
               "somebody invokes it.";
    return row->draft ? "An unfinished draft: Enter resumes it, D throws it "
                        "away."
                      : "Enter opens the flow on its Preview; / finds one, e "
                        "edits its file.";
}

static const char *
path(const struct wizard *wizard)
{
    (void)wizard;
    return NULL;
}

static enum role
state_role(const struct flows_row *row)
{
    if (row->draft)
        return ROLE_TITLE;
    if (row->errors)
        return ROLE_ERROR;
    return row->warnings ? ROLE_WARNING : ROLE_OK;
}

static void
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct flows *flows = data;
    const struct flows_row *row = &flows->rows[flows->shown[index]];
    const bool narrow = area.cols < 60;
    const int state = narrow ? 10 : STATE_COLS;
    const int channels = narrow ? 0 : CHANNELS_COLS;
    const int title = area.cols - state - channels - 1;
    auto_(text) struct text words = {0};

    flows_state(row, &words);
    screen_put_in(screen, area.row, area.col, title - 1, role, row->title);
    screen_put_in(screen, area.row, area.col + title, state - 1,
        role == ROLE_FOCUS ? role : state_role(row), words.bytes);
    if (channels)
        screen_put_in(screen, area.row, area.col + title + state, channels,
            role, row->channels);
}

static void
draw_about(const struct flows_row *row, struct screen *screen, struct area area)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "%s\n%s\n%s", row->file,
        row->workflow_id ? row->workflow_id : "no Workflow ID", row->about);
    screen_rule(screen, area.row, area.col, area.cols);
    page_text(screen,
        (struct area){area.row + 1, area.col + 1, area.rows - 1, area.cols - 2},
        ROLE_TEXT, words.bytes);
}

static void
draw_empty(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(text) struct text words = {0};

    text_addf(&words,
        "There is no flow in this workspace yet.\n\n"
        "A flow sends a message on one channel and, when that fails or stays "
        "silent too long, sends it again on the next one.\n\n"
        "  n   new flow: a few questions, saved as you type\n\n"
        "Looked in %s/flows (0 files).",
        wizard->workspace->root);
    page_text(screen,
        (struct area){page.row + (page.rows > 10 ? 2 : 0), page.col + 3,
            page.rows, page.cols - 6},
        ROLE_TEXT, words.bytes);
    screen_cursor(screen, page.row, page.col);
}

static bool
is_filtered(const struct wizard *wizard)
{
    return wizard->finding_flows || wizard->flows_find.text.len;
}

static void
draw_find(struct wizard *wizard, struct screen *screen, struct area page)
{
    screen_put(screen, page.row, page.col + 1, ROLE_TEXT, "Find");
    edit_draw(&wizard->flows_find, screen, page.row, page.col + 6,
        page.cols > 46 ? 36 : page.cols - 8, wizard->finding_flows);
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct flows_row *row;
    const int about = page.rows > 10 ? 5 : 0;
    const int find = is_filtered(wizard);
    const struct area list = {
        page.row + find, page.col, page.rows - about - find, page.cols};

    list_fit(&wizard->flows_list, wizard->flows.nshown, list.rows);
    if (!wizard->flows.n) {
        draw_empty(wizard, screen, page);
        return;
    }
    if (wizard->flows.nshown)
        list_draw(
            &wizard->flows_list, screen, list, draw_row, &wizard->flows, true);
    else
        screen_put_in(screen, list.row, list.col + 2, list.cols - 2, ROLE_TEXT,
            "No flow is called that. Esc shows all.");
    if (find)
        draw_find(wizard, screen, page);
    row = selected(wizard);
    if (about && row)
        draw_about(row, screen,
            (struct area){
                page.row + page.rows - about, page.col, about, page.cols});
}

static void
run(struct wizard *wizard, enum intent intent)
{
    const struct flows_row *row = selected(wizard);

    if (!row || row->draft)
        wizard_say(wizard, ROLE_WARNING,
            "a draft has to be finished and saved before that");
    else if (intent == INTENT_DRY_RUN)
        wizard_dry_run(wizard, row->file);
    else
        wizard_publish(wizard, row->file);
}

static void
discard(struct wizard *wizard)
{
    const struct flows_row *row = selected(wizard);

    if (!row || !row->draft)
        return;
    (void)unlink(row->path);
    enter(wizard);
    wizard_say(wizard, ROLE_TEXT, "the draft is gone");
}

static void
ask_to_discard(struct wizard *wizard)
{
    const struct flows_row *row = selected(wizard);
    auto_(text) struct text words = {0};

    if (!row || !row->draft || row->holder) {
        wizard_say(wizard, ROLE_WARNING,
            row && row->holder ? "this draft is in work elsewhere"
                               : "only drafts can be thrown away here");
        return;
    }
    text_addf(&words, "The draft \"%s\" is lost then.\n", row->title);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Throw the draft away?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_DISCARD, "throw it away (a capital D)", discard},
                    {INTENT_BACK, "keep it", NULL},
                },
        });
}

static void
filter(struct wizard *wizard)
{
    flows_filter(&wizard->flows, edit_text(&wizard->flows_find));
    wizard->flows_list = (struct list){.count = wizard->flows.nshown};
}

static void
end_finding(struct wizard *wizard, bool all)
{
    wizard->finding_flows = false;
    if (!all)
        return;
    edit_set(&wizard->flows_find, "");
    filter(wizard);
}

/* While a part of a name is typed. */
static bool
find_key(struct wizard *wizard, struct key pressed)
{
    if (pressed.intent == INTENT_BACK) {
        end_finding(wizard, true);
        return true;
    }
    if (pressed.intent == INTENT_ACCEPT) {
        const struct flows_row *row = selected(wizard);

        end_finding(wizard, !row);
        if (row)
            (void)wizard_open(wizard, row->path);
        return true;
    }
    const enum edit_result result =
        page_find_key(&wizard->flows_find, &wizard->flows_list, pressed);
    if (result == EDIT_CHANGED)
        filter(wizard);
    return result != EDIT_IGNORED;
}

static bool
paste(struct wizard *wizard, const char *text)
{
    if (!wizard->finding_flows)
        return false;
    (void)edit_paste(&wizard->flows_find, text);
    filter(wizard);
    return true;
}

/* The file in the editor of the user; the list is read anew afterwards. */
static void
edit_file(struct wizard *wizard)
{
    const struct flows_row *row = selected(wizard);
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    struct failure failure = {0};
    int status = 0;

    if (!row || row->draft || !wizard->terminal) {
        wizard_say(wizard, ROLE_WARNING, "only a flow's file can be edited");
        return;
    }
    editor = visual && *visual ? visual : editor;
    const char *const argv[] = {
        editor && *editor ? editor : "vi", row->path, NULL};
    if (!terminal_run(wizard->terminal, argv, &status, &failure))
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
    enter(wizard);
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    const struct flows_row *row = selected(wizard);

    if (wizard->finding_flows)
        return find_key(wizard, pressed);
    switch ((int)pressed.intent) {
    case INTENT_NEW:
        wizard_new(wizard, NULL);
        return true;
    case INTENT_ACCEPT:
        if (row)
            (void)wizard_open(wizard, row->path);
        else
            wizard_new(wizard, NULL);
        return true;
    case INTENT_DRY_RUN:
    case INTENT_PUBLISH:
        run(wizard, pressed.intent);
        return true;
    case INTENT_SEARCH:
        wizard->finding_flows = wizard->flows.n;
        return true;
    case INTENT_EDITOR:
        edit_file(wizard);
        return true;
    case INTENT_DISCARD:
        ask_to_discard(wizard);
        return true;
    case INTENT_RELOAD:
        enter(wizard);
        return true;
    case INTENT_QUIT:
    case INTENT_BACK:
        if (pressed.intent == INTENT_BACK && is_filtered(wizard))
            end_finding(wizard, true);
        else
            wizard_leave(wizard);
        return true;
    }
    return list_key(&wizard->flows_list, pressed);
}

const struct page_ops page_flows = {
    .title = "Flows",
    .name = "flows",
    .purpose = "Lists the flows of the workspace and unfinished drafts, with "
               "what the checks and the store say about them.",
    .keys = PAGE_FLOWS,
    .enter = enter,
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
    .paste = paste,
};
