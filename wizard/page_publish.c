/* Publish: the flow is saved; what can be done with it now. */
#include "page.h"

static enum focus
focus(const struct wizard *wizard)
{
    (void)wizard;
    return FOCUS_OTHER;
}

static const char *
help(const struct wizard *wizard)
{
    (void)wizard;
    return "It is not published yet: nobody can invoke it before that.";
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
        "What now?\n"
        "  d  dry run on a virtual clock, nothing is sent\n"
        "  p  publish it\n"
        "  y  show the YAML\n"
        "  r  record the answers that make it\n"
        "  n  another flow\n"
        "  q  back to the list of flows\n\n"
        "The same without this program:\n"
        "  fallback-publish push %s",
        file, wizard->draft.flow->workflow_id.text, file);
    screen_cursor(screen, page.row + (page.rows > 12), page.col + 2);
    page_text(screen,
        (struct area){page.row + (page.rows > 12), page.col + 2, page.rows,
            page.cols - 3},
        ROLE_TEXT, words.bytes);
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    switch ((int)pressed.intent) {
    case INTENT_YAML:
        wizard_show_yaml(wizard);
        return true;
    case INTENT_DRY_RUN:
        wizard_dry_run(wizard, text_str(&wizard->saved));
        return true;
    case INTENT_PUBLISH:
        wizard_publish(wizard, text_str(&wizard->saved));
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
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
};
