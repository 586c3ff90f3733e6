/* The palette over a page: typing finds, Enter does what the key would. */
#include "acts.h"

#include <string.h>

#include "page.h"

#define KEY_COLS 6
#define COMMAND_COLS 40

void
wizard_open_palette(struct wizard *wizard)
{
    if (!wizard->flows.n)
        flows_load(&wizard->flows, wizard->workspace);
    palette_make(&wizard->palette, wizard_place(wizard),
        wizard->has_draft ? &wizard->draft : NULL, &wizard->flows);
    edit_set(&wizard->palette_find, "");
    wizard->palette_list = (struct list){0};
    wizard->overlay = OVERLAY_PALETTE;
}

/* Where the row acts, for those that do not act here. */
static const char *
place_of(enum intent intent)
{
    size_t n;
    const struct key_row *rows = keymap_rows(&n);

    for (size_t i = 0; i < n; i++) {
        if (rows[i].intent != intent || !rows[i].help)
            continue;
        if (rows[i].pages & PAGE_FLOWS)
            return "in the list of flows";
        if (rows[i].pages & PAGE_SAVED)
            return "once the flow is saved";
        if (rows[i].pages & PAGE_CHAIN)
            return "in the chain";
        if (rows[i].pages & PAGE_REVIEW)
            return "in Preview";
        if (rows[i].pages & PAGE_FORM)
            return "while a flow is made";
    }
    return "elsewhere";
}

static void
act(struct wizard *wizard)
{
    const size_t at = wizard->palette_list.selected;

    if (at >= wizard->palette.nfound)
        return;
    const struct palette_entry entry = *wizard->palette.found[at];
    wizard->overlay = OVERLAY_NONE;
    switch (entry.kind) {
    case PALETTE_KEY:
        wizard_key(wizard, (struct key){entry.intent, entry.code});
        break;
    case PALETTE_ELSEWHERE:
        wizard_say(wizard, ROLE_WARNING, "%s: %s does that %s", entry.words,
            entry.key, place_of(entry.intent));
        break;
    case PALETTE_STEP:
        wizard_go(wizard, entry.stop);
        break;
    case PALETTE_HOME:
        wizard_go_home(wizard);
        break;
    case PALETTE_FLOW:
        if (wizard->has_draft)
            wizard_go_home(wizard);
        (void)wizard_open(wizard, entry.path);
        break;
    }
}

void
wizard_palette_paste(struct wizard *wizard, const char *text)
{
    const struct key home = {INTENT_HOME, 0};

    (void)edit_paste(&wizard->palette_find, text);
    palette_filter(&wizard->palette, edit_text(&wizard->palette_find));
    (void)list_key(&wizard->palette_list, home);
}

void
wizard_palette_key(struct wizard *wizard, struct key key)
{
    if (key.intent == INTENT_ACCEPT) {
        act(wizard);
        return;
    }
    if (key.intent == INTENT_BACK || key.intent == INTENT_PALETTE) {
        wizard->overlay = OVERLAY_NONE;
        return;
    }
    if (page_find_key(&wizard->palette_find, &wizard->palette_list, key) ==
        EDIT_CHANGED)
        palette_filter(&wizard->palette, edit_text(&wizard->palette_find));
}

static void
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct palette_entry *entry =
        ((const struct palette *)data)->found[index];
    const bool wide = area.cols >= 70;
    const int command = wide ? COMMAND_COLS : 0;
    const int words = area.cols - KEY_COLS - command;

    if (entry->kind == PALETTE_ELSEWHERE && role != ROLE_FOCUS)
        role = ROLE_UNUSABLE;
    screen_put_in(screen, area.row, area.col, words - 1, role, entry->words);
    screen_put_in(
        screen, area.row, area.col + words, KEY_COLS - 1, role, entry->key);
    if (wide && entry->command)
        screen_put_in(screen, area.row, area.col + words + KEY_COLS, command,
            role, entry->command);
}

void
wizard_draw_palette(
    struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct area list = {page.row, page.col, page.rows - 2, page.cols};
    const int last = page.row + page.rows - 1;

    list_fit(&wizard->palette_list, wizard->palette.nfound, list.rows);
    if (wizard->palette.nfound)
        list_draw(&wizard->palette_list, screen, list, draw_row,
            &wizard->palette, true);
    else
        screen_put_in(screen, page.row, page.col + 2, page.cols - 2, ROLE_TEXT,
            "Nothing is called that. ^U clears.");
    screen_put(screen, last, page.col + 1, ROLE_TEXT, "Do");
    edit_draw(&wizard->palette_find, screen, last, page.col + 4,
        page.cols > 46 ? 40 : page.cols - 6, true);
}
