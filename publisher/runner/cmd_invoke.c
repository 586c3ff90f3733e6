/* fallback-runner invoke: one invocation, by hand. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "clock.h"
#include "named.h"
#include "phone.h"
#include "reach.h"
#include "timeline.h"

#define LOOK_FIRST_MS 100
#define LOOK_MOST_MS 1000

DEFINE_AUTO(json, json_t *, json_decref);

struct invoke {
    struct command_call *call;
    struct target target;
    const char *to, *request_id, *format;
    struct option_list data;
    bool wait, consent;
    char number[PHONE_TEXT_SIZE];
    enum status status; /* when nothing failed: how it ended */
};

static bool
is_json(const struct invoke *invoke)
{
    return text_is(invoke->format, "json");
}

static bool
add_pair(json_t *data, const char *pair, struct failure *failure)
{
    const char *equals = strchr(pair, '=');

    if (!equals || equals == pair)
        return failure_set(
            failure, STATUS_USAGE, "--data is NAME=VALUE, not '%s'", pair);
    auto_(heap) char *name = strndup(pair, (size_t)(equals - pair));
    return json_object_set_new(data, name, json_string(equals + 1)) == 0 ||
        failure_set(failure, STATUS_USAGE, "--data %s is not UTF-8", name);
}

/* {"recipient", "data": {...}, "requestId", "consent"} */
static json_t *
make_body(const struct invoke *invoke, struct failure *failure)
{
    auto_(json) json_t *data = json_object();

    for (size_t i = 0; i < invoke->data.n; i++)
        if (!add_pair(data, invoke->data.items[i], failure))
            return NULL;
    json_t *body =
        json_pack("{s:s,s:O}", "recipient", invoke->number, "data", data);
    if (invoke->request_id)
        json_object_set_new(body, "requestId", json_string(invoke->request_id));
    if (invoke->consent)
        json_object_set_new(body, "consent", json_true());
    return body;
}

static void
print_json(const json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
}

static json_t *
look(struct invoke *invoke, const char *id, struct failure *failure)
{
    auto_(text) struct text path = {0};
    struct failure why = {0};

    text_addf(&path, "/workflow/v1/invocations/%s", id);
    json_t *told = reach(&invoke->target, "GET", path.bytes, NULL, &why);
    if (!told)
        (void)failure_set(failure, why.status,
            "%s; the invocation is not lost: 'fallback-runner explain %s' "
            "tells how it ends",
            why.text, id);
    return told;
}

/* Looks now and then until it has ended, less often after a while. */
static bool
await_end(struct invoke *invoke, const char *id, struct failure *failure)
{
    for (unsigned pause = LOOK_FIRST_MS;;
         pause = pause * 2 > LOOK_MOST_MS ? LOOK_MOST_MS : pause * 2) {
        auto_(json) json_t *told = look(invoke, id, failure);

        if (!told)
            return false;
        const char *outcome = timeline_outcome(told);
        if (strcmp(outcome, "running") != 0) {
            if (is_json(invoke))
                print_json(told);
            else
                timeline_print(told, clock_now(), stdout);
            invoke->status =
                text_is(outcome, "delivered") ? STATUS_DONE : STATUS_FINDINGS;
            return true;
        }
        (void)usleep(pause * 1000);
    }
}

static json_t *
post(struct invoke *invoke, const struct named *named, struct failure *failure)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(json) json_t *body = make_body(invoke, failure);
    auto_(text) struct text path = {0};

    text_add(&path, "/workflow/v1/instances/");
    client_escape(&path, named->workflow_id);
    text_add(&path, "/invoke");
    if (!body ||
        !reach_ask(&invoke->target, "POST", path.bytes, body, &answer, failure))
        return NULL;
    if (text_is(client_problem(&answer), "workflow-unknown"))
        (void)named_unpublished(&invoke->target, named, failure);
    else if (answer.status / 100 != 2)
        (void)client_refused(&answer, failure);
    else
        return json_incref(answer.json);
    return NULL;
}

static bool
find_flow(struct invoke *invoke, struct named *named, struct failure *failure)
{
    struct target *target = &invoke->target;
    int64_t differs;

    if (!target_find(target, &invoke->call->common, NEED_WORKSPACE, failure) ||
        !named_find(target, invoke->call->words[0], named, failure) ||
        !named_published(target, named, &differs, failure))
        return false;
    if (differs && !invoke->call->common.quiet)
        fprintf(stderr,
            "note: %s is not what is published: revision %" PRId64
            " runs; 'fallback-publish push' publishes the file\n",
            workspace_relative(target->workspace, named->path), differs);
    return true;
}

static bool
run(struct invoke *invoke, struct failure *failure)
{
    struct named named;

    if (!find_flow(invoke, &named, failure))
        return false;
    auto_(json) json_t *answer = post(invoke, &named, failure);
    if (!answer)
        return false;
    auto_(heap) char *id = clean_line(
        json_string_value(json_object_get(answer, "workflowInvocationId")));
    if (!is_json(invoke))
        printf("%s\n", id);
    else if (!invoke->wait)
        print_json(answer);
    (void)fflush(stdout); /* who waits knows the id by now */
    return !invoke->wait || await_end(invoke, id, failure);
}

static bool
read_number(struct invoke *invoke, struct failure *failure)
{
    const enum phone_fault fault =
        phone_normalise_typed(invoke->to, invoke->number);

    return fault == PHONE_OK ||
        failure_set(failure, STATUS_USAGE, "the number '%s' %s", invoke->to,
            phone_fault_words(fault));
}

enum status
cmd_invoke(struct command_call *call)
{
    struct invoke invoke = {.call = call, .format = "text"};
    auto_(option_list) struct option_list data = {0};
    const struct option_row rows[] = {
        {"to", 0, OPTION_TEXT, "NUMBER", "the recipient", &invoke.to},
        {"data", 'd', OPTION_LIST, "K=V", "the value of an input", &data},
        {"request-id", 0, OPTION_TEXT, "TEXT",
            "a repeat with the same one is no second invocation",
            &invoke.request_id},
        {"consent", 0, OPTION_FLAG, NULL,
            "the recipient agreed, for flows that require it", &invoke.consent},
        {"wait", 'w', OPTION_FLAG, NULL, "wait for the end, print its timeline",
            &invoke.wait},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &invoke.format},
        {0},
    };
    static const char *const formats[] = {"text", "json", NULL};
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1 || !invoke.to)
        return command_misused(call, "name one flow, and --to NUMBER");
    if (!command_choice(call, "--format", invoke.format, formats, &status))
        return status;
    invoke.data = data;
    const bool fine = read_number(&invoke, &failure) && run(&invoke, &failure);
    target_done(&invoke.target);
    return fine ? invoke.status : command_fail(call, &failure);
}
