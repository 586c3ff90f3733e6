/* Configure Channels: the values of the template's parameters. */
#include "frame.h"
#include "page.h"

/* Where there is no pane, the count of an SMS has the last row. */
static void
draw_count(struct wizard *wizard, struct screen *screen, struct area *page)
{
    auto_(preview) struct preview preview = {0};
    auto_(text) struct text count = {0};

    if (!preview_make(&preview, &wizard->draft, wizard->at.channel, NULL) ||
        !preview.sms)
        return;
    preview_count(&preview, &count);
    page->rows--;
    screen_put_in(screen, page->row + page->rows, page->col + 2, page->cols - 2,
        preview.count.nforcing ? ROLE_WARNING : ROLE_TEXT, count.bytes);
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    if (frame_layout(screen->rows, screen->cols) < LAYOUT_PANES)
        draw_count(wizard, screen, &page);
    page_form_draw(wizard, screen, page);
}

static void
pane(struct wizard *wizard, struct screen *screen, struct area area)
{
    page_preview(wizard, wizard->at.channel, NULL, screen, area);
}

static const char *
empty(const struct wizard *wizard)
{
    return draft_template(&wizard->draft, wizard->at.channel)
        ? "This template has no parameters. Enter goes on."
        : "There is no template yet: ^P goes back to it.";
}

const struct page_ops page_params = {
    .title = "Parameters",
    .name = "parameters",
    .purpose = "Fills the template's parameters: with fixed text, or with "
               "{{input}} for a value that each invocation brings. Inputs "
               "that are named here are added by themselves.",
    .keys = PAGE_FORM,
    .form = true,
    .group = QUESTION_PARAMS,
    .focus = page_form_focus,
    .help = page_form_help,
    .path = page_form_path,
    .draw = draw,
    .pane = pane,
    .empty = empty,
    .key = page_form_key,
    .paste = page_form_paste,
};
