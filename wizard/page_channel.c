/* Configure Channels: the channel and its sender. */
#include "page.h"

static void
explain(struct wizard *wizard, struct screen *screen, struct area pane)
{
    (void)wizard;
    page_text(screen, pane, ROLE_TEXT,
        "Channels are tried in their order. The next one follows when a "
        "channel's report says that it failed, or when no report comes within "
        "its delay.\n\n"
        "Only channels with a sender, a provider and an approved template can "
        "be chosen.");
}

const struct page_ops page_channel = {
    .title = "Channel",
    .name = "channel",
    .purpose = "Chooses what the message is sent on. What cannot be chosen is "
               "listed with its reason.",
    .keys = PAGE_FORM,
    .form = true,
    .group = QUESTION_CHANNEL,
    .focus = page_form_focus,
    .help = page_form_help,
    .path = page_form_path,
    .draw = page_form_draw,
    .pane = explain,
    .key = page_form_key,
    .paste = page_form_paste,
};
