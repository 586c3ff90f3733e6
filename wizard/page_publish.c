/* Publish: the flow is saved; what can be done with it now. */
#include "page.h"

static enum focus
focus(const struct wizard *wizard)
{
    (void)wizard;
    return FOCUS_OTHER;
}

static void
enter(struct wizard *wizard)
{
    wizard_ask_brief(wizard);
}

static const char *
help(const struct wizard *wizard)
{
    (void)wizard;
    return "p shows the plan line by line; publishing follows a question.";
}

static const char *
path(const struct wizard *wizard)
{
    (void)wizard;
    return NULL;
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(text) struct text words = {0};
    const char *file = text_str(&wizard->saved);

    text_addf(&words,
        "Saved        %s\n"
        "Workflow ID  %s\n\n"
        "  p  plan, then publish   d  dry run, nothing is sent\n"
        "  h  history              x  unpublish\n"
        "  y  show the YAML        e  edit it in $EDITOR\n"
        "  n  another flow         r  record the answers that make it\n"
        "                          q  back to the list of flows\n\n"
        "The same without this program: fallback-publish push %s\n\n%s",
        file, wizard->draft.flow->workflow_id.text, file,
        text_str(&wizard->brief));
    const int above = page.rows > 20;
    screen_cursor(screen, page.row + above, page.col + 2);
    page_text(screen,
        (struct area){
            page.row + above, page.col + 2, page.rows - above, page.cols - 3},
        ROLE_TEXT, words.bytes);
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    const struct flow *flow = wizard->draft.flow;
    const struct subject subject = {
        text_str(&wizard->saved), flow->title.text, flow->workflow_id.text};

    if (wizard_tell_key(wizard, &subject, pressed))
        return true;
    switch ((int)pressed.intent) {
    case INTENT_RELOAD:
        enter(wizard);
        return true;
    case INTENT_YAML:
        wizard_show_yaml(wizard);
        return true;
    case INTENT_EDITOR:
        wizard_edit_draft(wizard);
        return true;
    case INTENT_RECORD:
        wizard_record(wizard);
        return true;
    case INTENT_NEW:
        wizard_new(wizard, NULL);
        return true;
    case INTENT_QUIT:
    case INTENT_ACCEPT:
        wizard_go_home(wizard);
        return true;
    }
    return false;
}

const struct page_ops page_publish = {
    .title = "Publish",
    .name = "publish",
    .purpose = "The flow is saved. Run it dry, publish it, or make another.",
    .keys = PAGE_SAVED,
    .enter = enter,
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
};
