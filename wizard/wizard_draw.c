/* The wizard on the screen: the frame, the page, what lies over it. */
#include "acts.h"

#include <string.h>

#include "blame.h"
#include "frame.h"
#include "page.h"

#define RAIL_STEPS 4
#define PREVIEW_COLS 40
#define DIALOG_COLS 76
#define DIALOG_MARGIN 2

/* What the frame borrows, for the time of one drawing. */
struct around {
    struct text title, short_title, state, rule, message;
    struct rail_step rail[RAIL_STEPS];
};

static const char *
workspace_name(const struct wizard *wizard)
{
    const char *slash = strrchr(wizard->workspace->root, '/');

    if (wizard->environment)
        return wizard->environment;
    return slash && slash[1] ? slash + 1 : wizard->workspace->root;
}

static const char *
flow_title(const struct wizard *wizard)
{
    const char *title =
        wizard->has_draft ? wizard->draft.flow->title.text : NULL;

    return title ? title : "New flow";
}

static void
add_titles(const struct wizard *wizard, struct around *around)
{
    const struct page_ops *page = page_at(wizard->at.step);
    const int step = walk_rail_step(wizard->at);

    if (wizard->overlay == OVERLAY_VIEW || wizard->overlay == OVERLAY_TOLD ||
        wizard->overlay == OVERLAY_MERGE) {
        text_add(&around->title, text_str(&wizard->overlay_title));
        text_add(&around->short_title, text_str(&wizard->overlay_title));
    } else if (!step) {
        text_add(&around->title, page->title);
        text_add(&around->short_title, page->title);
    } else {
        text_addf(&around->title, "%s: step %d of %d, %s", flow_title(wizard),
            step, RAIL_STEPS, page->title);
        text_addf(&around->short_title, "%s %d/%d %s", flow_title(wizard), step,
            RAIL_STEPS, page->name);
    }
}

static void
add_state(const struct wizard *wizard, struct around *around)
{
    if (wizard_read_only(wizard))
        text_add(&around->state, "read-only");
    if (!wizard->has_draft || around->state.len)
        return;
    if (wizard->keep_failed)
        text_add(&around->state, "draft NOT saved");
    else if (!wizard->changed)
        text_add(&around->state, wizard->draft.base[0] ? "saved" : "");
    else if (wizard->kept_at[0])
        text_addf(&around->state, "draft saved %s", wizard->kept_at);
    else
        text_add(&around->state, "draft saved");
}

/* The state of a step: whether its part of the draft has errors. */
static enum rail_mark
mark_of(const struct wizard *wizard, int step)
{
    bool seen = wizard->seen[0] & (1U << STEP_BASICS);

    if (step == 2)
        seen = wizard_seen(wizard, (struct stop){STEP_CHAIN, 0});
    if (step > 2 || !seen)
        return RAIL_NONE;
    for (size_t i = 0; i < wizard->findings.n; i++) {
        const struct finding *finding = &wizard->findings.items[i];

        if (finding->severity == SEVERITY_ERROR &&
            walk_rail_step(walk_stop_of(&wizard->draft, finding->path)) == step)
            return RAIL_PROBLEM;
    }
    return RAIL_OK;
}

static void
add_rail(const struct wizard *wizard, struct around *around)
{
    static const char *const titles[RAIL_STEPS] = {"1 Basic Information",
        "2 Configure Channels", "3 Preview", "4 Publish"};

    for (int i = 0; i < RAIL_STEPS; i++)
        around->rail[i] = (struct rail_step){
            .title = titles[i], .mark = mark_of(wizard, i + 1)};
}

/* " SMS (2) -- Channel > [Template] > Parameters > Delay " */
static void
add_rule(const struct wizard *wizard, struct text *rule)
{
    const struct flow *flow = wizard->draft.flow;
    const size_t at = wizard->at.channel;

    if (wizard->at.step == STEP_CHAIN) {
        text_add(rule, " the chain ");
        return;
    }
    if (wizard->at.step == STEP_LIMITS) {
        text_add(rule, " limits, all optional ");
        return;
    }
    if (wizard->at.step < STEP_CHANNEL || wizard->at.step > STEP_DELAY)
        return;
    text_addf(rule, " channel %zu", at + 1);
    if (at < flow->nchannels && flow->channels[at].channel.text)
        text_addf(rule, ": %s", flow->channels[at].channel.text);
    text_add(rule, " -- ");
    for (unsigned step = STEP_CHANNEL; step <= STEP_DELAY; step++) {
        const bool here = step == wizard->at.step;

        text_addf(rule, "%s%s%s%s", step == STEP_CHANNEL ? "" : " > ",
            here ? "[" : "", page_at((enum step)step)->title, here ? "]" : "");
    }
    text_add_char(rule, ' ');
}

/* What the event said; else the finding of the focused field. */
static enum role
add_message(const struct wizard *wizard, struct text *out)
{
    const struct page_ops *page = page_at(wizard->at.step);
    const char *path = page->path(wizard);
    const struct finding *finding = NULL;
    auto_(text) struct text offer = {0};

    if (wizard->message.len) {
        text_add(out, wizard->message.bytes);
        return wizard->message_role;
    }
    if (wizard->overlay != OVERLAY_NONE)
        return ROLE_TEXT;
    if (wizard_offer(wizard, &offer))
        text_addf(out, "^O takes \"%s\". ", offer.bytes);
    if (wizard->has_draft && path && wizard_seen(wizard, wizard->at))
        finding = blame_field(&wizard->findings, path);
    if (!finding)
        return ROLE_TEXT;
    text_addf(out, "%s %s", severity_words[finding->severity], finding->text);
    return finding->severity == SEVERITY_ERROR ? ROLE_ERROR : ROLE_WARNING;
}

static const char *
second_row(const struct wizard *wizard, struct text *out)
{
    const struct flows *flows = &wizard->flows;
    auto_(text) struct text load = {0};

    if (wizard->flows_begun)
        text_addf(out, "%zu flow%s, %zu draft%s; ", flows->files,
            flows->files == 1 ? "" : "s", flows->drafts,
            flows->drafts == 1 ? "" : "s");
    wizard_say_load(wizard, &load);
    if (load.len)
        text_add(out, load.bytes);
    else if (wizard->flows_begun)
        text_add(out, flows->store_state ? flows->store_state : flows->store);
    return text_str(out);
}

static void
draw_dialog(struct wizard *wizard, struct screen *screen)
{
    const char *text = text_str(&wizard->overlay_text);
    const bool unicode = screen->unicode;
    const int cols = screen->cols < DIALOG_COLS ? screen->cols : DIALOG_COLS;
    const int inner = cols - 2 * DIALOG_MARGIN;
    int rows = width_lines(text, inner, unicode) + 4;

    if (wizard->dialog.name)
        rows += 2;
    if (rows > screen->rows)
        rows = screen->rows;
    const struct area box = {
        (screen->rows - rows) / 2, (screen->cols - cols) / 2, rows, cols};
    screen_fill(screen, box, ROLE_TEXT);
    screen_box(screen, box);
    screen_put(screen, box.row + 1, box.col + DIALOG_MARGIN, ROLE_TITLE,
        text_str(&wizard->overlay_title));
    page_text(screen,
        (struct area){box.row + 3, box.col + DIALOG_MARGIN, rows - 4, inner},
        ROLE_TEXT, text);
    if (wizard->dialog.name)
        edit_draw(&wizard->typed_name, screen, box.row + rows - 2,
            box.col + DIALOG_MARGIN, inner > 40 ? 40 : inner, true);
    else
        screen_cursor(screen, box.row + 1, box.col + DIALOG_MARGIN);
}

/* Right of the only message: what is to be known of its template. */
static void
draw_standing(const struct wizard *wizard, size_t channel,
    struct screen *screen, struct area area)
{
    const struct standing standing = page_standing(wizard);
    const struct template *template = channel < wizard->draft.flow->nchannels
        ? draft_template(&wizard->draft, channel)
        : NULL;
    auto_(text) struct text words = {0};

    if (!template)
        return;
    text_addf(
        &words, "%s (%s)\n", template->name.text, template->language.text);
    standing_say(&standing, template, &words);
    page_text(screen, area, ROLE_TEXT, words.bytes);
}

static void
draw_previews(struct wizard *wizard, struct screen *screen, struct area page)
{
    const size_t n = wizard->draft.flow->nchannels;
    const bool review =
        wizard->at.step == STEP_REVIEW || wizard->at.step == STEP_CHAIN;
    const size_t shown = review && n ? n : 1;
    const int each = page.cols / (int)shown;

    screen_cursor(screen, page.row, page.col);
    if (shown == 1 && page.cols > 2 * PREVIEW_COLS - 2)
        draw_standing(wizard, review ? 0 : wizard->at.channel, screen,
            (struct area){page.row + 1, page.col + PREVIEW_COLS + 2, page.rows,
                page.cols - PREVIEW_COLS - 3});
    for (size_t i = 0; i < shown; i++)
        page_preview(wizard, review ? i : wizard->at.channel, NULL, screen,
            (struct area){page.row, page.col + (int)i * each, page.rows,
                each > PREVIEW_COLS ? PREVIEW_COLS : each - 1});
}

static void
draw_inside(struct wizard *wizard, struct screen *screen, struct area page)
{
    if (wizard->overlay == OVERLAY_VIEW) {
        view_fit(&wizard->view, page.rows, page.cols - 2, screen->unicode);
        page.col++;
        page.cols -= 2;
        view_draw(&wizard->view, screen, page, true);
    } else if (wizard->overlay == OVERLAY_PALETTE) {
        wizard_draw_palette(wizard, screen, page);
    } else if (wizard->overlay == OVERLAY_PREVIEW) {
        draw_previews(wizard, screen, page);
    } else if (wizard->overlay == OVERLAY_TOLD) {
        page.col++;
        page.cols -= 2;
        wizard_draw_told(wizard, screen, page);
    } else if (wizard->overlay == OVERLAY_MERGE) {
        wizard_draw_merge(wizard, screen, page);
    } else {
        page_at(wizard->at.step)->draw(wizard, screen, page);
    }
    if (wizard->overlay == OVERLAY_DIALOG)
        draw_dialog(wizard, screen);
}

static void
around_done(struct around *around)
{
    text_done(&around->title);
    text_done(&around->short_title);
    text_done(&around->state);
    text_done(&around->rule);
    text_done(&around->message);
}

void
wizard_draw(void *data, struct screen *screen)
{
    struct wizard *wizard = data;
    const struct workspace_environment *environment =
        wizard->workspace->environment;
    auto_(text) struct text second = {0}, told = {0};
    struct around around = {0};
    const bool home = wizard->at.step == STEP_FLOWS;

    wizard->drawn = true;
    wizard->rows = screen->rows;
    wizard->cols = screen->cols;
    add_titles(wizard, &around);
    add_state(wizard, &around);
    add_rail(wizard, &around);
    if (!home)
        add_rule(wizard, &around.rule);
    const enum role role = add_message(wizard, &around.message);
    const struct frame frame = {
        .title = around.title.bytes,
        .title_short = around.short_title.bytes,
        .workspace = workspace_name(wizard),
        .production = environment && environment->production.value,
        .state = around.state.bytes,
        .state_short = wizard_read_only(wizard) ? "read-only"
            : wizard->keep_failed               ? "NOT saved"
            : wizard->has_draft                 ? "saved"
                                                : NULL,
        .steps = home ? NULL : around.rail,
        .step_count = home ? 0 : RAIL_STEPS,
        .step = home ? 0 : (size_t)walk_rail_step(wizard->at) - 1,
        .second = home ? second_row(wizard, &second) : NULL,
        .rule = around.rule.bytes,
        .help = wizard->overlay == OVERLAY_NONE
            ? page_at(wizard->at.step)->help(wizard)
            : wizard->overlay == OVERLAY_TOLD ? wizard_told_help(wizard, &told)
            : wizard->overlay == OVERLAY_MERGE
            ? wizard_merge_help(wizard, &told)
            : NULL,
        .message = around.message.bytes,
        .message_role = role,
        .place = wizard_place(wizard),
    };
    const struct area page = frame_draw(&frame, screen);
    if (page.rows > 0)
        draw_inside(wizard, screen, page);
    around_done(&around);
}
