/* What all pages with a form have in common. */
#include "page.h"

#include "clock.h"
#include "frame.h"

#define PANE_COLS 30 /* of the pane on the right */
#define PANE_COLS_WIDE 40

enum focus
page_form_focus(const struct wizard *wizard)
{
    return form_focus_kind(&wizard->form);
}

const char *
page_form_help(const struct wizard *wizard)
{
    const struct question *question = form_question(&wizard->form);

    return question ? question->help : NULL;
}

const char *
page_form_path(const struct wizard *wizard)
{
    const struct question *question = form_question(&wizard->form);

    return question && !wizard->form.typed ? question->path : NULL;
}

/* On to the next page; or to the fields that the last answer has brought. */
static void
end_form(struct wizard *wizard)
{
    if (!wizard_read_only(wizard))
        wizard_commit(wizard);
    if (!form_step(&wizard->form))
        wizard_go(wizard, walk_next(&wizard->draft, wizard->at));
}

static void
say_full(struct wizard *wizard)
{
    wizard_say(wizard, ROLE_WARNING,
        "a field holds %d bytes: what came after them is left out", EDIT_CAP);
}

bool
page_form_key(struct wizard *wizard, struct key key)
{
    switch (form_key(&wizard->form, &wizard->draft, key)) {
    case FORM_IGNORED:
        return false;
    case FORM_MOVED:
        return true;
    case FORM_FULL:
        say_full(wizard);
        return true;
    case FORM_COMMITTED:
        wizard_commit(wizard);
        return true;
    case FORM_ENDED:
        end_form(wizard);
        return true;
    case FORM_REFUSED:
        wizard_say(wizard, ROLE_ERROR, "%s", form_refusal(&wizard->form));
        return true;
    }
    return false;
}

bool
page_form_paste(struct wizard *wizard, const char *text)
{
    const enum form_result result =
        form_paste(&wizard->form, &wizard->draft, text);

    if (result == FORM_FULL)
        say_full(wizard);
    return result != FORM_IGNORED;
}

struct area
page_pane(struct screen *screen, struct area *page)
{
    const enum layout layout = frame_layout(screen->rows, screen->cols);
    const int cols = layout == LAYOUT_WIDE ? PANE_COLS_WIDE : PANE_COLS;
    const int at = page->col + page->cols - cols;

    if (layout < LAYOUT_PANES)
        return (struct area){0};
    screen_wall(screen, page->row, at - 1, page->rows);
    page->cols -= cols + 2;
    return (struct area){page->row, at + 1, page->rows, cols - 1};
}

void
page_form_draw(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct page_ops *ops = page_at(wizard->at.step);
    const struct area pane = page_pane(screen, &page);

    if (page.rows > 12) {
        page.row++;
        page.rows--;
    }
    form_draw(&wizard->form, &wizard->findings, wizard_seen(wizard, wizard->at),
        screen, page);
    if (!wizard->form.n)
        screen_cursor(screen, page.row, page.col + 2);
    if (!wizard->form.n && ops->empty)
        page_text(screen,
            (struct area){page.row, page.col + 2, page.rows, page.cols - 4},
            ROLE_TEXT, ops->empty(wizard));
    if (pane.cols && ops->pane)
        ops->pane(wizard, screen, pane);
}

struct standing
page_standing(const struct wizard *wizard)
{
    return (struct standing){
        .workspace = wizard->workspace,
        .flows = &wizard->index,
        .but = wizard->draft.file,
        .now_ms = clock_now(),
    };
}

void
page_preview(struct wizard *wizard, size_t channel,
    const struct template *template, struct screen *screen, struct area pane)
{
    auto_(preview) struct preview preview = {0};

    if (!pane.cols)
        return;
    if (preview_make(&preview, &wizard->draft, channel, template))
        preview_draw(&preview, screen, pane);
    else
        page_text(screen, pane, ROLE_TEXT,
            "The message will stand here when there is a template.");
}

int
page_text(
    struct screen *screen, struct area area, enum role role, const char *text)
{
    struct width_line line;
    int row = 0;

    while (row < area.rows &&
        (line = width_wrap(text, area.cols, screen->unicode)).next) {
        screen_put_bytes(
            screen, area.row + row++, area.col, role, text, line.len);
        text += line.next;
    }
    return row;
}
