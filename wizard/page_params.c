/* Configure Channels: the values of the template's parameters. */
#include "page.h"

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct area pane = page_form_draw(wizard, screen, page);

    page_preview(wizard, wizard->at.channel, NULL, screen, pane);
    if (!wizard->form.n)
        page_text(screen,
            (struct area){page.row + 1, page.col + 2, page.rows - 1,
                page.cols - pane.cols - 4},
            ROLE_TEXT,
            draft_template(&wizard->draft, wizard->at.channel)
                ? "This template has no parameters. Enter goes on."
                : "There is no template yet: ^P goes back to it.");
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
    .key = page_form_key,
    .paste = page_form_paste,
};
