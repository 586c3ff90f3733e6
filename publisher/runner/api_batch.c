/*
 * POST .../instances/{workflow_id}/invoke-batch: invocations as lines of JSON,
 * and a line of result for each, in their order. What is in memory is what is
 * between a line and its commit, whatever the size of the batch.
 */
#include "accept.h"
#include "api.h"
#include "batch.h"
#include "problem.h"
#include "stream.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX ((size_t)FRONT_CAP) /* bytes, as of one invocation */
#define OPEN_MAX 512                 /* lines that are not answered yet */
#define ON_THEIR_WAY 4000 /* messages to providers: more lines wait for them */
#define KEY_MAX 230 /* bytes of an Idempotency-Key: a line's number follows */

struct batch {
    struct batch *next; /* of the runner's */
    struct runner *runner;
    struct front_request *request; /* NULL: the client is gone */
    struct arena arena;
    const char *workflow_id, *key_id;
    const char *idempotency_key; /* NULL: only requestIds count */
    struct text line;            /* what there is of it */
    bool over;                   /* it is too long, and was answered */
    size_t number;               /* of the newest line, from 1 */
    struct entry *first, **last; /* in order, until they are answered */
    size_t nopen;
    bool ended; /* nothing more comes */
    bool cut;   /* since the runner stops */
};

struct entry { /* a line on its way */
    struct entry *next;
    struct batch *batch;
    size_t number;
    char *answer; /* NULL: not yet */
    struct acceptance acceptance;
};

static void
forget(struct batch *batch)
{
    struct batch **at = &batch->runner->batches;

    while (*at != batch)
        at = &(*at)->next;
    *at = batch->next;
    text_done(&batch->line);
    arena_free(&batch->arena);
    free(batch);
}

/* What was decided leaves, as far as it stands at the front. */
static void
answer_first(struct batch *batch)
{
    struct entry *entry;

    while ((entry = batch->first) && entry->answer) {
        if (batch->request)
            stream_write(batch->request, entry->answer, strlen(entry->answer));
        batch->first = entry->next;
        if (!batch->first)
            batch->last = &batch->first;
        batch->nopen--;
        free(entry->answer);
        free(entry);
    }
}

/* Reading waits where it goes faster than committing, or than the providers
 * take what is sent. */
static void
pace(struct batch *batch)
{
    const bool wait = batch->nopen >= OPEN_MAX ||
        courier_busy(batch->runner->courier) >= ON_THEIR_WAY;

    if (batch->request && !batch->ended)
        stream_pause(batch->request, wait);
}

static void
go_on(struct batch *batch)
{
    answer_first(batch);
    pace(batch);
    if (batch->nopen || !batch->ended)
        return;
    if (batch->request)
        stream_close(batch->request, !batch->cut);
    forget(batch);
}

static json_t *
problem_of(const struct invocation_fault *fault)
{
    const struct problem problem = {
        .status = fault->status,
        .code = fault->code,
        .pointer = fault->pointer,
        .detail = fault->detail,
    };
    auto_(heap) char *text = problem_json(&problem);

    return json_loads(text, 0, NULL);
}

/* {"line": 3, "workflowInvocationId", ...}, or "status": "REJECTED" and its
 * problem. */
static void
answer(struct entry *entry)
{
    const struct acceptance *a = &entry->acceptance;
    json_t *told = json_pack("{s:I}", "line", (json_int_t)entry->number);

    if (a->accepted) {
        json_t *accepted = accept_answer(a);

        (void)json_object_update(told, accepted);
        json_decref(accepted);
        if (a->repeated)
            (void)json_object_set_new(told, "replayed", json_true());
    } else {
        if (a->invocation.request_id)
            (void)json_object_set_new(
                told, "requestId", json_string(a->invocation.request_id));
        (void)json_object_set_new(told, "status", json_string("REJECTED"));
        (void)json_object_set_new(told, "problem", problem_of(&a->fault));
    }
    auto_(heap) char *text = json_dumps(told, JSON_COMPACT);
    struct text line = {0};
    text_addf(&line, "%s\n", text);
    entry->answer = text_take(&line);
    json_decref(told);
}

static void
decided(struct acceptance *a)
{
    struct entry *entry = a->data;
    struct batch *batch = entry->batch;

    answer(entry);
    accept_done(a);
    go_on(batch);
}

static struct entry *
add_entry(struct batch *batch)
{
    struct entry *entry = calloc(1, sizeof(*entry));
    struct acceptance *a = &entry->acceptance;

    if (!entry)
        abort();
    entry->batch = batch;
    entry->number = ++batch->number;
    *batch->last = entry;
    batch->last = &entry->next;
    batch->nopen++;
    a->runner = batch->runner;
    a->workflow_id = batch->workflow_id;
    a->key_id = batch->key_id;
    if (batch->idempotency_key)
        a->idempotency_key = arena_printf(
            &a->arena, "%s/%zu", batch->idempotency_key, entry->number);
    a->done = decided;
    a->data = entry;
    return entry;
}

static void
refuse(
    struct batch *batch, unsigned status, const char *code, const char *detail)
{
    struct entry *entry = add_entry(batch);
    struct invocation_fault *fault = &entry->acceptance.fault;

    *fault = (struct invocation_fault){.status = status, .code = code};
    (void)snprintf(fault->detail, sizeof(fault->detail), "%s", detail);
    decided(&entry->acceptance);
}

static void
take_line(struct batch *batch, const char *bytes, size_t len)
{
    json_error_t error;

    if (strspn(bytes, " \t\r") == len) {
        refuse(batch, 400, "body-wrong", "the line is empty");
        return;
    }
    json_t *body = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);

    if (!body) {
        auto_(text) struct text why = {0};

        text_addf(&why, "the line is no JSON object: column %d: %s",
            error.column, error.text);
        refuse(batch, 400, "body-wrong", text_str(&why));
        return;
    }
    struct entry *entry = add_entry(batch);
    entry->acceptance.body = body;
    accept_begin(&entry->acceptance);
}

/* The rest of a line that is too long is passed over. */
static void
add_to_line(struct batch *batch, const char *bytes, size_t len)
{
    if (batch->over)
        return;
    if (batch->line.len + len <= LINE_MAX) {
        text_add_bytes(&batch->line, bytes, len);
        return;
    }
    batch->over = true;
    text_clear(&batch->line);
    refuse(batch, 413, "body-too-large", "a line has 65536 bytes at the most");
}

static void
end_line(struct batch *batch)
{
    if (!batch->over)
        take_line(batch, text_str(&batch->line), batch->line.len);
    batch->over = false;
    text_clear(&batch->line);
}

static void
take_part(
    struct front_request *request, const char *bytes, size_t len, void *data)
{
    struct batch *batch = data;
    const char *end;

    (void)request;
    while ((end = memchr(bytes, '\n', len))) {
        const size_t n = (size_t)(end - bytes);

        add_to_line(batch, bytes, n);
        end_line(batch);
        bytes += n + 1;
        len -= n + 1;
    }
    add_to_line(batch, bytes, len);
    pace(batch);
}

/* Half a line that a client left behind is none. */
static void
take_end(struct front_request *request, bool whole, void *data)
{
    struct batch *batch = data;

    (void)request;
    if (!whole)
        batch->request = NULL;
    else if (batch->line.len)
        end_line(batch);
    batch->ended = true;
    go_on(batch);
}

/* What was taken is answered; that the answer has no end says the rest. */
static void
cut(struct batch *batch)
{
    batch->ended = batch->cut = true;
    go_on(batch);
}

void
batch_run(struct runner *runner)
{
    struct batch *next;

    for (struct batch *batch = runner->batches; batch; batch = next) {
        next = batch->next;
        if (runner->stopping && !batch->ended)
            cut(batch);
        else
            pace(batch);
    }
}

static void
begin(struct api_call *call)
{
    static const struct stream_handler handler = {take_part, take_end};
    const char *key = front_header(call->request, "Idempotency-Key");
    struct batch *batch = calloc(1, sizeof(*batch));

    if (!batch)
        abort();
    batch->runner = call->runner;
    batch->request = call->request;
    batch->workflow_id = arena_strdup(&batch->arena, call->values[1]);
    batch->key_id = arena_strdup(&batch->arena, call->key_id);
    batch->idempotency_key = arena_strdup(&batch->arena, key);
    batch->last = &batch->first;
    batch->next = call->runner->batches;
    call->runner->batches = batch;
    stream_open(call->request, &handler, batch, "application/x-ndjson");
    api_end(call);
}

static void
readied(struct published *published, enum status why, void *data)
{
    struct api_call *call = data;
    struct invocation_fault fault;

    if (published) {
        begin(call);
        return;
    }
    accept_no_flow(&fault, why, call->values[1]);
    api_problem(call, fault.status, fault.code, NULL, "%s", fault.detail);
}

void
api_invoke_batch(struct api_call *call)
{
    const char *key = front_header(call->request, "Idempotency-Key");

    if (call->runner->stopping)
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
    else if (key && (!*key || strlen(key) > KEY_MAX))
        api_problem(call, 400, "idempotency-key-wrong", NULL,
            "the Idempotency-Key of a batch has 1 to %d bytes", KEY_MAX);
    else
        published_want(call->runner, call->values[1], 0, readied, call);
}
