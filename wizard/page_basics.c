/* Basic Information: title, purpose, category, callback. */
#include "page.h"

static void
draw_path(struct wizard *wizard, struct screen *screen, struct area pane)
{
    auto_(heap) char *file = draft_file_name(&wizard->draft);
    auto_(text) struct text words = {0};

    text_add(&words,
        "What happens next\n\n"
        "2 Configure Channels: for each its sender, an approved template, "
        "the template's parameters, and how long its report is waited for\n\n"
        "3 Preview: what the checks say, and the messages; then the flow is "
        "saved\n\n"
        "4 Publish: until then nothing is sent to anybody\n\n"
        "You may leave at any time: the draft is kept.");
    if (file)
        text_addf(&words, "\n\nFile: %s", file);
    page_text(screen, pane, ROLE_TEXT, words.bytes);
}

const struct page_ops page_basics = {
    .title = "Basic Information",
    .name = "basics",
    .purpose = "Says what the flow is called and what kind of messages it "
               "sends. All of it may change later; the Workflow ID does not.",
    .keys = PAGE_FORM,
    .form = true,
    .group = QUESTION_BASICS,
    .focus = page_form_focus,
    .help = page_form_help,
    .path = page_form_path,
    .draw = page_form_draw,
    .pane = draw_path,
    .key = page_form_key,
    .paste = page_form_paste,
};
