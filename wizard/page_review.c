/* Preview: what the checks say, and the messages of all channels. */
#include "page.h"

#include "duration.h"
#include "way.h"
#include "worst.h"

#define WHOLE_ROWS 4  /* for the text of the finding with the cursor */
#define LEFT_ROWS 11  /* for all but the way of a message */
#define BUBBLE_ROWS 8 /* at least, for a message to be shown */

static enum focus
focus(const struct wizard *wizard)
{
    return wizard->findings.n ? FOCUS_LIST : FOCUS_OTHER;
}

static const struct finding *
selected(const struct wizard *wizard)
{
    const size_t at = wizard->review.selected;

    return at < wizard->findings.n ? &wizard->findings.items[at] : NULL;
}

static const char *
help(const struct wizard *wizard)
{
    const struct finding *finding = selected(wizard);

    if (!finding)
        return "^S saves the flow as YAML. Nothing is published yet.";
    return finding->hint ? finding->hint : "Enter goes to its field.";
}

static const char *
path(const struct wizard *wizard)
{
    (void)wizard; /* the page shows the whole finding */
    return NULL;
}

static const char marks[] = {
    [SEVERITY_ERROR] = '!', [SEVERITY_WARNING] = 'w', [SEVERITY_NOTE] = 'i'};
static const enum role roles[] = {[SEVERITY_ERROR] = ROLE_ERROR,
    [SEVERITY_WARNING] = ROLE_WARNING,
    [SEVERITY_NOTE] = ROLE_TEXT};

static void
draw_finding(const void *data, size_t index, struct screen *screen,
    struct area area, enum role role)
{
    const struct finding *finding =
        &((const struct findings *)data)->items[index];
    const char mark[2] = {marks[finding->severity]};

    screen_put(screen, area.row, area.col,
        role == ROLE_FOCUS ? role : roles[finding->severity], mark);
    screen_put_in(
        screen, area.row, area.col + 2, area.cols - 2, role, finding->text);
}

static void
draw_summary(
    const struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct findings *all = &wizard->findings;
    const size_t errors = findings_count(all, SEVERITY_ERROR);
    const size_t warnings = findings_count(all, SEVERITY_WARNING);
    auto_(text) struct text words = {0};

    text_addf(&words, "%zu error%s, %zu warning%s", errors,
        errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    if (all->n > errors + warnings)
        text_addf(&words, ", %zu note%s", all->n - errors - warnings,
            all->n - errors - warnings == 1 ? "" : "s");
    screen_put_in(screen, page.row, page.col + 1, page.cols - 1,
        errors ? ROLE_ERROR : ROLE_OK, words.bytes);
}

/* The messages, below each other; more than fit are behind ^V. */
static void
draw_messages(struct wizard *wizard, struct screen *screen, struct area pane)
{
    const size_t room =
        pane.rows >= 2 * BUBBLE_ROWS ? (size_t)(pane.rows / BUBBLE_ROWS) : 1;
    const size_t all = wizard->draft.flow->nchannels;
    const size_t n = all < room ? all : room;
    const int share = n ? pane.rows / (int)n : pane.rows;

    for (size_t i = 0; i < n; i++)
        page_preview(wizard, i, NULL, screen,
            (struct area){
                pane.row + (int)i * share, pane.col, share, pane.cols});
}

static void
add_price(
    const struct wizard *wizard, const struct worst *worst, struct text *out)
{
    const struct workspace *workspace = wizard->workspace;

    if (worst->usual.unknown || worst->dearest.unknown) {
        text_addf(out, "its price is not known: %s",
            worst->usual.unknown ? worst->usual.unknown
                                 : worst->dearest.unknown);
        return;
    }
    worst_price_add(out, worst->dearest.micros, workspace);
    if (!worst->dearest_prefix)
        return;
    text_addf(out, " to %s, ", worst->dearest_prefix);
    worst_price_add(out, worst->usual.micros, workspace);
    text_add(out, " elsewhere");
}

/* Each channel, then what one invocation can come to. */
static void
add_way(const struct wizard *wizard, struct text *out)
{
    const struct flow *flow = wizard->draft.flow;
    auto_(worst) struct worst worst = {0};
    char last[DURATION_TEXT_SIZE], end[DURATION_TEXT_SIZE];

    for (size_t i = 0; i < flow->nchannels; i++) {
        text_addf(out, "%zu ", i + 1);
        way_add_channel(out, &flow->channels[i]);
        text_add_char(out, '\n');
    }
    worst_find(&worst, flow, &wizard->workspace->catalogue, wizard->workspace);
    duration_format(last, worst.last_send_ms);
    duration_format(end, worst.end_ms);
    text_addf(out, "At worst: last send after %s, end after %s, ", last, end);
    add_price(wizard, &worst, out);
}

/* Returns the rows it took. */
static int
draw_way(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(text) struct text words = {0};

    if (!wizard->draft.flow->nchannels || page.rows <= LEFT_ROWS)
        return 0;
    add_way(wizard, &words);
    return page_text(screen,
        (struct area){
            page.row + 2, page.col + 1, page.rows - LEFT_ROWS, page.cols - 2},
        ROLE_TEXT, words.bytes);
}

static void
draw_file(struct wizard *wizard, struct screen *screen, struct area page)
{
    auto_(heap) char *file = draft_file_name(&wizard->draft);
    auto_(text) struct text words = {0};

    text_addf(&words, "^S saves it as %s", file ? file : "a file");
    screen_put_in(screen, page.row + 1, page.col + 1, page.cols - 1, ROLE_TEXT,
        words.bytes);
}

/* The whole of the finding that the list had to cut. */
static void
draw_whole(
    const struct finding *finding, struct screen *screen, struct area page)
{
    const struct area area = {page.row + page.rows - WHOLE_ROWS, page.col + 1,
        WHOLE_ROWS, page.cols - 2};

    screen_rule(screen, area.row - 1, page.col, page.cols);
    page_text(screen, area, ROLE_TEXT, finding->text);
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct area pane = page_pane(screen, &page);
    const bool roomy = page.rows > 12;
    const int way = roomy ? draw_way(wizard, screen, page) : 0;
    const struct area list = roomy
        ? (struct area){page.row + way + 3, page.col,
              page.rows - way - 4 - WHOLE_ROWS, page.cols}
        : (struct area){page.row + 1, page.col, page.rows - 1, page.cols};

    draw_summary(wizard, screen, page);
    list_fit(&wizard->review, wizard->findings.n, list.rows);
    if (wizard->findings.n)
        list_draw(&wizard->review, screen, list, draw_finding,
            &wizard->findings, true);
    else
        screen_cursor(screen, page.row, page.col + 1);
    if (roomy)
        draw_file(wizard, screen, page);
    if (roomy && selected(wizard))
        draw_whole(selected(wizard), screen, page);
    if (pane.cols)
        draw_messages(wizard, screen, pane);
}

/* What is asked about the file has to be in it. */
static bool
ask_key(struct wizard *wizard, struct key pressed)
{
    const struct draft *draft = &wizard->draft;
    const struct subject subject = {
        draft->file, draft->flow->title.text, draft->flow->workflow_id.text};

    if (!wizard_is_told(pressed))
        return false;
    if (wizard->changed || !draft->base[0])
        wizard_say(wizard, ROLE_WARNING,
            "^S saves it first: then it can be run, planned and published");
    else
        (void)wizard_tell_key(wizard, &subject, pressed);
    return true;
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    const struct finding *finding = selected(wizard);

    switch ((int)pressed.intent) {
    case INTENT_ACCEPT:
        if (finding)
            wizard_go_to_path(wizard, finding->path);
        else
            wizard_save(wizard);
        return true;
    case INTENT_YAML:
        wizard_show_yaml(wizard);
        return true;
    case INTENT_EDITOR:
        wizard_edit_draft(wizard);
        return true;
    }
    return ask_key(wizard, pressed) || list_key(&wizard->review, pressed);
}

const struct page_ops page_review = {
    .title = "Preview",
    .name = "preview",
    .purpose = "Shows the way of a message, what it can come to, what the "
               "checks say and the messages as they will be seen. Enter on a "
               "finding goes to its field; ^S saves the flow.",
    .keys = PAGE_REVIEW,
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
};
