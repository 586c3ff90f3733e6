/*
 * Replies: a provider's answer to a request, looked at by the matches of its
 * file, and as words for people.
 */
#pragma once

#include <jansson.h>

#include "courier.h"
#include "recipe.h"

struct reply {
    struct arena *arena;
    const struct courier_job *job; /* it was answered */
    const json_t *document;        /* its body; NULL: no JSON */
};

/* True when every condition of the match holds. */
bool reply_fits(const struct reply *reply, const struct recipe_match *match);

/* True when one of them fits; none never do. */
bool reply_fits_any(
    const struct reply *reply, const struct recipe_matches *matches);

/* The first of the errors that fits, or NULL. */
const struct recipe_error *reply_error(
    const struct reply *reply, const struct recipe_errors *errors);

/*
 * What a job's result says in words: the status, with the body where
 * `with_body` and it is no page of HTML, or why there is no answer. A remark
 * (remark.h) from `arena`, without what the job hides.
 */
const char *reply_words(
    struct arena *arena, const struct courier_job *job, bool with_body);
