/* The key table, and the four things made from it. */
#include "keymap.h"

#include <string.h>

#define TYPED (FOCUS_TEXT | FOCUS_FIND)
#define LETTERS (FOCUS_LIST | FOCUS_CHOICE | FOCUS_OTHER)
#define STEPS (PAGE_FORM | PAGE_CHAIN | PAGE_REVIEW)
#define ASKING (PAGE_FLOWS | PAGE_REVIEW | PAGE_SAVED | PAGE_TOLD)
#define PAGES (STEPS | PAGE_FLOWS | PAGE_SAVED | PAGE_PALETTE)
#define MOVING (~(unsigned)(PAGE_DIALOG | PAGE_NOTICE)) /* there are rows */
#define HINTS_MAX 24

/* Rows without help are for what is still to come: nothing names them. */
static const struct key_row rows[] = {
    {INTENT_ACCEPT, FOCUS_TEXT | FOCUS_CHOICE, 0, {{PRESS_ENTER}, {'\n'}},
        .hint = "next field", .help = "accept, and go to the next field"},
    {INTENT_ACCEPT, FOCUS_FIND, 0, {{PRESS_ENTER}, {'\n'}}, .hint = "choose",
        .help = "choose the marked row"},
    {INTENT_ACCEPT, FOCUS_LIST, 0, {{PRESS_ENTER}, {'\n'}}, .hint = "open",
        .help = "open the marked row"},
    {INTENT_ACCEPT, FOCUS_OTHER, 0, {{PRESS_ENTER}, {'\n'}}, .hint = "go on",
        .help = "go on"},
    {INTENT_CHOOSE, FOCUS_CHOICE, 0, {{PRESS_SPACE}}, .hint = "choose",
        .help = "choose, or open the list of choices"},
    {INTENT_UP, FOCUS_TEXT | FOCUS_CHOICE, 0, {{PRESS_UP}},
        .help = "the line above, or the previous field"},
    {INTENT_DOWN, FOCUS_TEXT | FOCUS_CHOICE, 0, {{PRESS_DOWN}},
        .help = "the line below, or the next field"},
    {INTENT_UP, FOCUS_FIND, 0, {{PRESS_UP}}, .label = "Up/Down", .hint = "move",
        .help = "the row above"},
    {INTENT_DOWN, FOCUS_FIND, 0, {{PRESS_DOWN}}, .help = "the row below"},
    {INTENT_UP, FOCUS_LIST | FOCUS_OTHER, MOVING, {{PRESS_UP}, {'k'}},
        .label = "Up/Down", .hint = "move", .help = "the row above"},
    {INTENT_DOWN, FOCUS_LIST | FOCUS_OTHER, MOVING, {{PRESS_DOWN}, {'j'}},
        .help = "the row below"},
    {INTENT_PAGE_UP, 0, 0, {{PRESS_PAGE_UP}}, .help = "a page up"},
    {INTENT_PAGE_DOWN, 0, 0, {{PRESS_PAGE_DOWN}}, .help = "a page down"},
    {INTENT_HOME, TYPED, 0, {{PRESS_HOME}, {PRESS_CONTROL('A')}},
        .help = "the beginning of the field, then of the list"},
    {INTENT_END, TYPED, 0, {{PRESS_END}, {PRESS_CONTROL('E')}},
        .help = "the end of the field, then of the list"},
    {INTENT_HOME, LETTERS, 0, {{PRESS_HOME}}, .help = "the first row"},
    {INTENT_END, LETTERS, 0, {{PRESS_END}}, .help = "the last row"},
    {INTENT_LEFT, TYPED, 0, {{PRESS_LEFT}, {PRESS_CONTROL('B')}}},
    {INTENT_RIGHT, TYPED, 0, {{PRESS_RIGHT}, {PRESS_CONTROL('F')}}},
    {INTENT_LEFT, LETTERS, 0, {{PRESS_LEFT}}},
    {INTENT_RIGHT, LETTERS, 0, {{PRESS_RIGHT}}},
    {INTENT_WORD_LEFT, TYPED, 0, {{PRESS_WORD_LEFT}, {'b', true}},
        .help = "a word to the left"},
    {INTENT_WORD_RIGHT, TYPED, 0, {{PRESS_WORD_RIGHT}, {'f', true}},
        .help = "a word to the right"},
    {INTENT_ERASE, TYPED, 0, {{PRESS_BACKSPACE}, {PRESS_CONTROL('H')}}},
    {INTENT_DELETE, TYPED, 0, {{PRESS_DELETE}, {PRESS_CONTROL('D')}}},
    {INTENT_ERASE_WORD, TYPED, 0, {{PRESS_CONTROL('W')}},
        .help = "erase the word before the cursor"},
    {INTENT_ERASE_TO_START, TYPED, 0, {{PRESS_CONTROL('U')}},
        .help = "erase to the beginning"},
    {INTENT_ERASE_TO_END, TYPED, 0, {{PRESS_CONTROL('K')}},
        .help = "erase to the end"},
    {INTENT_NEXT, FOCUS_TEXT | LETTERS, 0, {{PRESS_TAB}},
        .help = "the next field"},
    {INTENT_PREVIOUS, FOCUS_TEXT | LETTERS, 0, {{PRESS_BACK_TAB}},
        .help = "the previous field"},
    {INTENT_NEXT, FOCUS_FIND, PAGE_FORM, {{PRESS_TAB}}, .hint = "status",
        .help = "only those that can be used, or all"},
    {INTENT_PREVIOUS, FOCUS_FIND, PAGE_FORM, {{PRESS_BACK_TAB}},
        .help = "the next language, or all"},
    {INTENT_NEW, LETTERS, PAGE_FLOWS | PAGE_SAVED, {{'n'}}, .hint = "new",
        .help = "a new flow"},
    {INTENT_EDITOR, LETTERS, PAGE_FLOWS | PAGE_REVIEW | PAGE_SAVED, {{'e'}},
        .help = "edit the YAML in $EDITOR"},
    {INTENT_SEARCH, LETTERS, PAGE_FLOWS, {{'/'}},
        .help = "find a flow by a part of its name"},
    {INTENT_SORT, LETTERS, PAGE_FLOWS, {{'s'}},
        .help = "sort by file, title, state or last change"},
    {INTENT_TURN, LETTERS, PAGE_FLOWS, {{'S'}},
        .help = "the same order, the last ones first"},
    {INTENT_COPY, LETTERS, PAGE_FLOWS, {{'c'}},
        .help = "copy the flow, with a Workflow ID of its own"},
    {INTENT_DELETE, LETTERS, PAGE_FLOWS, {{PRESS_DELETE}},
        .help = "remove the flow's file; undo brings it back"},
    {INTENT_CHECK, LETTERS, PAGE_FLOWS, {{'v'}}, .help = "check the flow"},
    {INTENT_ADD, LETTERS, PAGE_CHAIN, {{'+'}}, .hint = "add",
        .help = "add a channel"},
    {INTENT_MOVE_UP, LETTERS, PAGE_CHAIN, {{'K'}}, .label = "J/K",
        .hint = "move", .help = "move the channel up"},
    {INTENT_MOVE_DOWN, LETTERS, PAGE_CHAIN, {{'J'}},
        .help = "move the channel down"},
    {INTENT_DELETE, LETTERS, PAGE_CHAIN, {{PRESS_DELETE}}, .hint = "remove",
        .help = "remove the channel"},
    {INTENT_PLAN, LETTERS, ASKING, {{'p'}}, .hint = "plan",
        .help = "plan: what publishing it would change"},
    {INTENT_PUBLISH, LETTERS, PAGE_FLOWS | PAGE_REVIEW | PAGE_SAVED, {{'P'}},
        .help = "publish it, after its plan and a question"},
    {INTENT_PUBLISH, LETTERS, PAGE_TOLD, {{'P'}}, .hint = "publish",
        .help = "publish it, after its plan and a question"},
    {INTENT_HISTORY, LETTERS, ASKING, {{'h'}},
        .help = "history: what happened to it in the store"},
    {INTENT_UNPUBLISH, LETTERS, PAGE_FLOWS | PAGE_SAVED, {{'x'}},
        .help = "unpublish it, after a question"},
    {INTENT_DISCARD, LETTERS, PAGE_DIALOG | PAGE_FLOWS, {{'D'}},
        .help = "throw the draft away"},
    {INTENT_MINE, LETTERS, PAGE_DIALOG, {{'m'}}, .help = "keep mine"},
    {INTENT_THEIRS, LETTERS, PAGE_DIALOG, {{'t'}},
        .help = "take theirs; take the flow over"},
    {INTENT_MINE, LETTERS, PAGE_MERGE, {{'m'}}, .hint = "mine",
        .help = "take mine for this field"},
    {INTENT_THEIRS, LETTERS, PAGE_MERGE, {{'t'}}, .hint = "theirs",
        .help = "take theirs for this field"},
    {INTENT_CHOOSE, FOCUS_OTHER, PAGE_MERGE, {{PRESS_SPACE}},
        .hint = "the other", .help = "take the other one"},
    {INTENT_FIELDS, LETTERS, PAGE_DIALOG, {{'f'}},
        .help = "choose mine or theirs field by field"},
    {INTENT_DIFFERENCE, LETTERS, PAGE_DIALOG, {{'d'}},
        .help = "show the difference"},
    {INTENT_COPY, LETTERS, PAGE_DIALOG, {{'c'}}, .help = "make a copy"},
    {INTENT_YAML, LETTERS, PAGE_REVIEW | PAGE_SAVED, {{'y'}}, .hint = "YAML",
        .help = "show the YAML"},
    {INTENT_DRY_RUN, LETTERS, ASKING, {{'d'}}, .hint = "dry run",
        .help = "run it here, nothing is sent"},
    {INTENT_OFFER, 0, STEPS, {{PRESS_CONTROL('O')}},
        .help = "take what is offered for the field"},
    {INTENT_NEXT_STEP, 0, STEPS, {{PRESS_CONTROL('N')}}, .label = "^N/^P",
        .hint = "step", .help = "the next step"},
    {INTENT_PREVIEW, 0, STEPS, {{PRESS_CONTROL('V')}, {PRESS_F3}},
        .hint = "preview", .help = "the full preview"},
    {INTENT_PREVIOUS_STEP, 0, STEPS, {{PRESS_CONTROL('P')}},
        .help = "the previous step"},
    {INTENT_GO_STEP, 0, STEPS, {{'1', true}}, .label = "Alt-1..9",
        .help = "go to that step"},
    {INTENT_GO_STEP, LETTERS, STEPS, {{'1'}}, .label = "1..9",
        .help = "go to that step"},
    {INTENT_SAVE, 0, PAGE_REVIEW, {{PRESS_CONTROL('S')}}, .hint = "save",
        .help = "save the YAML", .keep = true},
    {INTENT_SAVE, 0, PAGE_FORM | PAGE_CHAIN, {{PRESS_CONTROL('S')}},
        .hint = "save", .help = "save the YAML"},
    {INTENT_UNDO, 0, STEPS, {{PRESS_CONTROL('_')}}, .hint = "undo",
        .help = "undo the last change (also ^/ and Alt-_)"},
    {INTENT_UNDO, 0, STEPS, {{'_', true}}},
    {INTENT_UNDO, LETTERS, STEPS, {{'u'}}},
    {INTENT_UNDO, 0, PAGE_FLOWS, {{PRESS_CONTROL('_')}},
        .help = "bring back the file that was removed last"},
    {INTENT_UNDO, LETTERS, PAGE_FLOWS, {{'u'}}},
    {INTENT_REDO, 0, STEPS, {{PRESS_CONTROL('Y')}},
        .help = "do again what was undone"},
    {INTENT_REDO, LETTERS, STEPS, {{'U'}}},
    {INTENT_PALETTE, 0, PAGES, {{PRESS_CONTROL('T')}},
        .help = "find an action by its name"},
    {INTENT_PALETTE, LETTERS, PAGES, {{':'}}},
    {INTENT_RELOAD, 0, 0, {{PRESS_CONTROL('R')}}, .help = "load it again"},
    {INTENT_REDRAW, 0, 0, {{PRESS_CONTROL('L')}},
        .help = "draw the screen again"},
    {INTENT_SUSPEND, 0, 0, {{PRESS_CONTROL('Z')}},
        .help = "suspend (fg returns)"},
    {INTENT_LEAVE, 0, 0, {{PRESS_CONTROL('C')}},
        .help = "leave, the draft is kept"},
    {INTENT_LEAVE, LETTERS, PAGE_NOTICE, {{'s'}}},
    {INTENT_PLAIN, LETTERS, PAGE_NOTICE, {{'p'}}},
    {INTENT_PLAIN, 0, PAGES, {{PRESS_CONTROL('X')}},
        .help = "go on with plain prompts"},
    {INTENT_RECORD, LETTERS, PAGE_SAVED, {{'r'}}, .hint = "record",
        .help = "record the answers that make this flow"},
    {INTENT_BACK, 0, 0, {{PRESS_ESCAPE}}, .hint = "back",
        .help = "back, nothing is lost", .keep = true},
    {INTENT_HELP, 0, 0, {{PRESS_CONTROL('G')}, {PRESS_F1}}, .hint = "help",
        .help = "this help", .keep = true},
    {INTENT_HELP, LETTERS, 0, {{'?'}}, .help = "this help"},
    {INTENT_QUIT, LETTERS, PAGE_FLOWS | PAGE_SAVED, {{'q'}}, .hint = "quit",
        .help = "leave the program"},
    {INTENT_QUIT, LETTERS, PAGE_TOLD, {{'q'}}},
};

const struct key_row *
keymap_rows(size_t *count)
{
    *count = ARRAY_LEN(rows);
    return rows;
}

static bool
is_among(unsigned one, unsigned all)
{
    return !all || (one & all);
}

bool
keymap_row_acts(const struct key_row *row, struct key_place place)
{
    return is_among(place.focus, row->focus) &&
        is_among(place.page, row->pages);
}

/* '1' stands for all digits but 0. */
static bool
is_press(struct press row, struct press press)
{
    const bool step = row.code == '1' && press.code >= '1' && press.code <= '9';

    return row.alt == press.alt && (row.code == press.code || step);
}

static bool
row_has(const struct key_row *row, struct press press)
{
    for (size_t i = 0; i < KEY_PRESSES && row->presses[i].code; i++)
        if (is_press(row->presses[i], press))
            return true;
    return false;
}

struct key
keymap_decode(struct press press, struct key_place place)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (keymap_row_acts(&rows[i], place) && row_has(&rows[i], press))
            return (struct key){rows[i].intent, press.code};
    if ((place.focus & TYPED) && press_is_text(press))
        return (struct key){INTENT_TYPE, press.code};
    return (struct key){0};
}

void
keymap_name(
    enum intent intent, struct key_place place, char name[PRESS_NAME_SIZE])
{
    name[0] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].intent == intent && keymap_row_acts(&rows[i], place)) {
            press_name(rows[i].presses[0], name);
            return;
        }
}

struct hints {
    const struct key_row *rows[HINTS_MAX];
    size_t count;
};

static void
add_hint(struct text *out, const struct key_row *row)
{
    char name[PRESS_NAME_SIZE];

    press_name(row->presses[0], name);
    text_addf(out, "%s%s %s", out->len ? "  " : "",
        row->label ? row->label : name, row->hint);
}

/* The hint nearest to the middle that need not stay; the count if none. */
static size_t
middle_hint(const struct hints *hints)
{
    const size_t middle = hints->count / 2;

    for (size_t off = 0; off <= middle; off++) {
        if (!hints->rows[middle - off]->keep)
            return middle - off;
        if (middle + off < hints->count && !hints->rows[middle + off]->keep)
            return middle + off;
    }
    return hints->count;
}

static bool
drop_hint(struct hints *hints)
{
    const size_t at = hints->count ? middle_hint(hints) : 0;

    if (at == hints->count)
        return false;
    hints->count--;
    memmove(&hints->rows[at], &hints->rows[at + 1],
        (hints->count - at) * sizeof(hints->rows[0]));
    return true;
}

void
keymap_line(struct text *out, struct key_place place, int columns)
{
    struct hints hints = {0};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].hint && keymap_row_acts(&rows[i], place) &&
            hints.count < HINTS_MAX)
            hints.rows[hints.count++] = &rows[i];
    do {
        text_clear(out);
        for (size_t i = 0; i < hints.count; i++)
            add_hint(out, hints.rows[i]);
    } while ((int)out->len > columns && drop_hint(&hints));
}

static bool
needs_a_twin(struct press press)
{
    return press.alt || press.code == PRESS_F1 || press.code == PRESS_F3;
}

static bool
has_twin(const struct key_row *all, size_t count, const struct key_row *row)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].intent == row->intent &&
            (!all[i].pages || all[i].pages == row->pages))
            for (size_t j = 0; j < KEY_PRESSES && all[i].presses[j].code; j++)
                if (!needs_a_twin(all[i].presses[j]))
                    return true;
    return false;
}

static bool
rows_meet(const struct key_row *a, const struct key_row *b)
{
    return (!a->focus || !b->focus || (a->focus & b->focus)) &&
        (!a->pages || !b->pages || (a->pages & b->pages));
}

static bool
press_sound(const struct key_row *all, size_t count, size_t at,
    struct press press, struct failure *failure)
{
    const struct key_row *row = &all[at];
    char name[PRESS_NAME_SIZE];

    press_name(press, name);
    if (press_is_text(press) && is_among(TYPED, row->focus))
        return failure_set(
            failure, STATUS_USAGE, "'%s' acts where text is typed", name);
    if (needs_a_twin(press) && !has_twin(all, count, row))
        return failure_set(failure, STATUS_USAGE, "'%s' has no twin", name);
    for (size_t i = 0; i < count; i++)
        if (i != at && rows_meet(&all[i], row) && row_has(&all[i], press))
            return failure_set(
                failure, STATUS_USAGE, "'%s' has two meanings", name);
    return true;
}

bool
keymap_sound(const struct key_row *all, size_t count, struct failure *failure)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < KEY_PRESSES && all[i].presses[j].code; j++)
            if (!press_sound(all, count, i, all[i].presses[j], failure))
                return false;
    return true;
}
