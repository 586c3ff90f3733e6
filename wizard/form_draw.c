/* A form on the screen. */
#include "form.h"

#include "blame.h"

#define LABEL_COLS 16
#define FIELD_COLS 44
#define FINDING_LINES 3
#define ROOMY_ROWS 12 /* from here on fields stand apart */

/* Where the parts of a form stand in its area. */
struct layout_of_form {
    int label, field, cols; /* columns; the width of a field */
    bool roomy;
    bool apart; /* an empty row after each field */
};

static struct layout_of_form
lay_out(struct area area)
{
    const bool narrow = area.cols < 46;
    const int label = area.col + 2;
    const int field = label + (narrow ? area.cols / 3 : LABEL_COLS);
    const int room = area.col + area.cols - field - 1;

    return (struct layout_of_form){
        .label = label,
        .field = field,
        .cols = room < FIELD_COLS ? room : FIELD_COLS,
        .roomy = area.rows >= ROOMY_ROWS,
    };
}

static bool
is_empty(const struct form_field *field)
{
    if (field->question->kind == QUESTION_TEXT)
        return !field->edit.text.len;
    return field->choice.chosen == CHOICE_NONE;
}

static const struct finding *
finding_of(const struct form_field *field, const struct findings *findings,
    bool all, bool typing)
{
    const struct finding *finding =
        blame_field(findings, field->question->path);

    if (!finding || typing || finding->severity == SEVERITY_NOTE)
        return NULL;
    return all || !is_empty(field) ? finding : NULL;
}

static int
finding_rows(const struct layout_of_form *at, const struct finding *finding,
    bool unicode)
{
    if (!finding || !at->roomy)
        return 0;
    const int lines = width_lines(finding->text, at->cols - 2, unicode);
    return lines < FINDING_LINES ? lines : FINDING_LINES;
}

static int
field_rows(const struct form_field *field)
{
    if (field->question->kind == QUESTION_TEXT || field->question->menu)
        return 1;
    return field->choice.list.count ? (int)field->choice.list.count : 1;
}

/* Draws the finding below its field; the mark is beside the label. */
static void
draw_finding(const struct layout_of_form *at, const struct finding *finding,
    struct screen *screen, int row, int rows)
{
    const bool error = finding->severity == SEVERITY_ERROR;
    const enum role role = error ? ROLE_ERROR : ROLE_WARNING;
    const char *text = finding->text;

    for (int i = 0; i < rows; i++) {
        const struct width_line line =
            width_wrap(text, at->cols - 2, screen->unicode);

        if (!i)
            screen_put(screen, row, at->field, role, error ? "!" : "w");
        screen_put_bytes(screen, row + i, at->field + 2, role, text, line.len);
        text += line.next;
    }
}

static struct area
field_area(const struct layout_of_form *at, int row, int rows)
{
    return (struct area){row, at->field, rows, at->cols};
}

static void
draw_label(const struct layout_of_form *at, const struct form_field *field,
    const struct finding *finding, struct screen *screen, int row)
{
    const bool error = finding && finding->severity == SEVERITY_ERROR;
    const int cols = at->field - at->label - 3;
    const char *label = field->question->label;
    const int wide = width_columns(label, screen->unicode);

    if (finding)
        screen_put(screen, row, at->label - 2 >= 0 ? at->label - 2 : 0,
            error ? ROLE_ERROR : ROLE_WARNING, error ? "!" : "w");
    screen_put_in(screen, row, at->label, cols, ROLE_TEXT, label);
    if (field->question->required)
        screen_put(screen, row, at->label + (wide < cols ? wide : cols) + 1,
            ROLE_TEXT, "*");
}

static void
draw_value(const struct layout_of_form *at, const struct form_field *field,
    struct screen *screen, int row, int rows, bool focused)
{
    if (field->question->kind == QUESTION_TEXT)
        edit_draw(&field->edit, screen, row, at->field, at->cols, focused);
    else if (field->choice.list.count)
        choice_draw(&field->choice, screen, field_area(at, row, rows), focused);
    else
        screen_put(screen, row, at->field, ROLE_UNUSABLE, "(none)");
    if (focused && field->question->kind == QUESTION_CHOICE &&
        !field->choice.list.count)
        screen_cursor(screen, row, at->field);
}

/* The rows above the first of those that are seldom wanted. */
static int
extra_rows(const struct form *form, size_t i, const struct layout_of_form *at)
{
    if (!form_begins_extras(form, i))
        return 0;
    return at->roomy && !at->apart ? 2 : 1;
}

/* The rows of the field with its findings and the gap after it. */
static int
whole_rows(const struct form *form, size_t i, const struct layout_of_form *at,
    const struct findings *findings, bool all, bool unicode)
{
    const struct form_field *field = &form->fields[i];
    const bool typing = form->typed && i == form->focus;

    return extra_rows(form, i, at) + field_rows(field) + at->apart +
        finding_rows(at, finding_of(field, findings, all, typing), unicode);
}

/* The first field to be drawn, so that the one with the focus is seen. */
static size_t
first_field(const struct form *form, const struct layout_of_form *at,
    const struct findings *findings, bool all, const struct screen *screen,
    int rows)
{
    size_t first = form->focus;
    int used = whole_rows(form, first, at, findings, all, screen->unicode);

    while (first > 0) {
        used += whole_rows(form, first - 1, at, findings, all, screen->unicode);
        if (used > rows)
            break;
        first--;
    }
    return first;
}

static void
draw_more(const struct layout_of_form *at, struct screen *screen, int row)
{
    const char *words = "more, seldom wanted: Down goes there";

    screen_put_in(screen, row, at->label, at->field + at->cols - at->label,
        ROLE_HELP, words);
}

static int
draw_field(const struct form *form, size_t i, const struct layout_of_form *at,
    const struct findings *findings, bool all, struct screen *screen,
    struct area left)
{
    const struct form_field *field = &form->fields[i];
    const bool focused = i == form->focus;
    const struct finding *finding =
        finding_of(field, findings, all, form->typed && focused);
    const int more = finding_rows(at, finding, screen->unicode);
    const int above = extra_rows(form, i, at);
    int rows = field_rows(field);

    if (above && left.rows >= above)
        draw_more(at, screen, left.row + above - 1);
    left.row += above;
    left.rows -= above;
    if (left.rows <= 0)
        return above;
    if (rows > left.rows)
        rows = left.rows;
    draw_label(at, field, finding, screen, left.row);
    draw_value(at, field, screen, left.row, rows, focused);
    if (more && rows + more <= left.rows)
        draw_finding(at, finding, screen, left.row + rows, more);
    return whole_rows(form, i, at, findings, all, screen->unicode);
}

static bool
fits_apart(const struct form *form, const struct layout_of_form *at, int rows)
{
    int wanted = 0;

    for (size_t i = 0; i < form->n; i++)
        wanted += field_rows(&form->fields[i]) + 1 + extra_rows(form, i, at);
    return wanted <= rows;
}

void
form_draw(const struct form *form, const struct findings *findings, bool all,
    struct screen *screen, struct area area)
{
    struct layout_of_form at = lay_out(area);
    struct area left = area;
    int focus_row = area.row;

    if (!form->n)
        return;
    at.apart = at.roomy && fits_apart(form, &at, area.rows);
    for (size_t i = first_field(form, &at, findings, all, screen, area.rows);
         i < form->n && left.rows > 0; i++) {
        if (i == form->focus)
            focus_row = left.row + extra_rows(form, i, &at);
        const int used = draw_field(form, i, &at, findings, all, screen, left);
        left.row += used;
        left.rows -= used;
    }
    choice_draw_menu(&form->fields[form->focus].choice, screen,
        field_area(&at, focus_row, 1));
}
