/* The list of flows: where the wizard begins. */
#include "page.h"

#include <string.h>

#include "draft_base.h"
#include "table.h"

#define ABOUT_ROWS 7 /* what stands below the list, with its rule */

#define TITLED_COLS 60 /* where there are titles */

enum { TITLE, STATE, CHANNELS, CHANGED, FILE_NAME, LAST, COLUMNS };

static const struct table_column columns[COLUMNS] = {
    [TITLE] = {"Title", .least = 20, .most = 44},
    [STATE] = {"State", .least = 16, .most = 24, .want = 22},
    [CHANNELS] = {"Channels", .least = 14, .most = 34, .rank = 2},
    [CHANGED] = {"Changed", .least = 12, .most = 12, .rank = 1},
    [FILE_NAME] = {"File", .least = 20, .most = 40, .rank = 3},
    [LAST] = {"In the store", .least = 26, .most = 44, .rank = 4},
};

/* The column by which an order sorts. */
static const size_t sorted_columns[FLOWS_ORDERS] = {
    [FLOWS_AS_READ] = FILE_NAME,
    [FLOWS_BY_TITLE] = TITLE,
    [FLOWS_BY_STATE] = STATE,
    [FLOWS_BY_CHANGE] = CHANGED,
};

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
    wizard_load(wizard);
}

void
wizard_show_flows(struct wizard *wizard, size_t at)
{
    struct flows *flows = &wizard->flows;

    flows_filter(flows, edit_text(&wizard->flows_find));
    if (wizard->flows_order || wizard->flows_turned)
        flows_sort(flows, wizard->flows_order, wizard->flows_turned);
    for (size_t i = 0; i < flows->nshown; i++)
        if (flows->shown[i] == at)
            wizard->flows_list.selected = i;
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
    if (row->draft)
        return "An unfinished draft: Enter resumes it, D throws it away.";
    if (!row->file)
        return "Only the store has it: h shows its history, x unpublishes it.";
    return "Enter opens, c copies, Del removes it; / finds, s sorts, ? has all "
           "keys.";
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
    if (row->errors || row->changed_there)
        return ROLE_ERROR;
    return row->warnings || row->changed_here ? ROLE_WARNING : ROLE_OK;
}

static void
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct table *table = data;
    const struct flows *flows = table->data;
    const struct flows_row *row = &flows->rows[flows->shown[index]];
    auto_(text) struct text words = {0};

    flows_state(row, &words);
    table_put(table, TITLE, screen, area, role, row->title);
    table_put(table, STATE, screen, area,
        role == ROLE_FOCUS ? role : state_role(row), words.bytes);
    table_put(table, CHANNELS, screen, area, role, row->channels);
    table_put(table, CHANGED, screen, area, role, row->changed);
    table_put(table, FILE_NAME, screen, area, role, row->file ? row->file : "");
    table_put(table, LAST, screen, area, role, row->last ? row->last : "");
}

/* The rows that are shown, below their titles where there is room for them. */
static void
draw_rows(struct wizard *wizard, struct screen *screen, struct area area)
{
    const int head = area.cols >= TITLED_COLS && area.rows > 2;
    struct table table = {
        .columns = columns,
        .n = COLUMNS,
        .sorted = sorted_columns[wizard->flows_order],
        .falling =
            (wizard->flows_order == FLOWS_BY_CHANGE) != wizard->flows_turned,
        .data = &wizard->flows,
    };
    struct area line = area;

    line.col += LIST_MARK_COLS;
    line.cols -= LIST_MARK_COLS;
    area.row += head;
    area.rows -= head;
    table_fit(&table, line.cols);
    if (head)
        table_draw_titles(&table, screen, line);
    list_fit(&wizard->flows_list, wizard->flows.nshown, area.rows);
    list_draw(&wizard->flows_list, screen, area, draw_row, &table, true);
}

/* The way of the focused flow, its names, and what is to be said of it. */
static void
draw_about(const struct flows_row *row, struct screen *screen, struct area area)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "%s\n%s  %s\n", row->way,
        row->workflow_id ? row->workflow_id : "no Workflow ID",
        row->file ? row->file : "");
    if (row->last)
        text_addf(&words, "%s\n", row->last);
    if (row->changed_there)
        text_add(&words, "! somebody else changed it in the store: p tells\n");
    else if (row->changes)
        text_addf(&words, "+ %s\n", row->changes);
    text_add(&words, row->about);
    screen_rule(screen, area.row, area.col, area.cols);
    page_text(screen,
        (struct area){area.row + 1, area.col + 1, area.rows - 1, area.cols - 2},
        ROLE_TEXT, words.bytes);
}

static void
draw_empty(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(text) struct text words = {0};

    if (!wizard->flows_begun)
        return; /* nobody knows yet */
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
    const int about = page.rows > 10 ? ABOUT_ROWS : 0;
    const int find = is_filtered(wizard);
    const struct area list = {
        page.row + find, page.col, page.rows - about - find, page.cols};

    if (!wizard->flows.n) {
        draw_empty(wizard, screen, page);
        screen_cursor(screen, page.row, page.col);
        return;
    }
    if (wizard->flows.nshown)
        draw_rows(wizard, screen, list);
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

/* The flow of the row, for what is asked about it. */
static struct subject
subject_of(const struct flows_row *row)
{
    return (struct subject){row->file, row->title, row->workflow_id};
}

static bool
is_flow(struct wizard *wizard, const struct flows_row *row)
{
    if (row && !row->draft)
        return true;
    wizard_say(wizard, ROLE_WARNING,
        row ? "a draft has to be finished and saved before that"
            : "there is no flow here");
    return false;
}

static bool
has_file(struct wizard *wizard, const struct flows_row *row)
{
    if (is_flow(wizard, row) && row->file)
        return true;
    if (row && !row->file)
        wizard_say(wizard, ROLE_WARNING, "no file here has it");
    return false;
}

static bool
ask_key(struct wizard *wizard, const struct flows_row *row, struct key pressed)
{
    const struct subject subject = row ? subject_of(row) : (struct subject){0};

    if (!wizard_is_told(pressed))
        return false;
    if (is_flow(wizard, row))
        (void)wizard_tell_key(wizard, &subject, pressed);
    return true;
}

static void
discard(struct wizard *wizard)
{
    const struct flows_row *row = selected(wizard);

    if (!row || !row->draft)
        return;
    draft_discard(row->path);
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

/* The next order, or the other way round; the cursor stays on its flow. */
static void
sort(struct wizard *wizard, bool turn)
{
    const size_t at = flows_at(&wizard->flows, wizard->flows_list.selected);

    if (turn)
        wizard->flows_turned = !wizard->flows_turned;
    else
        wizard->flows_order = (wizard->flows_order + 1) % FLOWS_ORDERS;
    wizard_show_flows(wizard, at);
    wizard_say(wizard, ROLE_TEXT, "sorted by %s%s",
        flows_order_words[wizard->flows_order],
        wizard->flows_turned ? ", the other way round" : "");
}

/* What is done with the file of the row. */
static bool
file_key(struct wizard *wizard, const struct flows_row *row, struct key pressed)
{
    switch ((int)pressed.intent) {
    case INTENT_COPY:
        if (has_file(wizard, row))
            wizard_copy(wizard, row->path);
        return true;
    case INTENT_DELETE:
        if (has_file(wizard, row))
            wizard_remove(wizard, row);
        return true;
    case INTENT_UNDO:
        wizard_unremove(wizard);
        return true;
    case INTENT_EDITOR:
        if (has_file(wizard, row))
            wizard_edit_file(wizard, row);
        return true;
    case INTENT_DISCARD:
        ask_to_discard(wizard);
        return true;
    case INTENT_SORT:
    case INTENT_TURN:
        sort(wizard, pressed.intent == INTENT_TURN);
        return true;
    }
    return false;
}

static void
filter(struct wizard *wizard)
{
    wizard_show_flows(wizard, wizard->flows.n);
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

/* What only the store has cannot be opened. */
static void
open_row(struct wizard *wizard, const struct flows_row *row)
{
    if (!row)
        wizard_new(wizard, NULL);
    else if (row->path)
        (void)wizard_open(wizard, row->path);
    else
        (void)has_file(wizard, row);
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
            open_row(wizard, row);
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
        open_row(wizard, row);
        return true;
    case INTENT_SEARCH:
        wizard->finding_flows = wizard->flows.n;
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
    return ask_key(wizard, row, pressed) || file_key(wizard, row, pressed) ||
        list_key(&wizard->flows_list, pressed);
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
