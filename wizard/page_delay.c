/* Configure Channels: how long the report is waited for. */
#include "page.h"

static void
explain(struct wizard *wizard, struct screen *screen, struct area pane)
{
    const size_t at = wizard->at.channel;
    const struct flow *flow = wizard->draft.flow;
    const char *next =
        at + 1 < flow->nchannels ? flow->channels[at + 1].channel.text : NULL;
    auto_(text) struct text words = {0};

    text_add(&words,
        "When the report says failed, or when none came within "
        "the delay, ");
    if (next)
        text_addf(
            &words, "the message goes out on the next channel (%s).", next);
    else
        text_add(&words,
            "the next channel follows; after the last channel "
            "the flow ends.");
    text_add(&words,
        "\n\nThe delay begins when the message is handed to the provider.\n\n"
        "A message that is delivered after its delay is a double: the "
        "recipient gets both. A delay as long as the message lives avoids it.");
    page_text(screen, pane, ROLE_TEXT, words.bytes);
}

const struct page_ops page_delay = {
    .title = "Delay",
    .name = "delay",
    .purpose = "Says how long the channel's delivery report is waited for "
               "before the next channel is tried.",
    .keys = PAGE_FORM,
    .form = true,
    .group = QUESTION_DELAY,
    .focus = page_form_focus,
    .help = page_form_help,
    .path = page_form_path,
    .draw = page_form_draw,
    .pane = explain,
    .key = page_form_key,
    .paste = page_form_paste,
};
