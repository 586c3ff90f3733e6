/* Finding templates. */
#include "finder.h"

#include <string.h>

#include "text.h"

/* The next of the words; NULL after the last. */
static const char *
next_word(const char **rest, size_t *len)
{
    *rest += strspn(*rest, " ");
    const char *word = *rest;

    *len = strcspn(word, " ");
    *rest += *len;
    return *len ? word : NULL;
}

static bool
has(const char *text, const char *word, size_t len)
{
    if (!text)
        return false;
    for (; *text; text++)
        if (!strncasecmp(text, word, len))
            return true;
    return false;
}

static bool
matches(const struct template *template, const char *words)
{
    const char *word;
    size_t len;

    while ((word = next_word(&words, &len)))
        if (!has(template->name.text, word, len) &&
            !has(template->body.text, word, len) &&
            !has(template->language.text, word, len))
            return false;
    return true;
}

enum rank { RANK_FITS, RANK_USABLE, RANK_UNUSABLE, RANKS };

static enum rank
rank_of(const struct template *template, const struct value_choice *category)
{
    if (!template_usable(template))
        return RANK_UNUSABLE;
    return category->given && template->category.given &&
            template->category.value == category->value
        ? RANK_FITS
        : RANK_USABLE;
}

void
finder_search(struct finder *finder, const struct catalogue *catalogue,
    enum kind kind, const struct value_choice *category, const char *words)
{
    *finder = (struct finder){
        .found = calloc(catalogue->n + 1, sizeof(*finder->found))};
    if (!finder->found)
        abort();
    for (unsigned rank = 0; rank < RANKS; rank++)
        for (size_t i = 0; i < catalogue->n; i++) {
            const struct template *template = &catalogue->items[i];

            if (template->kind.value != (int)kind ||
                rank_of(template, category) != rank)
                continue;
            finder->of++;
            if (matches(template, words))
                finder->found[finder->n++] = template;
        }
}

void
finder_reason(const struct template *template, struct text *out)
{
    text_add(out, template_status_words[template->status.value]);
    if (template->reason.text)
        text_addf(out, ": %s", template->reason.text);
}

void
finder_done(struct finder *finder)
{
    free(finder->found);
    *finder = (struct finder){0};
}
