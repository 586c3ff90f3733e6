/* Which lines of `errors` stand in the way of others. */
#include "shadow.h"

#include <string.h>

/* One thing that an answer may fit: a line, or one word of it. */
struct target {
    const struct recipe_match *match;
    const char *word; /* of `is`; NULL where there is none */
    struct mark at;
};

static bool
covers_range(const struct recipe_match *match, const struct recipe_range *range)
{
    for (size_t i = 0; i < match->nstatuses; i++)
        if (match->statuses[i].from <= range->from &&
            match->statuses[i].to >= range->to)
            return true;
    return false;
}

static bool
covers_statuses(const struct recipe_match *first, const struct target *target)
{
    if (!first->nstatuses)
        return true;
    for (size_t i = 0; i < target->match->nstatuses; i++)
        if (!covers_range(first, &target->match->statuses[i]))
            return false;
    return target->match->nstatuses != 0;
}

static bool
covers_place(const struct recipe_match *first, const struct target *target)
{
    if (!first->at.text)
        return true;
    if (!text_is(first->at.text, target->match->at.text))
        return false;
    if (!first->is.n)
        return true;
    for (size_t i = 0; target->word && i < first->is.n; i++)
        if (recipe_word_fits(first->is.items[i].text, target->word))
            return true;
    return false;
}

static bool
covers(const struct recipe_match *first, const struct target *target)
{
    const char *body = target->match->body.text;

    return covers_statuses(first, target) && covers_place(first, target) &&
        (!first->body.text || (body && strstr(body, first->body.text)));
}

struct looking {
    const struct recipe_errors *errors;
    const struct provider *provider;
    struct findings *findings;
};

/* Looks at the lines before the n-th. */
static void
check_target(const struct looking *l, size_t n, const struct target *target,
    const char *what)
{
    const char *quote = target->word ? "'" : "";

    for (size_t i = 0; i < n; i++)
        if (covers(&l->errors->items[i].match, target)) {
            findings_add(l->findings, "provider-wrong", l->provider->file,
                target->at, "/errors", "put the line that is more exact first",
                "%s%s%s is never reached: line %d takes it before", quote,
                target->word ? target->word : what, quote,
                l->errors->items[i].class.at.line);
            return;
        }
}

static void
check_line(const struct looking *l, size_t i)
{
    const struct recipe_error *error = &l->errors->items[i];
    struct target target = {.match = &error->match, .at = error->class.at};

    if (!error->match.is.n)
        check_target(l, i, &target, "this line");
    for (size_t w = 0; w < error->match.is.n; w++) {
        target.word = error->match.is.items[w].text;
        target.at = error->match.is.items[w].at;
        check_target(l, i, &target, "");
    }
}

void
shadow_check(const struct recipe_errors *errors,
    const struct recipe_match *accepted, const struct node *request,
    const struct provider *provider, struct findings *findings)
{
    const struct looking l = {errors, provider, findings};
    const struct target target = {.match = accepted, .at = request->at};

    for (size_t i = 0; i < errors->n; i++)
        check_line(&l, i);
    if (accepted && !accepted->is.n)
        check_target(&l, errors->n, &target, "'accepted'");
}
