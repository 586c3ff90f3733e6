/* A plan for people at a terminal: a line for each flow, below it what would
 * change. */
#include <string.h>

#include "clean.h"
#include "column.h"
#include "plan_print.h"

#define UNCHANGED_LISTED 20 /* more are only counted */
#define INDENT "      "

static const struct {
    char mark;
    const char *color;
} colors[] = {
    {'+', "\033[32m"},
    {'~', "\033[33m"},
    {'-', "\033[31m"},
    {'!', "\033[1;31m"},
};

static void
print_mark(const struct plan_print *print, char mark, FILE *out)
{
    for (size_t i = 0; print->color && i < ARRAY_LEN(colors); i++)
        if (colors[i].mark == mark) {
            fprintf(out, "  %s%c\033[0m ", colors[i].color, mark);
            return;
        }
    fprintf(out, "  %c ", mark);
}

/* Each line of the text, cleaned, behind the indent. */
static void
print_lines(const char *indent, const char *text, FILE *out)
{
    for (const char *end; *text; text = end) {
        auto_(text) struct text line = {0};

        end = text + strcspn(text, "\n");
        clean_add(&line, text, (size_t)(end - text), false);
        fprintf(out, "%s%s\n", *text == '\n' ? "" : indent, text_str(&line));
        end += *end == '\n';
    }
}

static void
print_differences(const char *title, const char *nothing,
    const struct differences *differences, FILE *out)
{
    if (title)
        fprintf(out, INDENT "%s%s\n", title, differences->n ? ":" : nothing);
    for (size_t i = 0; i < differences->n; i++)
        fprintf(out, INDENT "%s%s\n", title ? "  " : "",
            differences->items[i].text);
}

static void
print_sides(const struct plan_print *print, const struct comparison *comparison,
    FILE *out)
{
    auto_(text) struct text title = {0};

    if (!comparison->base)
        return;
    text_addf(&title, "they changed, since revision %lld",
        (long long)comparison->base);
    print_differences(
        text_str(&title), ": nothing that matters", &comparison->theirs, out);
    print_differences("you change", ": nothing; a push would take theirs back",
        &comparison->mine, out);
    if (!comparison->merged.len || print->brief ||
        !(comparison->clashes || print->verbose))
        return;
    fprintf(out, INDENT "both together%s:\n",
        comparison->clashes ? ", with marks where they clash" : "");
    print_lines(INDENT "  ", text_str(&comparison->merged), out);
}

static bool
print_changes(const struct plan_print *print,
    const struct publication_flow *flow, FILE *out, struct failure *failure)
{
    auto_(comparison) struct comparison comparison = {0};
    auto_(heap) char *trouble = plan_trouble(flow);

    if (!comparison_make(&comparison, print->comparing, flow, failure))
        return false;
    print_differences(NULL, NULL, &comparison.words, out);
    print_lines(INDENT, trouble, out);
    print_sides(print, &comparison, out);
    print_lines(INDENT, text_str(&comparison.yaml), out);
    print_lines(INDENT, text_str(&comparison.templates), out);
    return true;
}

struct widths {
    size_t title, step, revisions;
};

static void
print_cell(const char *text, size_t width, FILE *out)
{
    fprintf(out, "%s%*s", text, column_gap(text, width), "");
}

static void
print_row(const struct plan_print *print, const struct publication_flow *flow,
    const struct widths *widths, FILE *out)
{
    auto_(heap) char *title = clean_line(flow->title);
    auto_(heap) char *revisions = plan_revisions(flow);
    auto_(heap) char *file = clean_line(flow->file);

    print_mark(print, plan_mark(flow), out);
    print_cell(title, widths->title, out);
    print_cell(publication_orders[flow->step], widths->step, out);
    print_cell(revisions, widths->revisions, out);
    fprintf(out, "%s\n", *file ? file : "no file has it");
}

static bool
is_listed(const struct plan_print *print, const struct publication_flow *flow)
{
    if (print->trouble_only)
        return plan_mark(flow) == '!';
    return plan_mark(flow) != '=' || print->verbose ||
        print->publication->counts[STEP_NOTHING] <= UNCHANGED_LISTED;
}

static struct widths
measure(const struct plan_print *print)
{
    struct widths widths = {0};

    for (size_t i = 0; i < print->publication->n; i++) {
        const struct publication_flow *flow = &print->publication->flows[i];
        auto_(heap) char *title = clean_line(flow->title);
        auto_(heap) char *revisions = plan_revisions(flow);

        if (!is_listed(print, flow))
            continue;
        column_widen(&widths.title, title);
        column_widen(&widths.step, publication_orders[flow->step]);
        column_widen(&widths.revisions, revisions);
    }
    return widths;
}

static bool
print_rows(const struct plan_print *print, FILE *out, struct failure *failure)
{
    const struct publication *publication = print->publication;
    const struct widths widths = measure(print);
    size_t left_out = 0;

    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];

        progress_step(print->progress);
        if (!is_listed(print, flow)) {
            left_out++;
            continue;
        }
        print_row(print, flow, &widths, out);
        if (!print_changes(print, flow, out, failure))
            return false;
    }
    if (left_out && !print->trouble_only)
        fprintf(out, "  = %zu flows are unchanged; --verbose lists them\n",
            left_out);
    return true;
}

bool
plan_print_text(
    const struct plan_print *print, FILE *out, struct failure *failure)
{
    auto_(heap) char *place = plan_place(print->target);
    auto_(heap) char *summary = plan_summary(print->publication);

    if (print->trouble_only)
        return print_rows(print, out, failure);
    fprintf(out, "Plan for %s\n\n", place);
    if (!print_rows(print, out, failure))
        return false;
    fprintf(out, "%s%s\n", print->publication->n ? "\n" : "", summary);
    return true;
}
