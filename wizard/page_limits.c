/* Configure Channels: limits of the whole flow, all of them optional. */
#include "page.h"

static void
explain(struct wizard *wizard, struct screen *screen, struct area pane)
{
    (void)wizard;
    page_text(screen, pane, ROLE_TEXT,
        "All of this is optional: ^N goes on to Preview.\n\n"
        "What comes outside the hours is held until they begin, unless it "
        "would be later than 'Never later'.\n\n"
        "Fallbacks/h protects the SMS bill when a channel is down: the rest "
        "wait for the next hour, or end.\n\n"
        "Consent 'required': each invocation has to say yes; 'recorded': it "
        "is looked up.");
}

const struct page_ops page_limits = {
    .title = "Limits",
    .name = "limits",
    .purpose = "Says when nothing is sent any more, in which hours, to whom, "
               "how many may go on to the next channel in an hour, and how "
               "long data is kept. All of it is optional.",
    .keys = PAGE_FORM,
    .form = true,
    .group = QUESTION_LIMITS,
    .focus = page_form_focus,
    .help = page_form_help,
    .path = page_form_path,
    .draw = page_form_draw,
    .pane = explain,
    .key = page_form_key,
    .paste = page_form_paste,
};
