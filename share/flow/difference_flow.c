/* Differences in what a flow says of itself and of its inputs. */
#include "differing.h"

#include <inttypes.h>
#include <string.h>

#include "pointer.h"
#include "uuid.h"
#include "write.h"

static const char *
id_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const char *text = ((const struct value_text *)value)->text;
    char id[UUID_TEXT_SIZE];

    (void)row;
    return text && uuid_canonical(id, text) ? arena_strdup(d->arena, id) : text;
}

/* The time that counts, be it given or the category's. */
static const char *
not_after_words(
    struct differing *d, const struct differing_row *row, const void *flow)
{
    (void)row;
    return differing_span(d, flow_not_after(flow));
}

static const char *
text_or_nothing(const struct value_text *value)
{
    return value->text ? value->text : "";
}

static const char *
window_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct flow_window *window = value;

    (void)row;
    if (!window->from.text && !window->to.text)
        return NULL;
    return differing_print(d, "from %s to %s (%s)",
        text_or_nothing(&window->from), text_or_nothing(&window->to),
        text_or_nothing(&window->timezone));
}

static const char *
budget_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    static const char *const then[] = {
        [WHEN_SPENT_HOLD] = "then the rest are held",
        [WHEN_SPENT_STOP] = "then the rest are stopped",
    };
    const struct flow_budget *budget = value;

    (void)row;
    if (!budget->fallbacks_per_hour.given)
        return NULL;
    return differing_print(d, "%" PRId64 " invocations an hour (%s)",
        budget->fallbacks_per_hour.number, then[budget->when_spent.value]);
}

static const char *
node_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct node *node = *(const struct node *const *)value;
    auto_(text) struct text out = {0};

    (void)row;
    if (!node)
        return NULL;
    struct write *w = write_begin(&out);
    write_open_map(w, NULL, WRITE_BLOCK);
    write_node(w, "wizard", node);
    write_close_map(w);
    write_end(w);
    return arena_strdup(d->arena, text_str(&out));
}

#define FLOW(member) offsetof(struct flow, member)
#define INPUT(member) offsetof(struct flow_input, member)

static const struct differing_row flow_rows[] = {
    {"fallback", RANK_RULES, differing_number, FLOW(format), .preset = "none",
        .changed = "the format is {{after}} instead of {{before}}"},
    {"workflow_id", RANK_CHANNELS, id_words, FLOW(workflow_id),
        .preset = "none",
        .changed = "the Workflow ID is {{after}} instead of {{before}}"},
    {"title", RANK_TEXTS, differing_text, FLOW(title),
        .changed = "title '{{before}}' becomes '{{after}}'",
        .given = "the title is '{{after}}' now",
        .gone = "there is no title any more; it was '{{before}}'"},
    {"description", RANK_TEXTS, differing_text, FLOW(description),
        .changed = "the description changes: '{{before}}' -> '{{after}}'",
        .given = "the description is '{{after}}' now",
        .gone = "there is no description any more; it was '{{before}}'"},
    {"category", RANK_RULES, differing_choice, FLOW(category), category_words,
        .preset = "none",
        .changed = "the category is {{after}} instead of {{before}}"},
    {"callback_profile", RANK_RULES, differing_text, FLOW(callback_profile),
        .changed = "callbacks go to '{{after}}' instead of '{{before}}'",
        .given = "callbacks go to '{{after}}' now: nobody was told of the end",
        .gone = "nobody is told of the end any more; callbacks went to "
                "'{{before}}'"},
    {"not_after", RANK_TIMES, not_after_words, 0,
        .changed = "nothing is sent later than {{after}} after the invocation, "
                   "instead of {{before}}"},
    {"send_window", RANK_TIMES, window_words, FLOW(send_window),
        .changed = "the flow sends {{after}} instead of {{before}}",
        .given = "the flow sends {{after}} only: there was no send window",
        .gone = "the flow may now send at any hour, at night too: no send "
                "window any more; it was {{before}}"},
    {"consent", RANK_RULES, differing_choice, FLOW(consent), consent_words,
        .preset = "assumed",
        .changed = "consent is {{after}} instead of {{before}}"},
    {"budget", RANK_RULES, budget_words, FLOW(budget),
        .changed = "a fallback is for {{after}} instead of {{before}}",
        .given = "a fallback is for {{after}}: there was no budget",
        .gone = "any number of invocations may fall back: no budget any more; "
                "it was {{before}}"},
    {"retain", RANK_RULES, differing_time, FLOW(retain),
        .changed = "numbers and texts are kept for {{after}} instead of "
                   "{{before}}",
        .given = "numbers and texts are kept for {{after}}: no time was set",
        .gone = "no time is set any more for which numbers and texts are "
                "kept; it was {{before}}"},
    {"wizard", RANK_TEXTS, node_words, FLOW(wizard),
        .changed = "the wizard's notes change",
        .given = "the wizard's notes are new",
        .gone = "the wizard's notes are gone"},
    {0},
};

static const struct differing_row input_rows[] = {
    {"pattern", RANK_RULES, differing_text, INPUT(pattern),
        .changed = "{{what}} must match '{{after}}' instead of '{{before}}'",
        .given = "{{what}} must match '{{after}}' now",
        .gone = "{{what}} need not match '{{before}}' any more"},
    {"max_length", RANK_RULES, differing_number, INPUT(max_length),
        .changed = "{{what}} may have {{after}} characters instead of "
                   "{{before}}",
        .given = "{{what}} may have no more than {{after}} characters now",
        .gone = "{{what}} may have any number of characters; {{before}} were "
                "the most"},
    {"default", RANK_RULES, differing_text, INPUT(fallback),
        .changed = "{{what}} is '{{after}}' instead of '{{before}}' where an "
                   "invocation brings none",
        .given = "{{what}} is '{{after}}' now where an invocation brings none",
        .gone = "{{what}} must be brought by each invocation; '{{before}}' "
                "stood in for it"},
    {0},
};

static void
compare_input(struct differing *d, const struct flow_input *before,
    const struct flow_input *after)
{
    const char *what = differing_print(d, "input %s", after->name.text);
    const char *path = pointer_join(d->arena, "/inputs", after->name.text);

    if (before->sensitive.value != after->sensitive.value)
        differing_say(d, RANK_RULES, pointer_join(d->arena, path, "sensitive"),
            "%s is %s", what,
            after->sensitive.value ? "sensitive now"
                                   : "not sensitive any more");
    differing_rows(d, input_rows, what, path, before, after);
}

static void
compare_inputs(struct differing *d)
{
    const struct flow *before = d->before->flow, *after = d->after->flow;

    for (size_t i = 0; i < after->ninputs; i++) {
        const struct flow_input *input = &after->inputs[i];
        const struct flow_input *old = flow_input(before, input->name.text);

        if (old)
            compare_input(d, old, input);
        else
            differing_say(d, RANK_RULES,
                pointer_join(d->arena, "/inputs", input->name.text),
                "input %s is new%s", input->name.text,
                input->sensitive.value ? ", and sensitive" : "");
    }
    for (size_t i = 0; i < before->ninputs; i++)
        if (!flow_input(after, before->inputs[i].name.text))
            differing_say(d, RANK_RULES,
                pointer_join(d->arena, "/inputs", before->inputs[i].name.text),
                "input %s is gone", before->inputs[i].name.text);
}

void
difference_flow(struct differing *d)
{
    differing_rows(
        d, flow_rows, "the flow", "", d->before->flow, d->after->flow);
    compare_inputs(d);
}
