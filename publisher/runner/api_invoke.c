/* POST .../instances/{workflow_id}/invoke */
#include "accept.h"
#include "api.h"

static void
decided(struct acceptance *a)
{
    static const char *const replayed[] = {"Idempotent-Replayed", "true", NULL};
    struct api_call *call = a->data;

    if (a->accepted)
        api_answer_with(
            call, 202, accept_answer(a), a->repeated ? replayed : NULL);
    else
        api_problem(call, a->fault.status, a->fault.code, a->fault.pointer,
            "%s", a->fault.detail);
    accept_done(a);
    free(a);
}

void
api_invoke(struct api_call *call)
{
    json_t *body = api_body(call);

    if (!body)
        return;
    struct acceptance *a = calloc(1, sizeof(*a));
    if (!a)
        abort();
    a->runner = call->runner;
    a->workflow_id = call->values[1];
    a->key_id = call->key_id;
    a->idempotency_key = front_header(call->request, "Idempotency-Key");
    a->body = body;
    a->done = decided;
    a->data = call;
    accept_begin(a);
}
