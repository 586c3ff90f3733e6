/* Field by field: what the draft and its changed file differ in, and whose is
 * taken. Nothing is done to the draft before that is accepted. */
#include "acts.h"

#include "page.h"
#include "table.h"

#define ABOUT_ROWS 6   /* the focused field, whole, with its rule */
#define TITLED_COLS 60 /* where there are titles */

enum { FIELD, TAKE, MINE, THEIRS, BASE, COLUMNS };

static const struct table_column columns[COLUMNS] = {
    [FIELD] = {"Field", .least = 14, .most = 40, .want = 24},
    [TAKE] = {"Take", .least = 8, .most = 8},
    [MINE] = {"Mine", .least = 12, .most = 44, .rank = 1},
    [THEIRS] = {"Theirs", .least = 12, .most = 44, .rank = 2},
    [BASE] = {"It was", .least = 12, .most = 40, .rank = 3},
};

static struct merge_field *
selected(struct wizard *wizard)
{
    return &wizard->merge.fields[wizard->merge_list.selected];
}

static const char *
or_none(const char *value)
{
    return value ? value : "(none)";
}

static void
reopen(struct wizard *wizard)
{
    wizard->overlay = OVERLAY_MERGE;
}

void
wizard_ask_fields(struct wizard *wizard)
{
    struct failure failure = {0};
    struct merge *merge = &wizard->merge;

    merge_done(merge);
    wizard->merge_list = (struct list){0};
    if (!merge_open(merge, &wizard->draft, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    list_fit(&wizard->merge_list, merge->n, 1);
    for (size_t i = merge->n; i--;) /* what needs a choice first */
        if (merge->fields[i].both)
            wizard->merge_list.selected = i;
    text_clear(&wizard->overlay_title);
    text_addf(&wizard->overlay_title, "Mine or theirs: %s", wizard->draft.file);
    wizard->overlay = OVERLAY_MERGE;
}

/* How many of the fields come from each side, and which both have changed. */
static void
count(const struct merge *merge, size_t *theirs, size_t *both)
{
    *theirs = *both = 0;
    for (size_t i = 0; i < merge->n; i++) {
        *theirs += merge->fields[i].take == MERGE_THEIRS;
        *both += merge->fields[i].both;
    }
}

static void
accept(struct wizard *wizard)
{
    size_t theirs, both;

    count(&wizard->merge, &theirs, &both);
    const size_t mine = wizard->merge.n - theirs;
    wizard->overlay = OVERLAY_NONE;
    form_done(&wizard->form);
    merge_take(&wizard->merge, &wizard->draft);
    merge_done(&wizard->merge);
    (void)wizard_remember(wizard);
    wizard->changed = true;
    wizard_renew(wizard);
    wizard_go(wizard, (struct stop){STEP_REVIEW, 0});
    wizard_say(wizard, ROLE_TEXT,
        "merged: %zu of mine, %zu of theirs; undo brings the draft back", mine,
        theirs);
}

/* The other side of the focused field, or the one that was named. */
static void
choose(struct wizard *wizard, enum intent intent)
{
    struct merge_field *field;

    if (!wizard->merge.n)
        return;
    field = selected(wizard);
    if (intent == INTENT_CHOOSE)
        field->take = field->take == MERGE_MINE ? MERGE_THEIRS : MERGE_MINE;
    else
        field->take = intent == INTENT_MINE || intent == INTENT_LEFT
            ? MERGE_MINE
            : MERGE_THEIRS;
}

void
wizard_merge_key(struct wizard *wizard, struct key key)
{
    switch ((int)key.intent) {
    case INTENT_ACCEPT:
        accept(wizard);
        break;
    case INTENT_BACK:
        wizard->overlay = OVERLAY_NONE;
        merge_done(&wizard->merge);
        wizard_say(wizard, ROLE_TEXT, "nothing was merged: the draft is kept");
        break;
    case INTENT_CHOOSE:
    case INTENT_MINE:
    case INTENT_THEIRS:
    case INTENT_LEFT:
    case INTENT_RIGHT:
        choose(wizard, key.intent);
        break;
    case INTENT_HELP:
        wizard_show_help(wizard);
        wizard->dialog.again = reopen;
        break;
    default:
        (void)list_key(&wizard->merge_list, key);
    }
}

static void
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct table *table = data;
    const struct merge_field *field =
        &((const struct merge *)table->data)->fields[index];
    const enum role mark =
        field->both && role != ROLE_FOCUS ? ROLE_WARNING : role;
    auto_(text) struct text whose = {0};

    text_addf(&whose, "%s%s", field->take == MERGE_MINE ? "mine" : "theirs",
        field->both ? " !" : "");
    table_put(table, FIELD, screen, area, role, field->label);
    table_put(table, TAKE, screen, area, mark, whose.bytes);
    table_put(table, MINE, screen, area, role, or_none(field->mine));
    table_put(table, THEIRS, screen, area, role, or_none(field->theirs));
    table_put(table, BASE, screen, area, role, or_none(field->base));
}

/* Whole, for the row cuts it. */
static void
draw_about(const struct merge *merge, const struct merge_field *field,
    struct screen *screen, struct area area)
{
    const bool mine = field->take == MERGE_MINE;
    auto_(text) struct text words = {0};

    text_addf(&words, "%s%s\n", field->label,
        !merge->has_base  ? ", and what it was is not known"
            : field->both ? ": both sides have changed it"
                          : "");
    text_addf(&words, "%s mine    %s\n%s theirs  %s", mine ? ">" : " ",
        or_none(field->mine), mine ? " " : ">", or_none(field->theirs));
    if (merge->has_base)
        text_addf(&words, "\n  it was  %s", or_none(field->base));
    screen_rule(screen, area.row, area.col, area.cols);
    page_text(screen,
        (struct area){area.row + 1, area.col, area.rows - 1, area.cols},
        ROLE_TEXT, words.bytes);
}

static void
draw_rows(struct wizard *wizard, struct screen *screen, struct area area)
{
    const int head = area.cols >= TITLED_COLS && area.rows > 2;
    const struct area line = {
        area.row, area.col + LIST_MARK_COLS, 1, area.cols - LIST_MARK_COLS};
    struct table table = {
        .columns = columns,
        .n = wizard->merge.has_base ? COLUMNS : BASE,
        .sorted = TABLE_UNSORTED,
        .data = &wizard->merge,
    };

    table_fit(&table, line.cols);
    if (head)
        table_draw_titles(&table, screen, line);
    area.row += head;
    area.rows -= head;
    list_fit(&wizard->merge_list, wizard->merge.n, area.rows);
    list_draw(&wizard->merge_list, screen, area, draw_row, &table, true);
}

void
wizard_draw_merge(
    struct wizard *wizard, struct screen *screen, struct area page)
{
    const int about = page.rows > ABOUT_ROWS + 4 ? ABOUT_ROWS : 0;

    if (!wizard->merge.n) {
        page_text(screen, page, ROLE_TEXT,
            "The draft and the file say the same. Enter goes on from the "
            "file.");
        screen_cursor(screen, page.row, page.col);
        return;
    }
    draw_rows(wizard, screen,
        (struct area){page.row, page.col, page.rows - about, page.cols});
    if (about)
        draw_about(&wizard->merge, selected(wizard), screen,
            (struct area){
                page.row + page.rows - about, page.col, about, page.cols});
}

const char *
wizard_merge_help(const struct wizard *wizard, struct text *out)
{
    size_t theirs, both;

    count(&wizard->merge, &theirs, &both);
    text_addf(out, "%zu field%s, %zu from theirs.", wizard->merge.n,
        wizard->merge.n == 1 ? "" : "s", theirs);
    if (!wizard->merge.has_base)
        text_add(out, " What the file was before is not known.");
    else if (both)
        text_addf(out, " ! %zu changed on both sides: look at %s.", both,
            both == 1 ? "it" : "them");
    return out->bytes;
}
