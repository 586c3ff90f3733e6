/* Configure Channels: the template. The focus is in the search field; the
 * arrows move in the list below it meanwhile. */
#include "finder.h"
#include "page.h"

#include <string.h>

#include "table.h"
#include "workspace_load.h"

#define ABOUT_ROWS 3 /* of the marked template, where there is room */
#define FIND_COLS 20
enum { NAME, LANGUAGE, CATEGORY, STATUS, USED, CHECKED, COLUMNS };

static const struct table_column columns[COLUMNS] = {
    [NAME] = {"Name", .least = 16, .most = 40},
    [LANGUAGE] = {"Lang", .least = 4, .most = 5, .rank = 1},
    [CATEGORY] = {"Category", .least = 14, .most = 14, .rank = 2},
    [STATUS] = {"Status", .least = 14, .most = 32},
    [USED] = {"Used by", .least = 9, .most = 9, .rank = 3},
    [CHECKED] = {"Checked", .least = 13, .most = 14, .rank = 4},
};

static const struct workspace_channel *
channel_of(const struct wizard *wizard)
{
    const struct flow *flow = wizard->draft.flow;
    const size_t i = wizard->at.channel;

    if (i >= flow->nchannels || !flow->channels[i].channel.text)
        return NULL;
    return workspace_channel(wizard->workspace, flow->channels[i].channel.text);
}

/* Anew: after a letter, a facet, or a change of what is looked for. */
static void
search(struct wizard *wizard)
{
    const struct workspace_channel *channel = channel_of(wizard);

    finder_done(&wizard->finder);
    if (channel)
        finder_search(&wizard->finder, &wizard->workspace->catalogue,
            &(struct finder_wish){
                .kind = (enum kind)channel->kind.value,
                .category = &wizard->draft.flow->category,
                .words = edit_text(&wizard->find),
                .language = wizard->find_language,
                .usable = wizard->find_usable,
            });
    wizard->templates = (struct list){.count = wizard->finder.n};
}

static const struct template *
selected(const struct wizard *wizard)
{
    const size_t at = wizard->templates.selected;

    return at < wizard->finder.n ? wizard->finder.found[at] : NULL;
}

/* Those that are shown may be elsewhere after more were read. */
static const struct template *
find_same(const struct wizard *wizard, const struct template *before)
{
    return before->name.text && before->language.text
        ? catalogue_find(&wizard->workspace->catalogue,
              (enum kind)before->kind.value, before->name.text,
              before->language.text)
        : NULL;
}

static void
put_cursor_on(struct wizard *wizard, const struct template *template)
{
    for (size_t i = 0; i < wizard->finder.n; i++)
        if (wizard->finder.found[i] == template)
            wizard->templates.selected = i;
}

void
wizard_note_found(struct wizard *wizard)
{
    const struct template *at = selected(wizard);

    wizard->noted = at ? *at : (struct template){0};
    wizard->noted_like = wizard->like ? *wizard->like : (struct template){0};
}

void
wizard_find_again(struct wizard *wizard)
{
    const bool shown = wizard->at.step == STEP_TEMPLATE && wizard->has_draft;

    finder_done(&wizard->finder);
    if (shown)
        search(wizard);
    if (shown && wizard->noted.name.text)
        put_cursor_on(wizard, find_same(wizard, &wizard->noted));
    wizard->like = find_same(wizard, &wizard->noted_like);
}

/* The cursor on the template that was chosen, if there is one. */
static void
enter(struct wizard *wizard)
{
    workspace_load_show(wizard->workspace);
    edit_set(&wizard->find, "");
    wizard->find_usable = false;
    wizard->find_language = NULL;
    search(wizard);
    if (wizard->at.channel < wizard->draft.flow->nchannels)
        put_cursor_on(
            wizard, draft_template(&wizard->draft, wizard->at.channel));
}

static enum focus
focus(const struct wizard *wizard)
{
    (void)wizard;
    return FOCUS_FIND;
}

static const char *
help(const struct wizard *wizard)
{
    (void)wizard;
    return "Type name, text or language; Shift-Tab picks a language. \"-\" "
           "cannot be used.";
}

static const char *
path(const struct wizard *wizard)
{
    static const char *const paths[] = {"/channels/0/template",
        "/channels/1/template", "/channels/2/template", "/channels/3/template",
        "/channels/4/template", "/channels/5/template", "/channels/6/template",
        "/channels/7/template"};

    if (!wizard_seen(wizard, wizard->at) ||
        wizard->at.channel >= ARRAY_LEN(paths))
        return NULL;
    return paths[wizard->at.channel];
}

static void
draw_standing(const struct table *table, const struct template *template,
    struct screen *screen, struct area area, enum role role)
{
    const struct standing standing = page_standing(table->data);
    auto_(text) struct text titles = {0}, used = {0}, checked = {0};
    const size_t n = standing_used(&standing, template, &titles);

    if (n)
        text_addf(&used, "%zu flow%s", n, n == 1 ? "" : "s");
    if (standing_checked(&standing, template, &checked))
        text_add(&checked, " !");
    table_put(table, USED, screen, area, role, text_str(&used));
    table_put(table, CHECKED, screen, area, role, text_str(&checked));
}

static void
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct table *table = data;
    const struct wizard *wizard = table->data;
    const struct template *template = wizard->finder.found[index];
    const bool usable = template_usable(template);
    const bool focused = role == ROLE_FOCUS;
    auto_(text) struct text reason = {0};

    if (!usable && !focused)
        role = ROLE_UNUSABLE;
    if (!usable)
        screen_put(
            screen, area.row, focused ? area.col - 1 : area.col - 2, role, "-");
    finder_reason(template, &reason);
    table_put(table, NAME, screen, area, role, template->name.text);
    table_put(table, LANGUAGE, screen, area, role, template->language.text);
    if (template->category.given)
        table_put(table, CATEGORY, screen, area, role,
            category_words[template->category.value]);
    table_put(table, STATUS, screen, area, role, reason.bytes);
    if (table->widths[USED])
        draw_standing(table, template, screen, area, role);
}

/* In the order in which they were found: no column sorts them. */
static void
draw_rows(
    struct wizard *wizard, struct screen *screen, struct area area, bool titled)
{
    struct table table = {
        .columns = columns,
        .n = COLUMNS,
        .sorted = TABLE_UNSORTED,
        .data = wizard,
    };

    table_fit(&table, area.cols - LIST_MARK_COLS);
    if (titled)
        table_draw_titles(&table, screen,
            (struct area){area.row - 1, area.col + LIST_MARK_COLS, 1,
                area.cols - LIST_MARK_COLS});
    list_draw(&wizard->templates, screen, area, draw_row, &table, true);
}

static void
draw_about(const struct wizard *wizard, const struct template *template,
    struct screen *screen, struct area area)
{
    const struct standing standing = page_standing(wizard);
    auto_(text) struct text words = {0};

    text_addf(&words, "%s (%s), %zu parameter%s", template->name.text,
        template->language.text, template->nparams,
        template->nparams == 1 ? "" : "s");
    if (template->ttl.text)
        text_addf(&words, ", lives %s", template->ttl.text);
    text_add(&words, ".\n");
    if (area.rows > 1)
        standing_say(&standing, template, &words);
    page_text(screen,
        (struct area){area.row, area.col + 1, area.rows, area.cols - 2},
        ROLE_TEXT, words.bytes);
}

static void
draw_nothing(
    const struct wizard *wizard, struct screen *screen, struct area list)
{
    const struct workspace_channel *channel = channel_of(wizard);
    const struct finder *finder = &wizard->finder;
    const char *words = edit_text(&wizard->find);
    auto_(text) struct text out = {0};

    if (!channel)
        text_add(&out, "There is no channel yet: ^P goes back to it.");
    else if (!finder->of && wizard->workspace->load)
        text_add(&out, "The templates are still being read.");
    else if (!finder->of)
        text_add(
            &out, "There is no template of this kind in templates/*.yaml yet.");
    else {
        const char *near = finder_nearest(&wizard->workspace->catalogue,
            (enum kind)channel->kind.value, words);

        text_addf(&out, "No template matches \"%s\" among %zu. ^U clears.",
            words, finder->of);
        if (near)
            text_addf(&out, "\n\nNearest: %s", near);
        if (finder->hidden)
            text_addf(&out,
                "\n\n%zu more match when all are shown (Tab: status, "
                "Shift-Tab: language).",
                finder->hidden);
    }
    page_text(screen, list, ROLE_TEXT, out.bytes);
}

/* "all  any language" beside the search line, where there is room. */
static void
draw_facets(const struct wizard *wizard, struct screen *screen, int row,
    int col, int cols)
{
    auto_(text) struct text words = {0};

    if (wizard->workspace->load)
        wizard_say_load(wizard, &words);
    if (!words.len)
        text_addf(&words, "%s, %s", wizard->find_usable ? "usable" : "all",
            wizard->find_language ? wizard->find_language : "any language");
    if (cols > 8)
        screen_put_in(screen, row, col, cols, ROLE_HELP, text_str(&words));
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct area pane = page_pane(screen, &page);
    const bool roomy = page.rows > 9;
    const int about = page.rows > 14 ? ABOUT_ROWS : 1;
    const int head = roomy ? 2 : 1, foot = roomy ? about + 1 : 0;
    const int find = page.cols > 46 ? FIND_COLS : page.cols - 8;
    const struct area list = {
        page.row + head, page.col, page.rows - head - foot, page.cols};

    list_fit(&wizard->templates, wizard->finder.n, list.rows);
    screen_put(screen, page.row, page.col + 1, ROLE_TEXT, "Find");
    if (wizard->finder.n)
        draw_rows(wizard, screen, list, roomy);
    else
        draw_nothing(wizard, screen, list);
    draw_facets(
        wizard, screen, page.row, page.col + 7 + find, page.cols - find - 8);
    edit_draw(&wizard->find, screen, page.row, page.col + 6, find, true);
    const struct template *at = selected(wizard);
    if (at && roomy)
        draw_about(wizard, at, screen,
            (struct area){
                page.row + page.rows - about, page.col, about, page.cols});
    if (at)
        page_preview(wizard, wizard->at.channel, at, screen, pane);
}

static void
take_template(struct wizard *wizard, const struct template *template)
{
    if (draft_template(&wizard->draft, wizard->at.channel) != template &&
        !wizard_read_only(wizard)) {
        draft_choose_template(&wizard->draft, wizard->at.channel, template);
        wizard_commit(wizard);
    }
    wizard_go(wizard, walk_next(&wizard->draft, wizard->at));
}

static void
take_like(struct wizard *wizard)
{
    take_template(wizard, wizard->like);
}

/* Why not, and what is like it and can be used. */
static void
explain(struct wizard *wizard, const struct template *template)
{
    auto_(text) struct text words = {0}, instead = {0};

    text_addf(&words, "%s (%s) cannot be used: ", template->name.text,
        template->language.text);
    finder_reason(template, &words);
    text_add(&words, ".\nA message with it would be refused.\n");
    wizard->like = finder_like(&wizard->workspace->catalogue, template);
    if (wizard->like)
        text_addf(&instead, "take %s (%s): like it, and approved",
            wizard->like->name.text, wizard->like->language.text);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "This template cannot be used",
            .text = words.bytes,
            .choices =
                {
                    {wizard->like ? INTENT_ACCEPT : INTENT_NONE,
                        text_str(&instead), take_like},
                    {INTENT_BACK, "back to the list", NULL},
                },
        });
}

static void
choose(struct wizard *wizard)
{
    const struct template *template = selected(wizard);

    if (!template)
        wizard_say(wizard, ROLE_ERROR, "there is no template to choose");
    else if (!template_usable(template))
        explain(wizard, template);
    else
        take_template(wizard, template);
}

/* Facets keep the cursor on the template where it was. */
static void
turn_facet(struct wizard *wizard, enum intent intent)
{
    const struct workspace_channel *channel = channel_of(wizard);
    const struct template *at = selected(wizard);

    if (intent == INTENT_NEXT)
        wizard->find_usable = !wizard->find_usable;
    else
        wizard->find_language =
            finder_next_language(&wizard->workspace->catalogue,
                (enum kind)channel->kind.value, wizard->find_language);
    search(wizard);
    put_cursor_on(wizard, at);
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    if (pressed.intent == INTENT_ACCEPT && channel_of(wizard)) {
        choose(wizard);
        return true;
    }
    if (pressed.intent == INTENT_BACK && wizard->find.text.len) {
        edit_set(&wizard->find, "");
        search(wizard);
        return true;
    }
    if ((pressed.intent == INTENT_NEXT || pressed.intent == INTENT_PREVIOUS) &&
        channel_of(wizard)) {
        turn_facet(wizard, pressed.intent);
        return true;
    }
    const enum edit_result result =
        page_find_key(&wizard->find, &wizard->templates, pressed);
    if (result == EDIT_CHANGED)
        search(wizard);
    return result != EDIT_IGNORED;
}

static bool
paste(struct wizard *wizard, const char *text)
{
    const enum edit_result result = edit_paste(&wizard->find, text);

    if (result != EDIT_IGNORED)
        search(wizard);
    return result != EDIT_IGNORED;
}

const struct page_ops page_template = {
    .title = "Template",
    .name = "template",
    .purpose = "Chooses the text that is sent. Only approved templates can be "
               "chosen; the others are shown so that you see why they are "
               "missing.",
    .keys = PAGE_FORM,
    .enter = enter,
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
    .paste = paste,
};
