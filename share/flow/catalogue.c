/* The catalogue: ordering templates and finding them. */
#include "template.h"

#include <string.h>

static int
compare(const void *left, const void *right)
{
    const struct template *a = left, *b = right;
    const int kinds = a->kind.value - b->kind.value;
    const int names = kinds ? kinds : strcmp(a->name.text, b->name.text);

    return names ? names : strcmp(a->language.text, b->language.text);
}

void
catalogue_order(struct catalogue *catalogue)
{
    if (catalogue->n)
        qsort(
            catalogue->items, catalogue->n, sizeof(*catalogue->items), compare);
}

void
catalogue_ready(struct catalogue *catalogue, struct findings *findings)
{
    catalogue_order(catalogue);
    for (size_t i = 1; i < catalogue->n; i++) {
        const struct template *before = &catalogue->items[i - 1];
        const struct template *template = &catalogue->items[i];

        if (compare(before, template))
            continue;
        findings_add(findings, "template-duplicate", template->file,
            template->name.at, "", "keep one of the two",
            "template '%s' (%s, %s) is also in %s, line %d",
            template->name.text, kind_words[template->kind.value],
            template->language.text, before->file, before->at.line);
    }
}

/* The first template that is not before the wanted one. */
static size_t
lower_bound(const struct catalogue *catalogue, const struct template *wanted)
{
    size_t low = 0, high = catalogue->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare(&catalogue->items[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct template wanted(
    enum kind kind, const char *name, const char *language)
{
    return (struct template){
        .kind = {.value = (int)kind},
        .name = {.text = name},
        .language = {.text = language},
    };
}

const struct template *
catalogue_find(const struct catalogue *catalogue, enum kind kind,
    const char *name, const char *language)
{
    const struct template want = wanted(kind, name, language);
    const size_t i = lower_bound(catalogue, &want);

    return i < catalogue->n && !compare(&catalogue->items[i], &want)
        ? &catalogue->items[i]
        : NULL;
}

const struct template *
catalogue_named(const struct catalogue *catalogue, enum kind kind,
    const char *name, size_t *n)
{
    const struct template want = wanted(kind, name, "");
    const size_t first = lower_bound(catalogue, &want);
    size_t end = first;

    while (end < catalogue->n &&
        catalogue->items[end].kind.value == (int)kind &&
        !strcmp(catalogue->items[end].name.text, name))
        end++;
    *n = end - first;
    return *n ? &catalogue->items[first] : NULL;
}

void
catalogue_done(struct catalogue *catalogue)
{
    free(catalogue->items);
    arena_free(&catalogue->arena);
    *catalogue = (struct catalogue){0};
}

bool
template_usable(const struct template *template)
{
    return template->status.value == TEMPLATE_APPROVED;
}

const struct template_param *
template_param(const struct template *template, const char *key)
{
    for (size_t i = 0; i < template->nparams; i++)
        if (!strcmp(template->params[i].key, key))
            return &template->params[i];
    return NULL;
}

const char *
template_example(const struct template *template, const char *key)
{
    for (size_t i = 0; i < template->nexamples; i++)
        if (!strcmp(template->examples[i].key.text, key))
            return template->examples[i].value.text;
    return NULL;
}
