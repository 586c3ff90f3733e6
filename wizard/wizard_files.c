/* The files of the list of flows: copies and the trash. */
#include "acts.h"

#include <stdlib.h>
#include <string.h>

#include "page.h"

void
wizard_copy(struct wizard *wizard, const char *path)
{
    auto_(heap) char *file = strdup(path); /* the list goes meanwhile */

    wizard_load_all(wizard);
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text who = {0};
    struct failure failure = {0};

    wizard_drop_draft(wizard);
    wizard->has_draft = draft_read(
        &wizard->draft, wizard->workspace, file, &findings, &failure);
    if (!wizard->has_draft) {
        wizard_say(wizard, ROLE_ERROR, "%s",
            findings.n ? findings.items[0].text : failure.text);
        return;
    }
    draft_copy(&wizard->draft);
    wizard_hold(wizard, &who);
    wizard->changed = true;
    wizard->kept_at[0] = '\0';
    wizard_renew(wizard);
    (void)wizard_remember(wizard);
    wizard_go(wizard, (struct stop){STEP_BASICS, 0});
    wizard_say(wizard, ROLE_TEXT,
        "this is a copy with a Workflow ID of its own; ^S saves it");
}

static void
read_again(struct wizard *wizard, size_t at)
{
    page_flows.enter(wizard);
    wizard_show_flows(wizard, at);
}

void
wizard_remove(struct wizard *wizard, const struct flows_row *row)
{
    auto_(heap) char *file = strdup(row->file);
    const bool published = row->published;
    struct failure failure = {0};

    if (!trash_put(
            &wizard->trash, wizard->workspace->root, row->path, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    read_again(wizard, flows_at(&wizard->flows, wizard->flows_list.selected));
    wizard_say(wizard, published ? ROLE_WARNING : ROLE_TEXT,
        published ? "removed %s; u brings it back. It stays published: x "
                    "unpublishes it"
                  : "removed %s; u brings it back",
        file);
}

/* The row of a file, or the first one. */
static size_t
row_of(const struct flows *flows, const char *path)
{
    for (size_t i = 0; i < flows->n; i++)
        if (text_is(flows->rows[i].path, path))
            return i;
    return 0;
}

void
wizard_unremove(struct wizard *wizard)
{
    auto_(heap) char *path = NULL;
    struct failure failure = {0};

    if (!trash_back(&wizard->trash, &path, &failure)) {
        wizard_say(wizard, ROLE_WARNING, "%s", failure.text);
        return;
    }
    page_flows.enter(wizard);
    wizard_show_flows(wizard, row_of(&wizard->flows, path));
    wizard_say(wizard, ROLE_OK, "%s is back",
        path + strlen(wizard->workspace->root) + 1);
}
