/* Configure Channels: the chain, in the order of trying. */
#include "blame.h"
#include "page.h"

#define ROWS_EACH 2 /* the channel, and when it moves on */

static const char *
or_open(const char *text)
{
    return text && *text ? text : "...";
}

static enum focus
focus(const struct wizard *wizard)
{
    return wizard->draft.flow->nchannels ? FOCUS_LIST : FOCUS_OTHER;
}

/* What the "!" of the selected channel stands for comes first. */
static const char *
help(const struct wizard *wizard)
{
    char where[32];

    (void)snprintf(
        where, sizeof(where), "/channels/%zu", wizard->chain.selected);
    const struct finding *error = blame_error(&wizard->findings, where);
    if (error)
        return error->text;
    return "Tried in this order. Enter opens a channel, + adds one, ^N goes on.";
}

static const char *
path(const struct wizard *wizard)
{
    return wizard_seen(wizard, wizard->at) ? "/channels" : NULL;
}

static void
draw_state(struct wizard *wizard, size_t i, struct screen *screen, int row,
    struct area page, enum role role)
{
    char where[32];

    (void)snprintf(where, sizeof(where), "/channels/%zu", i);
    const size_t errors = blame_errors(&wizard->findings, where);
    if (errors)
        screen_put_right(screen, row, page.col, page.cols - 1,
            role == ROLE_FOCUS ? role : ROLE_ERROR, "!");
    else
        screen_put_right(screen, row, page.col, page.cols - 1,
            role == ROLE_FOCUS ? role : ROLE_OK, "ok");
}

static void
draw_channel(struct wizard *wizard, size_t i, struct screen *screen, int row,
    struct area page)
{
    const struct flow_channel *step = &wizard->draft.flow->channels[i];
    const bool selected = i == wizard->chain.selected;
    const enum role role = selected ? ROLE_FOCUS : ROLE_TEXT;
    const struct area line = {row, page.col, 1, page.cols};
    auto_(text) struct text words = {0};

    screen_fill(screen, line, role);
    if (selected)
        screen_cursor(screen, row, page.col + 1);
    text_addf(&words, "%zu %-10s  ", i + 1, or_open(step->channel.text));
    if (step->template_name.text && *step->template_name.text)
        text_addf(&words, "%s (%s)", step->template_name.text,
            or_open(step->language.text));
    else
        text_add(&words, "no template yet");
    if (page.cols >= 60)
        text_addf(&words, "  from %s", or_open(step->from.text));
    screen_put(screen, row, page.col + 1, role, selected ? ">" : " ");
    screen_put_in(screen, row, page.col + 3, page.cols - 7, role, words.bytes);
    draw_state(wizard, i, screen, row, page, role);
}

static void
draw_moving_on(struct wizard *wizard, size_t i, struct screen *screen, int row,
    struct area page)
{
    char where[48];
    auto_(text) struct text words = {0};

    (void)snprintf(where, sizeof(where), "/channels/%zu/delay", i);
    const char *delay = or_open(draft_get(&wizard->draft, where));
    if (i + 1 < wizard->draft.flow->nchannels)
        text_addf(&words, "|  failed, or silent for %s: then", delay);
    else
        text_addf(&words, "|  failed, or silent for %s: the flow ends", delay);
    screen_put_in(
        screen, row, page.col + 5, page.cols - 6, ROLE_TEXT, words.bytes);
}

static void
draw_empty(struct screen *screen, struct area page)
{
    page_text(screen,
        (struct area){page.row + 1, page.col + 3, page.rows - 1, page.cols - 6},
        ROLE_TEXT,
        "There is no channel yet.\n\n"
        "A flow sends a message on one channel and, when that fails or stays "
        "silent too long, sends it again on the next one.\n\n"
        "Press + to add the first.");
    screen_cursor(screen, page.row + 1, page.col + 3);
}

static void
draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const size_t n = wizard->draft.flow->nchannels;
    const bool roomy = page.rows > 10;
    const int each = (int)n * ROWS_EACH + 3 <= page.rows ? ROWS_EACH : 1;
    int row = page.row + roomy;

    list_fit(&wizard->chain, n, page.rows);
    if (!n) {
        draw_empty(screen, page);
        return;
    }
    for (size_t i = 0; i < n; i++, row += each) {
        draw_channel(wizard, i, screen, row, page);
        if (each == ROWS_EACH)
            draw_moving_on(wizard, i, screen, row + 1, page);
    }
    if (row + roomy < page.row + page.rows)
        screen_put_in(screen, row + roomy, page.col + 3, page.cols - 4,
            ROLE_TEXT,
            n < FLOW_CHANNELS_MAX ? "+  Add a channel"
                                  : "A flow has 8 channels at the most.");
}

static void
move(struct wizard *wizard, size_t to)
{
    const size_t from = wizard->chain.selected;

    if (to >= wizard->draft.flow->nchannels)
        return;
    draft_move_channel(&wizard->draft, from, to);
    wizard->chain.selected = to;
    wizard_commit(wizard);
    wizard_say(
        wizard, ROLE_TEXT, "channel %zu is now channel %zu", from + 1, to + 1);
}

static void
remove_channel(struct wizard *wizard)
{
    const size_t i = wizard->chain.selected;

    if (i >= wizard->draft.flow->nchannels)
        return;
    draft_remove_channel(&wizard->draft, i);
    wizard_commit(wizard);
    wizard_say(wizard, ROLE_TEXT, "removed channel %zu", i + 1);
}

static void
add(struct wizard *wizard)
{
    const size_t n = wizard->draft.flow->nchannels;

    if (n == FLOW_CHANNELS_MAX)
        wizard_say(
            wizard, ROLE_ERROR, "a flow has %d channels at the most", (int)n);
    else
        wizard_go(wizard, (struct stop){STEP_CHANNEL, n});
}

static bool
key(struct wizard *wizard, struct key pressed)
{
    const size_t at = wizard->chain.selected;

    switch ((int)pressed.intent) {
    case INTENT_ADD:
        add(wizard);
        return true;
    case INTENT_DELETE:
        remove_channel(wizard);
        return true;
    case INTENT_MOVE_UP:
        if (at)
            move(wizard, at - 1);
        return true;
    case INTENT_MOVE_DOWN:
        move(wizard, at + 1);
        return true;
    case INTENT_ACCEPT:
        if (wizard->draft.flow->nchannels)
            wizard_go(wizard, (struct stop){STEP_CHANNEL, at});
        else
            add(wizard);
        return true;
    }
    return list_key(&wizard->chain, pressed);
}

const struct page_ops page_chain = {
    .title = "the chain",
    .name = "chain",
    .purpose = "Shows the channels in the order in which they are tried. Add, "
               "remove and move them here.",
    .keys = PAGE_CHAIN,
    .focus = focus,
    .help = help,
    .path = path,
    .draw = draw,
    .key = key,
};
