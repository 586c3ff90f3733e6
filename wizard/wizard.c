/* The wizard's state: going from page to page, keeping, saving. */
#include "wizard.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acts.h"
#include "guard.h"
#include "page.h"

static const struct page_ops *const pages[STEP_COUNT] = {
    [STEP_FLOWS] = &page_flows,
    [STEP_BASICS] = &page_basics,
    [STEP_CHANNEL] = &page_channel,
    [STEP_TEMPLATE] = &page_template,
    [STEP_PARAMS] = &page_params,
    [STEP_DELAY] = &page_delay,
    [STEP_CHAIN] = &page_chain,
    [STEP_LIMITS] = &page_limits,
    [STEP_REVIEW] = &page_review,
    [STEP_PUBLISH] = &page_publish,
};

const struct page_ops *
page_at(enum step step)
{
    return pages[step];
}

void
wizard_init(struct wizard *wizard, struct workspace *workspace)
{
    *wizard = (struct wizard){.workspace = workspace};
}

void
wizard_drop_draft(struct wizard *wizard)
{
    if (wizard->has_draft) {
        wizard_drop_difference(wizard);
        draft_done(&wizard->draft);
    }
    hold_drop(&wizard->hold);
    wizard->borrowed = false;
    history_done(&wizard->history);
    findings_done(&wizard->findings);
    flow_index_done(&wizard->index);
    form_done(&wizard->form);
    wizard->has_draft = wizard->changed = false;
    memset(wizard->seen, 0, sizeof(wizard->seen));
}

void
wizard_done(struct wizard *wizard)
{
    wizard_drop_draft(wizard);
    flows_done(&wizard->flows);
    edit_done(&wizard->flows_find);
    edit_done(&wizard->find);
    finder_done(&wizard->finder);
    edit_done(&wizard->palette_find);
    palette_done(&wizard->palette);
    text_done(&wizard->overlay_title);
    text_done(&wizard->overlay_text);
    text_done(&wizard->message);
    edit_done(&wizard->typed_name);
    told_done(&wizard->told);
    trash_done(&wizard->trash);
    findings_done(&wizard->load_findings);
    free(wizard->opening);
    merge_done(&wizard->merge);
    text_done(&wizard->brief);
    text_done(&wizard->saved);
    text_done(&wizard->edited);
}

void
wizard_say(struct wizard *wizard, enum role role, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *line = text_format(format, args);
    va_end(args);
    text_clear(&wizard->message);
    text_add(&wizard->message, line);
    wizard->message_role = role;
}

/* The page on which the draft was left, "template 1". */
static void
remember_place(struct wizard *wizard)
{
    (void)snprintf(wizard->draft.place, sizeof(wizard->draft.place), "%s %zu",
        pages[wizard->at.step]->name, wizard->at.channel + 1);
}

bool
wizard_read_only(const struct wizard *wizard)
{
    return wizard->read_only || wizard->borrowed;
}

static void
note_time(char at[16])
{
    const time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm))
        (void)strftime(at, 16, "%H:%M:%S", &tm);
}

void
wizard_keep(struct wizard *wizard)
{
    auto_(text) struct text note = {0};
    struct failure failure = {0};

    wizard->changed |= wizard->has_draft && wizard->form.typed;
    if (!wizard->changed || wizard_read_only(wizard) || wizard_lost(wizard))
        return;
    remember_place(wizard);
    wizard->keep_failed = !draft_keep(&wizard->draft, &failure);
    if (wizard->keep_failed) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    note_time(wizard->kept_at);
    text_addf(&note, "The draft is kept: fallback-wizard --resume %s\r\n",
        wizard->draft.kept);
    guard_note(note.bytes);
}

/* Errors come first; what is equal keeps its order. */
static void
sort_findings(struct findings *findings)
{
    for (size_t i = 1; i < findings->n; i++)
        for (size_t k = i;
             k && findings->items[k - 1].severity > findings->items[k].severity;
             k--) {
            const struct finding swapped = findings->items[k];

            findings->items[k] = findings->items[k - 1];
            findings->items[k - 1] = swapped;
        }
}

void
wizard_check(struct wizard *wizard)
{
    findings_done(&wizard->findings);
    draft_findings(&wizard->draft, &wizard->index, &wizard->findings);
    sort_findings(&wizard->findings);
}

static void
open_form(struct wizard *wizard)
{
    const struct page_ops *page = pages[wizard->at.step];

    wizard->form.read_only = wizard_read_only(wizard);
    if (page->form)
        form_open(
            &wizard->form, &wizard->draft, page->group, wizard->at.channel);
}

void
wizard_renew(struct wizard *wizard)
{
    wizard_check(wizard);
    wizard_keep(wizard);
    open_form(wizard);
}

void
wizard_commit(struct wizard *wizard)
{
    draft_settle_inputs(&wizard->draft);
    wizard->changed |= wizard_remember(wizard);
    wizard_renew(wizard);
}

static unsigned
seen_bit(struct stop at)
{
    return 1U << at.step;
}

static size_t
seen_slot(struct stop at)
{
    const bool of_channel = at.step >= STEP_CHANNEL && at.step <= STEP_DELAY;

    return of_channel && at.channel < FLOW_CHANNELS_MAX ? at.channel + 1 : 0;
}

bool
wizard_seen(const struct wizard *wizard, struct stop at)
{
    return wizard->seen[seen_slot(at)] & seen_bit(at);
}

void
wizard_go(struct wizard *wizard, struct stop at)
{
    if (wizard->has_draft && wizard->form.typed)
        wizard_commit(wizard);
    wizard->seen[seen_slot(wizard->at)] |= seen_bit(wizard->at);
    form_done(&wizard->form);
    wizard_drop_asked(wizard);
    wizard->at = at;
    if (pages[at.step]->enter)
        pages[at.step]->enter(wizard);
    if (wizard->has_draft)
        open_form(wizard);
    wizard_keep(wizard);
}

void
wizard_go_to_path(struct wizard *wizard, const char *path)
{
    auto_(heap) char *field = strdup(path); /* the finding goes with a commit */

    wizard_go(wizard, walk_stop_of(&wizard->draft, field));
    (void)form_focus(&wizard->form, field);
    wizard->seen[seen_slot(wizard->at)] |= seen_bit(wizard->at);
}

void
wizard_go_home(struct wizard *wizard)
{
    if (wizard->has_draft && wizard->form.typed)
        wizard_commit(wizard);
    wizard_keep(wizard);
    wizard_drop_draft(wizard);
    wizard_go(wizard, (struct stop){STEP_FLOWS, 0});
}
