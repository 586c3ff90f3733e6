/* Errors of the HTTP API as JSON. */
#include "problem.h"

#include <string.h>

#include "clean.h"

DEFINE_AUTO(json, json_t *, json_decref);

static void
set_text(json_t *object, const char *key, const char *value)
{
    auto_(heap) char *clean = value ? clean_line(value) : NULL;

    if (clean)
        (void)json_object_set_new(object, key, json_string(clean));
}

char *
problem_json(const struct problem *problem)
{
    auto_(json) json_t *object = json_object();

    set_text(object, "type", "about:blank");
    set_text(object, "title", front_reason(problem->status));
    (void)json_object_set_new(object, "status", json_integer(problem->status));
    set_text(object, "code", problem->code);
    set_text(object, "detail", problem->detail);
    set_text(object, "pointer", problem->pointer);
    if (problem->more)
        (void)json_object_update_missing(object, problem->more);
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text)
        abort();
    return text;
}

void
problem_answer(struct front_request *request, const struct problem *problem)
{
    auto_(heap) char *json = problem_json(problem);

    front_answer(request,
        &(struct front_answer){
            .status = problem->status,
            .content_type = "application/problem+json",
            .headers = problem->headers,
            .body = json,
            .len = strlen(json),
            .close = problem->close,
        });
}
