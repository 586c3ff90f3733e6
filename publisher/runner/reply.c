/* What an answer fits to, and what it says. */
#include "reply.h"

#include <string.h>
#include <strings.h>

#include "pick.h"
#include "remark.h"
#include "text.h"

struct sought {
    struct arena *arena;
    const struct value_list *words; /* none: anything will do */
    bool found;
};

static bool
compare_value(const json_t *value, void *data)
{
    struct sought *sought = data;
    const char *text = pick_text(sought->arena, value);

    sought->found = !sought->words->n;
    for (size_t i = 0; text && i < sought->words->n; i++)
        if (recipe_word_fits(sought->words->items[i].text, text))
            sought->found = true;
    return !sought->found;
}

static bool
status_fits(const struct recipe_match *match, long status)
{
    for (size_t i = 0; i < match->nstatuses; i++)
        if (status >= match->statuses[i].from &&
            status <= match->statuses[i].to)
            return true;
    return !match->nstatuses;
}

bool
reply_fits(const struct reply *reply, const struct recipe_match *match)
{
    struct sought sought = {.arena = reply->arena, .words = &match->is};

    if (!status_fits(match, reply->job->answer.status))
        return false;
    if (match->body.text && !strstr(reply->job->answer.body, match->body.text))
        return false;
    if (!match->at.text)
        return true;
    (void)pick_each(reply->document, match->at.text, compare_value, &sought);
    return sought.found;
}

bool
reply_fits_any(const struct reply *reply, const struct recipe_matches *matches)
{
    for (size_t i = 0; i < matches->n; i++)
        if (reply_fits(reply, &matches->items[i]))
            return true;
    return false;
}

const struct recipe_error *
reply_error(const struct reply *reply, const struct recipe_errors *errors)
{
    for (size_t i = 0; i < errors->n; i++)
        if (reply_fits(reply, &errors->items[i].match))
            return &errors->items[i];
    return NULL;
}

const char *
reply_words(struct arena *arena, const struct courier_job *job, bool with_body)
{
    const char *type = job->answer.content_type;
    auto_(text) struct text words = {0};

    if (job->answer.result != COURIER_ANSWERED) {
        text_add(&words, job->answer.words ? job->answer.words : "");
    } else {
        text_addf(&words, "HTTP %ld", job->answer.status);
        if (!with_body || !job->answer.body[0] ||
            (type && !strncasecmp(type, "text/html", 9)))
            return arena_strdup(arena, words.bytes);
        text_addf(&words, ": %s", job->answer.body);
    }
    return remark_make(arena, text_str(&words), job->hidden, job->nhidden);
}
