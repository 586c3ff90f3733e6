/* A plan as the comment of a merge request: a table of what changes, then
 * each flow, as far as a comment has room. */
#include <string.h>

#include "markdown.h"
#include "plan_print.h"

#define TAIL_ROOM 400     /* for what was left out */
#define SECTION_LEAST 120 /* shorter ones are not worth a comparison */
#define ROWS_MAX (PLAN_MARKDOWN_MAX / 3)

struct comment {
    const struct plan_print *print;
    struct text out;
    size_t rows, words, diffs; /* left out */
};

static bool
has_room(const struct comment *comment, size_t len)
{
    return comment->out.len + len + TAIL_ROOM <= PLAN_MARKDOWN_MAX;
}

static void
add_row(struct comment *comment, const struct publication_flow *flow)
{
    auto_(heap) char *revisions = plan_revisions(flow);
    auto_(text) struct text row = {0};

    text_addf(&row, "| `%c` | ", plan_mark(flow));
    markdown_text(&row, flow->title);
    text_addf(&row, " | %s | ", publication_orders[flow->step]);
    markdown_text(&row, revisions);
    text_add(&row, " | ");
    if (flow->file)
        markdown_code(&row, flow->file);
    text_add(&row, " |\n");
    if (row.len + comment->out.len <= ROWS_MAX)
        text_add(&comment->out, row.bytes);
    else
        comment->rows++;
}

static bool
is_told(const struct publication_flow *flow)
{
    return plan_mark(flow) != '=' || flow->note;
}

static void
add_table(struct comment *comment)
{
    const struct publication *publication = comment->print->publication;
    bool any = false;

    for (size_t i = 0; i < publication->n; i++) {
        if (!is_told(&publication->flows[i]))
            continue;
        if (!any)
            text_add(&comment->out,
                "|   | Flow | Change | Revision | File |\n"
                "|---|---|---|---|---|\n");
        any = true;
        add_row(comment, &publication->flows[i]);
    }
    text_add(&comment->out, any ? "\n" : "");
}

static void
add_list(struct text *out, const struct differences *differences)
{
    for (size_t i = 0; i < differences->n; i++) {
        text_add(out, "- ");
        markdown_text(out, differences->items[i].text);
        text_add_char(out, '\n');
    }
}

static void
add_trouble(struct text *out, const struct publication_flow *flow)
{
    auto_(heap) char *trouble = plan_trouble(flow);

    for (char *line = trouble, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        text_add(out, "\n> ");
        markdown_text(out, line);
        text_add(out, "\n");
    }
}

static void
add_sides(struct text *out, const struct comparison *comparison)
{
    if (!comparison->base)
        return;
    text_addf(out, "\nThey changed, since revision %lld%s\n\n",
        (long long)comparison->base,
        comparison->theirs.n ? ":" : ": nothing that matters.");
    add_list(out, &comparison->theirs);
    text_addf(out, "\nYou change%s\n\n",
        comparison->mine.n ? ":" : ": nothing; a push would take theirs back.");
    add_list(out, &comparison->mine);
}

static void
add_fenced(struct text *out, const char *title, const char *language,
    const struct text *lines)
{
    if (!lines->len)
        return;
    text_addf(out, "\n<details><summary>%s</summary>\n\n", title);
    markdown_fence(out, language, lines->bytes);
    text_add(out, "\n</details>\n");
}

/* With its diffs, without them, or not at all. */
static void
add_section(struct comment *comment, const struct publication_flow *flow,
    const struct comparison *comparison)
{
    auto_(text) struct text words = {0}, diffs = {0};

    text_addf(&words, "### `%c` ", plan_mark(flow));
    markdown_text(&words, flow->title);
    text_add(&words, "\n\n");
    add_list(&words, &comparison->words);
    add_trouble(&words, flow);
    add_sides(&words, comparison);
    add_fenced(&diffs, "the file", "diff", &comparison->yaml);
    add_fenced(&diffs, "the templates", "diff", &comparison->templates);
    if (comparison->clashes && !comment->print->brief)
        add_fenced(&diffs, "both sides together", "yaml", &comparison->merged);
    if (!has_room(comment, words.len + 1)) {
        comment->words++;
        return;
    }
    text_addf(&comment->out, "%s\n", words.bytes);
    if (diffs.len && has_room(comment, diffs.len + 1))
        text_addf(&comment->out, "%s\n", diffs.bytes);
    else if (diffs.len)
        comment->diffs++;
}

static bool
add_sections(struct comment *comment, struct failure *failure)
{
    const struct publication *publication = comment->print->publication;

    for (size_t i = 0; i < publication->n; i++) {
        const struct publication_flow *flow = &publication->flows[i];
        auto_(comparison) struct comparison comparison = {0};

        progress_step(comment->print->progress);
        if (!is_told(flow))
            continue;
        if (!has_room(comment, SECTION_LEAST)) {
            comment->words++;
            continue;
        }
        if (!comparison_make(
                &comparison, comment->print->comparing, flow, failure))
            return false;
        add_section(comment, flow, &comparison);
    }
    return true;
}

static void
add_findings(struct comment *comment)
{
    const struct findings *lacks = comment->print->lacks;

    if (lacks->n)
        text_add(&comment->out, "The runner would refuse these flows:\n\n");
    for (size_t i = 0; i < lacks->n; i++) {
        auto_(text) struct text line = {0};

        text_add(&line, "- ");
        markdown_code(&line, lacks->items[i].file);
        text_add(&line, ": ");
        markdown_text(&line, lacks->items[i].text);
        if (line.len + comment->out.len <= ROWS_MAX)
            text_addf(&comment->out, "%s\n", line.bytes);
        else
            comment->words++;
    }
    text_add(&comment->out, lacks->n ? "\n" : "");
}

static void
add_tail(struct comment *comment)
{
    if (comment->rows || comment->words || comment->diffs)
        text_addf(&comment->out,
            "Left out, since a comment has no room for it: %zu rows of the "
            "table, the differences of %zu flows, the diffs of %zu flows.\n",
            comment->rows, comment->words, comment->diffs);
}

bool
plan_print_markdown(
    const struct plan_print *print, FILE *out, struct failure *failure)
{
    struct comment comment = {.print = print};
    auto_(heap) char *place = plan_place(print->target);
    auto_(heap) char *summary = plan_summary(print->publication);

    text_add(&comment.out, "## Plan for ");
    markdown_code(&comment.out, place);
    text_addf(&comment.out, "\n\n%s.\n\n", summary);
    add_table(&comment);
    add_findings(&comment);
    const bool ok = add_sections(&comment, failure);
    add_tail(&comment);
    if (ok)
        fputs(comment.out.bytes, out);
    text_done(&comment.out);
    return ok;
}
