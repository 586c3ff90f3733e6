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

static void
check_target(const struct recipe_send *send, size_t before,
    const struct target *target, const char *what,
    const struct provider *provider, struct findings *findings)
{
    for (size_t i = 0; i < before; i++)
        if (covers(&send->errors[i].match, target)) {
            findings_add(findings, "provider-wrong", provider->file, target->at,
                "/send/errors", "put the line that is more exact first",
                "%s%s%s is never reached: line %d takes it before",
                target->word ? "'" : "", target->word ? target->word : what,
                target->word ? "'" : "", send->errors[i].class.at.line);
            return;
        }
}

void
shadow_check(const struct recipe_send *send, const struct provider *provider,
    struct findings *findings)
{
    for (size_t i = 0; i < send->nerrors; i++) {
        const struct recipe_match *match = &send->errors[i].match;
        struct target target = {.match = match, .at = send->errors[i].class.at};

        if (!match->is.n)
            check_target(send, i, &target, "this line", provider, findings);
        for (size_t w = 0; w < match->is.n; w++) {
            target.word = match->is.items[w].text;
            target.at = match->is.items[w].at;
            check_target(send, i, &target, "", provider, findings);
        }
    }
    const struct target accepted = {
        .match = &send->accepted, .at = provider->send->at};
    if (!send->accepted.is.n)
        check_target(
            send, send->nerrors, &accepted, "'accepted'", provider, findings);
}
