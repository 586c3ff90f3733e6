/* Finding templates. */
#include "finder.h"

#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "text.h"

#define WORDS_MAX 16
#define NEAR_MIN 3 /* points, below which nothing is alike */

struct words {
    char *text; /* free(): the words, each ended by a NUL */
    const char *items[WORDS_MAX];
    size_t n;
};

static void
split(struct words *words, const char *text)
{
    char *rest, *word;

    *words = (struct words){.text = strdup(text)};
    if (!words->text)
        abort();
    rest = words->text;
    while (words->n < WORDS_MAX && (word = strsep(&rest, " ")))
        if (*word)
            words->items[words->n++] = word;
}

static bool
has(const char *text, const char *word)
{
    return text && strcasestr(text, word);
}

static bool
matches(const struct template *template, const struct words *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (!has(template->name.text, words->items[i]) &&
            !has(template->body.text, words->items[i]) &&
            !has(template->language.text, words->items[i]))
            return false;
    return true;
}

static bool
is_wished(const struct template *template, const struct finder_wish *wish)
{
    return (!wish->language ||
               text_is(template->language.text, wish->language)) &&
        (!wish->usable || template_usable(template));
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

/* Those of one rank, in the catalogue's order. */
static void
add_rank(struct finder *finder, const struct catalogue *catalogue,
    const struct finder_wish *wish, const struct words *words, enum rank rank)
{
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct template *template = &catalogue->items[i];

        if (template->kind.value != (int)wish->kind ||
            rank_of(template, wish->category) != rank)
            continue;
        finder->of++;
        if (!matches(template, words))
            continue;
        if (is_wished(template, wish))
            finder->found[finder->n++] = template;
        else
            finder->hidden++;
    }
}

void
finder_search(struct finder *finder, const struct catalogue *catalogue,
    const struct finder_wish *wish)
{
    struct words words;

    finder_done(finder);
    finder->found = calloc(catalogue->n + 1, sizeof(*finder->found));
    if (!finder->found)
        abort();
    split(&words, wish->words);
    for (unsigned rank = 0; rank < RANKS; rank++) {
        add_rank(finder, catalogue, wish, &words, rank);
        if (rank != RANK_UNUSABLE)
            finder->usable = finder->n;
    }
    free(words.text);
}

void
finder_reason(const struct template *template, struct text *out)
{
    text_add(out, template_status_words[template->status.value]);
    if (template->reason.text)
        text_addf(out, ": %s", template->reason.text);
}

/* How many parts of a name ("login_otp" has two) the other one has, too. */
static int
common_parts(const char *name, const char *other)
{
    int n = 0;

    while (*name) {
        char part[64];
        const size_t len = strcspn(name, "_- ");

        if (len && len < sizeof(part)) {
            memcpy(part, name, len);
            part[len] = '\0';
            n += has(other, part);
        }
        name += len;
        name += strspn(name, "_- ");
    }
    return n;
}

static int
likeness(const struct template *one, const struct template *other)
{
    return 3 * common_parts(one->name.text, other->name.text) +
        2 * text_is(one->language.text, other->language.text) +
        (one->category.given && other->category.given &&
            one->category.value == other->category.value) +
        (one->nparams == other->nparams);
}

const struct template *
finder_like(const struct catalogue *catalogue, const struct template *template)
{
    const struct template *best = NULL;
    int points = NEAR_MIN - 1;

    for (size_t i = 0; i < catalogue->n; i++) {
        const struct template *other = &catalogue->items[i];

        if (other->kind.value != template->kind.value ||
            !template_usable(other) || likeness(template, other) <= points)
            continue;
        best = other;
        points = likeness(template, other);
    }
    return best;
}

const char *
finder_nearest(
    const struct catalogue *catalogue, enum kind kind, const char *word)
{
    const char **names = calloc(catalogue->n + 1, sizeof(*names));
    size_t n = 0;

    if (!names)
        abort();
    for (size_t i = 0; i < catalogue->n; i++)
        if (catalogue->items[i].kind.value == (int)kind &&
            catalogue->items[i].name.text)
            names[n++] = catalogue->items[i].name.text;
    const char *near = nearest_word(word, names, n);
    free(names);
    return near;
}

const char *
finder_next_language(
    const struct catalogue *catalogue, enum kind kind, const char *language)
{
    const char *next = NULL;

    for (size_t i = 0; i < catalogue->n; i++) {
        const char *other = catalogue->items[i].language.text;

        if (catalogue->items[i].kind.value != (int)kind || !other)
            continue;
        if ((!language || strcmp(other, language) > 0) &&
            (!next || strcmp(other, next) < 0))
            next = other;
    }
    return next;
}

void
finder_done(struct finder *finder)
{
    free(finder->found);
    *finder = (struct finder){0};
}
