/* Differences in the templates that a flow uses. */
#include "differing.h"

#include <string.h>

static const char *
status_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct template *t = value;
    const char *status = template_status_words[t->status.value];

    (void)row;
    return t->reason.text ? differing_print(d, "%s: %s", status, t->reason.text)
                          : status;
}

/* When it was fetched is no part of what is pushed. */
static const char *
source_words(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct template *t = value;

    (void)row;
    if (!t->source_from.text)
        return NULL;
    return t->source_id.text ? differing_print(d, "%s, id %s",
                                   t->source_from.text, t->source_id.text)
                             : t->source_from.text;
}

#define TEMPLATE(member) offsetof(struct template, member)
#define BUTTON(member) offsetof(struct template_button, member)
#define WORDS(value) ((value).text ? (value).text : "")
#define CHANGES "{{what}} changes: '{{before}}' -> '{{after}}'"
#define IS "{{what}} is {{after}} instead of {{before}}"

static const struct differing_row body_row[] = {
    {"", RANK_TEXTS, differing_text, TEMPLATE(body),
        .changed = "the body of " CHANGES},
    {0},
};

static const struct differing_row template_rows[] = {
    {"", RANK_TEMPLATES, status_words, 0, .changed = IS},
    {"", RANK_TEMPLATES, differing_choice, TEMPLATE(category), category_words,
        .changed = "the category of " IS},
    {"", RANK_TEMPLATES, differing_choice, TEMPLATE(type), sms_type_words,
        .preset = "none", .changed = "the type of " IS},
    {"", RANK_TEMPLATES, differing_time, TEMPLATE(ttl),
        .changed = "the platform keeps trying {{what}} for {{after}} instead "
                   "of {{before}}",
        .given = "the platform keeps trying {{what}} for {{after}}: no time "
                 "was said",
        .gone = "how long the platform keeps trying {{what}} is not said any "
                "more; it was {{before}}"},
    {"", RANK_TEMPLATES, differing_choice, TEMPLATE(header_format),
        header_format_words, .preset = "nothing",
        .changed = "the header of " IS},
    {"", RANK_TEMPLATES, differing_list, TEMPLATE(variables),
        .preset = "nothing",
        .changed = "the variables of {{what}} are {{after}} instead of "
                   "{{before}}"},
    {"", RANK_TEMPLATES, differing_text, TEMPLATE(dlt_entity), .preset = "none",
        .changed = "the DLT entity of " IS},
    {"", RANK_TEMPLATES, differing_text, TEMPLATE(dlt_template),
        .preset = "none", .changed = "the DLT id of " IS},
    {"", RANK_TEXTS, differing_text, TEMPLATE(header_text), .preset = "",
        .changed = "the header's text of " CHANGES},
    {"", RANK_TEXTS, differing_text, TEMPLATE(body),
        .changed = "the body of " CHANGES},
    {"", RANK_TEXTS, differing_text, TEMPLATE(footer), .preset = "",
        .changed = "the footer of " CHANGES},
    {"", RANK_TEXTS, source_words, 0,
        .changed = "{{what}} comes from {{after}} instead of {{before}}",
        .given = "{{what}} comes from {{after}}: it was not said from where",
        .gone = "where {{what}} comes from is not said any more; it was "
                "{{before}}"},
    {0},
};

static const struct differing_row button_rows[] = {
    {"", RANK_TEMPLATES, differing_choice, BUTTON(type), button_type_words,
        .changed = "the type of " IS},
    {"", RANK_TEMPLATES, differing_text, BUTTON(url), .preset = "",
        .changed = "the address of " CHANGES},
    {"", RANK_TEMPLATES, differing_text, BUTTON(phone_number), .preset = "none",
        .changed = "the telephone number of " IS},
    {"", RANK_TEXTS, differing_text, BUTTON(text),
        .changed = "the text of " CHANGES},
    {0},
};

static const char *
template_words(struct differing *d, const struct template *t)
{
    return differing_print(d, "template %s (%s, %s)", t->name.text,
        kind_words[t->kind.value], t->language.text);
}

static void
compare_buttons(struct differing *d, const char *what, const char *path,
    const struct template *before, const struct template *after)
{
    for (size_t i = 0; i < before->nbuttons && i < after->nbuttons; i++)
        differing_rows(d, button_rows,
            differing_print(d, "button %zu of %s", i + 1, what), path,
            &before->buttons[i], &after->buttons[i]);
    for (size_t i = before->nbuttons; i < after->nbuttons; i++)
        differing_say(d, RANK_TEMPLATES, path, "button %zu of %s is new: '%s'",
            i + 1, what, WORDS(after->buttons[i].text));
    for (size_t i = after->nbuttons; i < before->nbuttons; i++)
        differing_say(d, RANK_TEMPLATES, path,
            "button %zu of %s is gone; it was '%s'", i + 1, what,
            WORDS(before->buttons[i].text));
}

static void
compare_examples(struct differing *d, const char *what, const char *path,
    const struct template *before, const struct template *after)
{
    for (size_t i = 0; i < after->nexamples; i++) {
        const struct template_example *example = &after->examples[i];
        const char *old = template_example(before, example->key.text);

        if (!old)
            differing_say(d, RANK_TEXTS, path,
                "example '%s' of %s is '%s' now; there was none",
                example->key.text, what, example->value.text);
        else if (strcmp(old, example->value.text) != 0)
            differing_say(d, RANK_TEXTS, path,
                "example '%s' of %s is '%s' instead of '%s'", example->key.text,
                what, example->value.text, old);
    }
    for (size_t i = 0; i < before->nexamples; i++)
        if (!template_example(after, before->examples[i].key.text))
            differing_say(d, RANK_TEXTS, path,
                "example '%s' of %s is gone; it was '%s'",
                before->examples[i].key.text, what,
                before->examples[i].value.text);
}

/* The same template in two versions; what points at it is the channel. */
static void
compare_versions(struct differing *d, const char *path,
    const struct template *before, const struct template *after)
{
    const char *what = template_words(d, after);

    differing_rows(d, template_rows, what, path, before, after);
    compare_buttons(d, what, path, before, after);
    compare_examples(d, what, path, before, after);
}

static bool
is_same(const struct template *a, const struct template *b)
{
    return a->kind.value == b->kind.value &&
        text_is(a->name.text, b->name.text) &&
        text_is(a->language.text, b->language.text);
}

/* True if an earlier channel has told of the same template; notes it. */
static bool
was_told(struct differing *d, const struct template *template)
{
    for (size_t i = 0; i < d->ntold; i++)
        if (d->told[i] == template)
            return true;
    d->told[d->ntold++] = template;
    return false;
}

void
difference_template(struct differing *d, const char *what, const char *path,
    const struct flow_channel *before, const struct flow_channel *after)
{
    const struct template *old =
        workspace_template(d->workspace, d->before->templates, before);
    const struct template *new =
        workspace_template(d->workspace, d->after->templates, after);

    if (!d->before->templates || !d->after->templates || (!old && !new))
        return;
    if (!old)
        differing_say(
            d, RANK_TEMPLATES, path, "%s is there now", template_words(d, new));
    else if (!new)
        differing_say(d, RANK_TEMPLATES, path, "%s is not there any more",
            template_words(d, old));
    else if (!is_same(old, new))
        differing_rows(d, body_row, what, path, old, new);
    else if (!was_told(d, new))
        compare_versions(d, path, old, new);
}
