/* What is read after the first frame, piece by piece in the loop: the list of
 * files, the templates, then what is in the files. */
#include "acts.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "page.h"
#include "workspace_load.h"

#define PIECE_MS 8   /* so long keys may wait */
#define BEGIN_MS 300 /* while a flow of the command line is to be opened */
#define QUIET_MS 150 /* what is read sooner is not spoken of */
#define SHOW_MS 500  /* between two counts on the screen */

static bool
is_on_list(const struct wizard *wizard)
{
    return wizard->at.step == STEP_FLOWS;
}

static void
begin_flows(struct wizard *wizard)
{
    const size_t at = wizard->flows_list.selected;

    wizard->flows_begun = true;
    flows_begin(&wizard->flows, wizard->workspace);
    wizard_show_flows(wizard, wizard->flows.n);
    wizard->flows_list.selected = at; /* the list is fitted when it is drawn */
}

/* The cursor stays on its flow. */
static void
end_flows(struct wizard *wizard)
{
    wizard_show_flows(
        wizard, flows_at(&wizard->flows, wizard->flows_list.selected));
    wizard_ask_store(wizard);
}

/* What was checked without all templates is checked again. */
static void
take_templates(struct wizard *wizard)
{
    char *path = take(wizard->opening);

    if (wizard->has_draft) {
        wizard_check(wizard);
        if (wizard->form.n && !wizard->form.typed)
            form_open(&wizard->form, &wizard->draft,
                page_at(wizard->at.step)->group, wizard->at.channel);
    }
    if (wizard->begin)
        wizard->begin(wizard, wizard->begin_data);
    wizard->begin = NULL;
    if (path)
        (void)wizard_open(wizard, path);
    free(path);
}

static bool
read_piece(struct wizard *wizard)
{
    if (is_on_list(wizard) && !wizard->flows_begun && !wizard->begin) {
        begin_flows(wizard);
        return true;
    }
    if (wizard->workspace->load) {
        wizard_note_found(wizard);
        if (workspace_load(wizard->workspace, &wizard->load_findings))
            return true;
        wizard_find_again(wizard);
        take_templates(wizard);
        return true;
    }
    if (wizard->begin) {
        take_templates(wizard);
        return true;
    }
    if (!is_on_list(wizard) || !wizard->flows_begun)
        return false;
    if (flows_some(&wizard->flows, wizard->workspace))
        return true;
    end_flows(wizard);
    return false;
}

void
wizard_load_all(struct wizard *wizard)
{
    while (wizard->workspace->load)
        (void)read_piece(wizard);
}

/* Reads for so long; true if there is more. */
static bool
read_for(struct wizard *wizard, int64_t ms)
{
    const int64_t until = clock_monotonic() + ms;
    bool more;

    do
        more = read_piece(wizard);
    while (more && clock_monotonic() < until);
    return more;
}

void
wizard_load(struct wizard *wizard)
{
    wizard->flows_begun = false;
    wizard->load_began = wizard->load_shown = clock_monotonic();
    if (!wizard->loop) {
        while (read_piece(wizard))
            continue;
        return;
    }
    if (!wizard->drawn || read_for(wizard, PIECE_MS))
        loop_work(wizard->loop);
}

/* Those that were read so far can be found now. */
static void
show_templates(struct wizard *wizard)
{
    if (!wizard->workspace->load)
        return;
    wizard_note_found(wizard);
    workspace_load_show(wizard->workspace);
    wizard_find_again(wizard);
}

bool
wizard_load_some(void *data, bool *draw)
{
    struct wizard *wizard = data;
    const bool loading = wizard->workspace->load;
    const bool more = read_for(wizard, wizard->begin ? BEGIN_MS : PIECE_MS);
    const int64_t now = clock_monotonic();
    const bool first = wizard->load_shown == wizard->load_began;

    *draw = !more || (loading && !wizard->workspace->load) ||
        now - wizard->load_shown >= (first ? QUIET_MS : SHOW_MS);
    if (!*draw)
        return more;
    wizard->load_shown = now;
    show_templates(wizard);
    if (more && is_on_list(wizard) && wizard->flows_begun)
        wizard_show_flows(
            wizard, flows_at(&wizard->flows, wizard->flows_list.selected));
    return more;
}

/* "3,412" */
static void
say_number(size_t n, struct text *out)
{
    if (n >= 1000)
        say_number(n / 1000, out);
    text_addf(out, n >= 1000 ? ",%03zu" : "%zu", n % 1000);
}

void
wizard_say_load(const struct wizard *wizard, struct text *out)
{
    const struct flows *flows = &wizard->flows;
    const size_t n = workspace_load_count(wizard->workspace);

    if (!wizard->load_began ||
        clock_monotonic() - wizard->load_began < QUIET_MS)
        return;
    if (wizard->workspace->load) {
        text_add(out, "reading templates: ");
        say_number(n, out);
    } else if (is_on_list(wizard) &&
        flows->read < flows->drafts + flows->files) {
        text_add(out, "reading flows: ");
        say_number(flows->read, out);
        text_add(out, " of ");
        say_number(flows->drafts + flows->files, out);
    }
}
