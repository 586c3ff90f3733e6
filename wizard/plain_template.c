/* Choosing a template by a part of its name, in words. */
#include "plain_walk.h"

#include <string.h>

#include "finder.h"
#include "preview.h"

#define LISTED_MAX 12 /* without being asked for a part of the name */
#define BEST 9        /* of what a part of the name has found */

void
plain_say_message(struct plain *plain, size_t channel)
{
    auto_(preview) struct preview preview = {0};
    auto_(text) struct text words = {0};

    if (!preview_make(&preview, &plain->draft, channel, NULL))
        return;
    text_addf(&words, "Message of channel %zu. ", channel + 1);
    if (preview.bubble.header)
        text_addf(&words, "Header: %s. ", preview.bubble.header);
    text_addf(&words, "Text: \"%s\"", preview.bubble.body);
    if (preview.bubble.footer)
        text_addf(&words, " Footer: %s", preview.bubble.footer);
    for (size_t i = 0; preview.bubble.buttons && preview.bubble.buttons[i]; i++)
        text_addf(&words, " Button: %s.", preview.bubble.buttons[i]);
    if (preview.sms) {
        text_add(&words, " As an SMS: ");
        preview_count(&preview, &words);
        text_add_char(&words, '.');
    }
    if (preview.sms && preview.count.nforcing) {
        text_add_char(&words, ' ');
        preview_forcing(&preview, &words);
        text_add_char(&words, '.');
    }
    prompt_say(&plain->prompt, "%s", words.bytes);
}

static void
say_why(struct plain *plain, const struct finder *finder)
{
    const size_t first = finder->usable;

    if (first == finder->n)
        prompt_say(&plain->prompt, "All of them can be used.");
    for (size_t i = first; i < finder->n && i < first + BEST; i++) {
        auto_(text) struct text reason = {0};

        finder_reason(finder->found[i], &reason);
        prompt_say(&plain->prompt, "%s (%s) cannot be used: %s.",
            finder->found[i]->name.text, finder->found[i]->language.text,
            reason.bytes);
    }
}

static enum reply
ask(struct plain *plain, const struct finder *finder, const char *words)
{
    const struct template *chosen =
        draft_template(&plain->draft, plain->at.channel);
    const size_t n = finder->usable;
    auto_(text) struct text list = {0};

    if (n > LISTED_MAX && !*words)
        return prompt_ask(&plain->prompt,
            "Template, a part of its name, text or language. %zu can be used",
            n);
    for (size_t i = 0; i < n && i < (*words ? BEST : LISTED_MAX); i++)
        text_addf(&list, " %zu %s (%s).", i + 1, finder->found[i]->name.text,
            finder->found[i]->language.text);
    if (finder->n > n)
        text_addf(
            &list, " %zu more cannot be used, type \"why\".", finder->n - n);
    return prompt_ask(&plain->prompt,
        chosen ? "Template:%s Number or a part of the name, default %s (%s)"
               : "Template:%s Number or a part of the name",
        text_str(&list), chosen ? chosen->name.text : NULL,
        chosen ? chosen->language.text : NULL);
}

static void
choose(struct plain *plain, const struct template *template)
{
    if (draft_template(&plain->draft, plain->at.channel) != template)
        draft_choose_template(&plain->draft, plain->at.channel, template);
    plain_commit(plain);
    plain_say_message(plain, plain->at.channel);
    plain_go(plain, walk_next(&plain->draft, plain->at), false);
}

/* The one that the answer means: its number, or the only one found. */
static const struct template *
meant(const struct finder *finder, const char *answer)
{
    char *rest;
    const unsigned long number = strtoul(answer, &rest, 10);

    if (*answer && !*rest)
        return number && number <= finder->usable ? finder->found[number - 1]
                                                  : NULL;
    return NULL;
}

static void
search(const struct plain *plain, const char *words, struct finder *finder)
{
    const struct flow *flow = plain->draft.flow;
    const char *name = flow->channels[plain->at.channel].channel.text;
    const struct workspace_channel *channel =
        name ? workspace_channel(plain->workspace, name) : NULL;

    finder_done(finder);
    if (channel)
        finder_search(finder, &plain->workspace->catalogue,
            &(struct finder_wish){
                .kind = (enum kind)channel->kind.value,
                .category = &flow->category,
                .words = words,
            });
}

/* The answer narrows the search; true when it chose one. */
static bool
narrow(struct plain *plain, struct finder *finder, struct text *words)
{
    const char *answer = plain->prompt.line;

    if (!strcmp(answer, "why")) {
        say_why(plain, finder);
        return false;
    }
    if (meant(finder, answer)) {
        choose(plain, meant(finder, answer));
        return true;
    }
    text_clear(words);
    text_add(words, answer);
    search(plain, words->bytes, finder);
    if (finder->usable == 1 && *answer) {
        choose(plain, finder->found[0]);
        return true;
    }
    if (finder->usable)
        return false;
    prompt_say(&plain->prompt,
        "Error: no template that can be used matches \"%s\".", words->bytes);
    say_why(plain, finder);
    text_clear(words);
    search(plain, "", finder);
    return false;
}

void
plain_template(struct plain *plain)
{
    auto_(finder) struct finder finder = {0};
    auto_(text) struct text words = {0};
    const struct template *chosen =
        draft_template(&plain->draft, plain->at.channel);

    plain->back = false;
    search(plain, "", &finder);
    do {
        const enum reply reply = ask(plain, &finder, text_str(&words));
        const char *answer = plain->prompt.line;

        if (plain_common(plain, reply,
                "Only approved templates can be chosen; why lists the others"))
            return;
        if (chosen && (!*answer || !strcmp(answer, "."))) {
            choose(plain, chosen);
            return;
        }
    } while (!narrow(plain, &finder, &words));
}
