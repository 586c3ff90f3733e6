/* The palette, from the key table, the walk and the list of flows. */
#include "palette.h"

#include <ctype.h>
#include <string.h>

#include "clean.h"

/* The command lines that do the same without this program's screen. */
static const struct {
    enum intent intent;
    const char *command;
} commands[] = {
    {INTENT_SAVE, "fallback-wizard --answers FILE"},
    {INTENT_NEW, "fallback-wizard --answers FILE"},
    {INTENT_PLAN, "fallback-publish plan FLOW"},
    {INTENT_PUBLISH, "fallback-publish push FLOW"},
    {INTENT_UNPUBLISH, "fallback-publish unpublish FLOW"},
    {INTENT_HISTORY, "fallback-publish history FLOW"},
    {INTENT_CHECK, "fallback-publish check FLOW"},
    {INTENT_DRY_RUN, "fallback-runner dry-run FLOW --to NUMBER"},
    {INTENT_RELOAD, "fallback-publish list"},
    {INTENT_YAML, "cat FLOW"},
    {INTENT_PLAIN, "fallback-wizard --plain"},
    {INTENT_RECORD, "fallback-wizard --record-answers FILE"},
};

/* What moves the cursor or edits a line is no action. */
static bool
is_action(enum intent intent)
{
    static const enum intent others[] = {INTENT_ACCEPT, INTENT_CHOOSE,
        INTENT_NEXT, INTENT_PREVIOUS, INTENT_UP, INTENT_DOWN, INTENT_PAGE_UP,
        INTENT_PAGE_DOWN, INTENT_LEFT, INTENT_RIGHT, INTENT_WORD_LEFT,
        INTENT_WORD_RIGHT, INTENT_HOME, INTENT_END, INTENT_ERASE,
        INTENT_ERASE_WORD, INTENT_ERASE_TO_START, INTENT_ERASE_TO_END,
        INTENT_GO_STEP, INTENT_PALETTE, INTENT_BACK};

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i] == intent)
            return false;
    return true;
}

static const char *
command_of(enum intent intent)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (commands[i].intent == intent)
            return commands[i].command;
    return NULL;
}

static struct palette_entry *
add(struct palette *palette, enum palette_kind kind, const char *words)
{
    palette->items = arena_grow(
        &palette->arena, palette->items, palette->n, sizeof(*palette->items));
    palette->items[palette->n] =
        (struct palette_entry){.kind = kind, .words = words, .key = ""};
    return &palette->items[palette->n++];
}

static bool
is_listed(const struct palette *palette, const struct key_row *row)
{
    for (size_t i = 0; i < palette->n; i++)
        if (palette->items[i].intent == row->intent &&
            !strcmp(palette->items[i].words, row->help))
            return true;
    return false;
}

/* It acts only on what lies over a page: not to be had from there. */
static bool
is_over_pages(const struct key_row *row)
{
    const unsigned over = PAGE_DIALOG | PAGE_NOTICE | PAGE_PALETTE | PAGE_VIEW |
        PAGE_TOLD | PAGE_MERGE;

    return row->pages && !(row->pages & ~over);
}

static void
add_keys(struct palette *palette, struct key_place place, bool here)
{
    size_t n;
    const struct key_row *rows = keymap_rows(&n);

    for (size_t i = 0; i < n; i++) {
        const struct key_row *row = &rows[i];
        char name[PRESS_NAME_SIZE];

        if (!row->help || !is_action(row->intent) || is_over_pages(row) ||
            keymap_row_acts(row, place) != here || is_listed(palette, row))
            continue;
        press_name(row->presses[0], name);
        struct palette_entry *entry =
            add(palette, here ? PALETTE_KEY : PALETTE_ELSEWHERE, row->help);
        entry->key = arena_strdup(&palette->arena, name);
        entry->command = command_of(row->intent);
        entry->intent = row->intent;
        entry->code = row->presses[0].code;
    }
}

static void
add_step(struct palette *palette, const char *words, struct stop stop)
{
    add(palette, PALETTE_STEP, words)->stop = stop;
}

static void
add_steps(struct palette *palette, const struct draft *draft)
{
    static const char *const pages[] = {
        "Channel", "Template", "Parameters", "Delay"};
    struct arena *arena = &palette->arena;

    add_step(palette, "go to Basic Information", (struct stop){STEP_BASICS, 0});
    for (size_t i = 0; i < draft->flow->nchannels; i++)
        for (size_t k = 0; k < ARRAY_LEN(pages); k++) {
            const char *name = draft->flow->channels[i].channel.text;
            auto_(heap) char *clean = clean_line(name ? name : "no channel");

            add_step(palette,
                arena_printf(arena, "go to channel %zu (%s): %s", i + 1, clean,
                    pages[k]),
                (struct stop){(enum step)(STEP_CHANNEL + k), i});
        }
    add_step(palette, "go to the chain", (struct stop){STEP_CHAIN, 0});
    add_step(palette, "go to the limits", (struct stop){STEP_LIMITS, 0});
    add_step(palette, "go to Preview", (struct stop){STEP_REVIEW, 0});
}

static void
add_flows(struct palette *palette, const struct flows *flows)
{
    struct arena *arena = &palette->arena;

    for (size_t i = 0; i < flows->n; i++) {
        const struct flows_row *row = &flows->rows[i];

        if (!row->path)
            continue;
        struct palette_entry *entry = add(palette, PALETTE_FLOW,
            arena_printf(arena, row->draft ? "open the draft of %s" : "open %s",
                row->title));

        entry->path = arena_strdup(arena, row->path);
        entry->command = row->draft
            ? "fallback-wizard --resume DRAFT"
            : arena_printf(arena, "fallback-wizard %s", row->file);
    }
}

void
palette_make(struct palette *palette, struct key_place place,
    const struct draft *draft, const struct flows *flows)
{
    palette_done(palette);
    add_keys(palette, place, true);
    if (draft)
        add_steps(palette, draft);
    add_flows(palette, flows);
    add_keys(palette, place, false);
    palette_filter(palette, "");
}

enum match { MATCH_TOGETHER, MATCH_SCATTERED, MATCH_NONE };

/* Whether the letters occur in this order; together is better. */
static enum match
match(const char *words, const char *text)
{
    const char *rest = text;

    if (strcasestr(words, text))
        return MATCH_TOGETHER;
    for (; *words && *rest; words++)
        rest += tolower((unsigned char)*words) == tolower((unsigned char)*rest);
    return *rest ? MATCH_NONE : MATCH_SCATTERED;
}

void
palette_filter(struct palette *palette, const char *text)
{
    palette->found = arena_alloc(
        &palette->arena, (palette->n + 1) * sizeof(*palette->found));
    palette->nfound = 0;
    for (unsigned how = MATCH_TOGETHER; how < MATCH_NONE; how++)
        for (size_t i = 0; i < palette->n; i++)
            if (match(palette->items[i].words, text) == how)
                palette->found[palette->nfound++] = &palette->items[i];
}

void
palette_done(struct palette *palette)
{
    arena_free(&palette->arena);
    *palette = (struct palette){0};
}
