/* Configure Channels: the template. The focus is in the search field; the
 * arrows move in the list below it meanwhile. */
#include "finder.h"
#include "page.h"

#include <string.h>

#define NAME_COLS 22
#define LANGUAGE_COLS 6

static const struct workspace_channel *
channel_of(const struct wizard *wizard)
{
    const struct flow *flow = wizard->draft.flow;
    const size_t i = wizard->at.channel;

    if (i >= flow->nchannels || !flow->channels[i].channel.text)
        return NULL;
    return workspace_channel(wizard->workspace, flow->channels[i].channel.text);
}

static void
search(const struct wizard *wizard, struct finder *finder)
{
    const struct workspace_channel *channel = channel_of(wizard);

    if (channel)
        finder_search(finder, &wizard->workspace->catalogue,
            (enum kind)channel->kind.value, &wizard->draft.flow->category,
            edit_text(&wizard->find));
}

static const struct template *
selected(const struct wizard *wizard, const struct finder *finder)
{
    const size_t at = wizard->templates.selected;

    return at < finder->n ? finder->found[at] : NULL;
}

/* The cursor on the template that was chosen, if there is one. */
static void
enter(struct wizard *wizard)
{
    auto_(finder) struct finder finder = {0};
    const struct template *chosen;

    edit_set(&wizard->find, "");
    wizard->templates = (struct list){0};
    search(wizard, &finder);
    if (wizard->at.channel >= wizard->draft.flow->nchannels)
        return;
    chosen = draft_template(&wizard->draft, wizard->at.channel);
    wizard->templates.count = finder.n;
    for (size_t i = 0; i < finder.n; i++)
        if (finder.found[i] == chosen)
            wizard->templates.selected = i;
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
    return "Type to find by name, text or language. \"-\" cannot be used; "
           "Enter tells why.";
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
draw_row(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct finder *finder = data;
    const struct template *template = finder->found[index];
    const bool usable = template_usable(template);
    const bool focused = role == ROLE_FOCUS;
    const int left = area.cols - NAME_COLS - LANGUAGE_COLS;
    auto_(text) struct text status = {0};

    if (!usable && !focused)
        role = ROLE_UNUSABLE;
    if (!usable)
        screen_put(
            screen, area.row, focused ? area.col - 1 : area.col - 2, role, "-");
    screen_put_in(
        screen, area.row, area.col, NAME_COLS - 1, role, template->name.text);
    screen_put_in(screen, area.row, area.col + NAME_COLS, LANGUAGE_COLS - 1,
        role, template->language.text);
    finder_reason(template, &status);
    screen_put_in(screen, area.row, area.col + NAME_COLS + LANGUAGE_COLS, left,
        role, status.bytes);
}

static void
draw_about(
    const struct template *template, struct screen *screen, struct area area)
{
    auto_(text) struct text words = {0};

    text_addf(&words, "%s (%s), %zu parameter%s", template->name.text,
        template->language.text, template->nparams,
        template->nparams == 1 ? "" : "s");
    if (template->ttl.text)
        text_addf(&words, ", lives %s", template->ttl.text);
    screen_put_in(
        screen, area.row, area.col + 1, area.cols - 2, ROLE_TEXT, words.bytes);
}

static void
draw_nothing(const struct wizard *wizard, const struct finder *finder,
    struct screen *screen, struct area list)
{
    auto_(text) struct text words = {0};

    if (!channel_of(wizard))
        text_add(&words, "There is no channel yet: ^P goes back to it.");
    else if (finder->of)
        text_addf(&words, "No template matches \"%s\" among %zu. ^U clears.",
            edit_text(&wizard->find), finder->of);
    else
        text_add(&words,
            "There is no template of this kind in templates/*.yaml yet.");
    page_text(screen, list, ROLE_TEXT, words.bytes);
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(finder) struct finder finder = {0};
    const struct area pane = page_pane(screen, &page);
    const bool roomy = page.rows > 9;
    const int head = roomy ? 2 : 1, foot = roomy ? 2 : 0;
    const struct area list = {
        page.row + head, page.col, page.rows - head - foot, page.cols};

    search(wizard, &finder);
    list_fit(&wizard->templates, finder.n, list.rows);
    screen_put(screen, page.row, page.col + 1, ROLE_TEXT, "Find");
    if (finder.n)
        list_draw(&wizard->templates, screen, list, draw_row, &finder, true);
    else
        draw_nothing(wizard, &finder, screen, list);
    edit_draw(&wizard->find, screen, page.row, page.col + 6,
        page.cols > 46 ? 30 : page.cols - 8, true);
    const struct template *at = selected(wizard, &finder);
    if (at && roomy)
        draw_about(at, screen,
            (struct area){page.row + page.rows - 1, page.col, 1, page.cols});
    if (at)
        page_preview(wizard, wizard->at.channel, at, screen, pane);
}

static void
choose(struct wizard *wizard)
{
    auto_(finder) struct finder finder = {0};
    auto_(text) struct text reason = {0};
    const struct template *template;

    search(wizard, &finder);
    template = selected(wizard, &finder);
    if (!template) {
        wizard_say(wizard, ROLE_ERROR, "there is no template to choose");
        return;
    }
    if (!template_usable(template)) {
        finder_reason(template, &reason);
        wizard_say(wizard, ROLE_ERROR, "%s (%s) cannot be used: %s",
            template->name.text, template->language.text, reason.bytes);
        return;
    }
    if (draft_template(&wizard->draft, wizard->at.channel) != template &&
        !wizard_read_only(wizard)) {
        draft_choose_template(&wizard->draft, wizard->at.channel, template);
        wizard_commit(wizard);
    }
    wizard_go(wizard, walk_next(&wizard->draft, wizard->at));
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
        return true;
    }
    return page_find_key(&wizard->find, &wizard->templates, pressed) !=
        EDIT_IGNORED;
}

static bool
paste(struct wizard *wizard, const char *text)
{
    return edit_paste(&wizard->find, text) != EDIT_IGNORED;
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
