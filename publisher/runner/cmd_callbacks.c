/* fallback-runner callbacks: what the outbox holds, and sending it again. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "duration.h"
#include "nearest.h"
#include "store_json_callback.h"
#include "target.h"

#define LIMIT_USUAL "100"
#define LIMIT_MOST 1000 /* as the API has it */

struct wanted {
    const char *profile, *since, *state, *limit, *format;
    bool all;
    struct store_outbox outbox;
    size_t most;
};

static const char *const verbs[] = {"list", "show", "replay"};

static struct store_request *
ask(struct store *store, enum store_kind kind, const struct wanted *wanted,
    struct failure *failure)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.outbox = wanted->outbox;
    request->in.limit = wanted->most;
    request->in.now = clock_now();
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status == STATUS_DONE)
        return take(done);
    *failure = done->failure;
    return NULL;
}

static void
print_json(json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

#define LINE "%-28s  %-16s  %-10s  %-24s  %5s  %s\n"

static void
print_row(const struct store_callback *callback)
{
    char created[CLOCK_TEXT_SIZE], tries[12];
    auto_(heap) char *id = clean_line(callback->webhook_id);
    auto_(heap) char *profile = clean_line(callback->profile);
    auto_(heap) char *last = clean_line(callback->last ? callback->last : "");

    clock_format(created, callback->created);
    (void)snprintf(tries, sizeof(tries), "%u", callback->tries);
    printf(LINE, id, profile,
        store_callback_words[store_callback_state(callback)], created, tries,
        last);
}

static bool
list(struct store *store, const struct wanted *wanted, struct failure *failure)
{
    auto_(store_request) struct store_request *done =
        ask(store, STORE_CALLBACKS, wanted, failure);

    if (!done)
        return false;
    const size_t n = done->out.ncallbacks;
    if (text_is(wanted->format, "json")) {
        print_json(json_pack("{s:o}", "callbacks",
            store_json_callbacks(done->out.callbacks, n)));
        return true;
    }
    if (!n) {
        fprintf(stderr, "There is no such callback.\n");
        return true;
    }
    printf(LINE, "WEBHOOK-ID", "PROFILE", "STATE", "CREATED", "TRIES", "LAST");
    for (size_t i = 0; i < n; i++)
        print_row(&done->out.callbacks[i]);
    if (n == wanted->most)
        fprintf(stderr, "These are the newest %zu: --limit shows more.\n", n);
    return true;
}

static void
print_line(const char *name, const char *value)
{
    auto_(heap) char *clean = clean_line(value ? value : "");

    printf("%-11s %s\n", name, clean);
}

static void
print_callback(const struct store_callback *callback)
{
    char created[CLOCK_TEXT_SIZE], due[CLOCK_TEXT_SIZE], tries[12];

    clock_format(created, callback->created);
    (void)snprintf(tries, sizeof(tries), "%u", callback->tries);
    print_line("webhook-id", callback->webhook_id);
    print_line("profile", callback->profile);
    print_line("state", store_callback_words[store_callback_state(callback)]);
    print_line("created", created);
    if (callback->due != STORE_NEVER) {
        clock_format(due, callback->due);
        print_line("next try", due);
    }
    print_line("tries", tries);
    print_line("last", callback->last);
    printf("\n");
    print_line("body", callback->body);
}

static bool
show(struct store *store, const struct wanted *wanted, struct failure *failure)
{
    auto_(store_request) struct store_request *done =
        ask(store, STORE_CALLBACKS, wanted, failure);

    if (!done)
        return false;
    if (!done->out.ncallbacks)
        return failure_set(failure, STATUS_USAGE, "there is no callback '%s'",
            wanted->outbox.webhook_id);
    if (text_is(wanted->format, "json"))
        print_json(store_json_callback(&done->out.callbacks[0]));
    else
        print_callback(&done->out.callbacks[0]);
    return true;
}

static bool
replay(
    struct store *store, const struct wanted *wanted, struct failure *failure)
{
    auto_(store_request) struct store_request *done =
        ask(store, STORE_CALLBACK_REPLAY, wanted, failure);

    if (!done)
        return false;
    if (wanted->outbox.webhook_id && !done->out.nreplayed)
        return failure_set(failure, STATUS_USAGE,
            "there is no callback '%s', or it still waits for its next try",
            wanted->outbox.webhook_id);
    if (text_is(wanted->format, "json"))
        print_json(
            json_pack("{s:I}", "replayed", (json_int_t)done->out.nreplayed));
    else
        printf("%zu to be sent again\n", done->out.nreplayed);
    return true;
}

static bool
run(struct command_call *call, const struct wanted *wanted,
    struct failure *failure)
{
    auto_(target) struct target target = {0};

    if (!target_find(&target, &call->common, NEED_STORE, failure))
        return false;
    auto_(store) struct store *store =
        target_open(&target, (struct store_options){0}, failure);
    if (!store)
        return false;
    if (!strcmp(call->words[0], "list"))
        return list(store, wanted, failure);
    if (!strcmp(call->words[0], "show"))
        return show(store, wanted, failure);
    return replay(store, wanted, failure);
}

static enum status
misused(const struct command_call *call)
{
    const char *near = call->nwords
        ? nearest_word(call->words[0], verbs, ARRAY_LEN(verbs))
        : NULL;

    if (near && strcmp(near, call->words[0]) != 0)
        return command_misused(call,
            "no 'callbacks %s'; did you mean 'callbacks %s'?", call->words[0],
            near);
    return command_misused(call, "say list, show ID or replay [ID]");
}

/* The words and options as what the store is asked for. */
static bool
read_wanted(
    const struct command_call *call, struct wanted *wanted, enum status *status)
{
    int64_t back = 0;

    wanted->outbox.webhook_id = call->nwords > 1 ? call->words[1] : NULL;
    wanted->outbox.profile = wanted->profile;
    for (int i = 0; store_callback_words[i]; i++)
        if (text_is(store_callback_words[i], wanted->state))
            wanted->outbox.state = (enum store_callback_state)i;
    if (wanted->since && !duration_parse(wanted->since, &back)) {
        *status = command_misused(
            call, "--since '%s' is no time such as 24h or 7d", wanted->since);
        return false;
    }
    if (wanted->since)
        wanted->outbox.since = clock_now() - back;
    const char *limit = wanted->limit ? wanted->limit : LIMIT_USUAL;
    wanted->most = strtoul(limit, NULL, 10);
    if (limit[strspn(limit, "0123456789")] || !wanted->most ||
        wanted->most > LIMIT_MOST) {
        *status = command_misused(call,
            "--limit is a number from 1 to 1000, not '%s'", wanted->limit);
        return false;
    }
    return true;
}

static bool
words_are_right(
    const struct command_call *call, const struct wanted *wanted, bool *vague)
{
    const char *verb = call->nwords ? call->words[0] : "";
    const bool choosing = wanted->profile || wanted->since || wanted->all;

    if (!strcmp(verb, "list"))
        return call->nwords == 1 && !wanted->all;
    if (!strcmp(verb, "show"))
        return call->nwords == 2 && !choosing;
    if (strcmp(verb, "replay") != 0)
        return false;
    *vague = call->nwords == 1 && !choosing;
    return call->nwords == 1 || (call->nwords == 2 && !choosing);
}

enum status
cmd_callbacks(struct command_call *call)
{
    struct wanted wanted = {.state = "given_up", .format = "text"};
    const struct option_row rows[] = {
        {"profile", 0, OPTION_TEXT, "NAME", "of this callback profile alone",
            &wanted.profile},
        {"since", 0, OPTION_TEXT, "TIME", "of executions that ended since: 24h",
            &wanted.since},
        {"state", 0, OPTION_TEXT, "STATE",
            "list: given_up (unless said), waiting, delivered, all",
            &wanted.state},
        {"limit", 0, OPTION_TEXT, "N", "list: at most so many (100)",
            &wanted.limit},
        {"all", 0, OPTION_FLAG, NULL, "replay: all that were given up",
            &wanted.all},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &wanted.format},
        {0},
    };
    static const char *const formats[] = {"text", "json", NULL};
    struct failure failure = {0};
    enum status status;
    bool vague = false;

    if (!command_parse(call, rows, &status))
        return status;
    if (!words_are_right(call, &wanted, &vague))
        return misused(call);
    if (vague)
        return command_misused(
            call, "say what to replay: an ID, --profile, --since or --all");
    if (!command_choice(call, "--format", wanted.format, formats, &status) ||
        !command_choice(
            call, "--state", wanted.state, store_callback_words, &status) ||
        !read_wanted(call, &wanted, &status))
        return status;
    return run(call, &wanted, &failure) ? STATUS_DONE
                                        : command_fail(call, &failure);
}
