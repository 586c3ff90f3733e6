/*
 * The HTTP API: routes, keys and scopes, and answers (fallback-api(7)). A call
 * lives from its route to its one answer, however many turns that takes.
 */
#pragma once

#include "key.h"
#include "published.h"
#include "runner.h"

#include <jansson.h>

#define API_VALUES 4

struct api_call {
    struct runner *runner;
    struct front_request *request;
    struct arena arena;
    const char *values[API_VALUES]; /* what the route captured, {sid} first */
    const char *key_id;             /* "local" by the UNIX socket */
    unsigned scopes;
    void *data; /* the handler's own, in the arena */
};

typedef void api_fn(struct api_call *call);

/* The front's handler and its caps; `data` is the runner. */
void api_serve(struct front_request *request, void *data);
size_t api_cap(const char *method, const char *path, void *data);

/* Ends a call whose request is answered elsewhere. */
void api_end(struct api_call *call);

/* Each answers and ends the call. The JSON is taken. */
void api_answer(struct api_call *call, unsigned status, json_t *body);
void api_answer_with(struct api_call *call, unsigned status, json_t *body,
    const char *const *headers);
/* 200 with a text that is no JSON. */
void api_answer_plain(struct api_call *call, const char *text);
/* Answers a GET with its ETag, a digest of the body where that is NULL; with
 * 304 and without the body when the client has it. */
void api_answer_entity(struct api_call *call, json_t *body, const char *etag);
/* The same with JSON that is text already. */
void api_answer_json(
    struct api_call *call, const char *text, size_t len, const char *etag);
void api_problem(struct api_call *call, unsigned status, const char *code,
    const char *pointer, const char *format, ...) PRINTF_LIKE(5, 6);

/* The same with further members in the problem; `more` is taken. */
void api_problem_with(struct api_call *call, unsigned status, const char *code,
    json_t *more, const char *detail);

/* Answers 503 or 500 for a store that failed; false when there is nothing
 * wrong with the request. */
bool api_store_failed(
    struct api_call *call, const struct store_request *request);

/* The body as a JSON object; NULL after an answer. The caller frees it. */
json_t *api_body(struct api_call *call);

/* A whole number that is not negative, from a path or a query. */
bool api_number(const char *text, int64_t *number);

/* The id of an invocation in the path; false after an answer. */
bool api_id(struct api_call *call, const char *text, uint8_t id[STORE_ID_SIZE]);

api_fn api_invoke, api_invoke_batch, api_invocation, api_invocations,
    api_cancel, api_cancel_all;
api_fn api_instances, api_instance, api_revisions, api_revision, api_history,
    api_put, api_delete, api_publications;
api_fn api_templates;
api_fn api_keys, api_key_add, api_key_revoke;
api_fn api_callbacks, api_callback, api_callback_replay;
api_fn api_optouts, api_optout_add, api_optout_remove;
api_fn api_consents, api_consent_add, api_consent_remove;
api_fn api_channels, api_channel_pause, api_channel_resume, api_flow_pause,
    api_flow_resume;
api_fn api_report;
api_fn api_health, api_ready, api_document;

/* Reads the document that describes the API; without it the log says so. */
void api_document_read(struct runner *runner);
