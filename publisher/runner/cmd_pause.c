/* fallback-runner pause and resume: the brake by hand. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "author.h"
#include "clean.h"
#include "clock.h"
#include "named.h"
#include "nearest.h"
#include "store_json_brake.h"

struct pause {
    struct command_call *call;
    struct target target;
    enum store_kind kind;
    const char *channel, *reason, *format;
    bool refuse;
    const char *word; /* the flow or channel, as it was named */
};

/* The runner knows its own channels; a store without one is looked up here. */
static bool
find_channel(const struct pause *p, struct failure *failure)
{
    const struct workspace *workspace = p->target.workspace;
    const char *names[64];
    size_t n = 0;

    if (!workspace || workspace_channel(workspace, p->channel))
        return true;
    for (size_t i = 0; i < workspace->nchannels && n < ARRAY_LEN(names); i++)
        names[n++] = workspace->channels[i].name.text;
    const char *near = nearest_word(p->channel, names, n);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "fallback.yaml has no channel '%s'; did you mean '%s'?", p->channel,
            near);
    return failure_set(
        failure, STATUS_USAGE, "fallback.yaml has no channel '%s'", p->channel);
}

static bool
find_name(struct pause *p, struct store_pause *pause, struct failure *failure)
{
    struct named named = {0};

    if (p->channel) {
        p->word = pause->name = p->channel;
        return find_channel(p, failure);
    }
    if (!named_find(&p->target, p->call->words[0], &named, failure))
        return false;
    pause->is_flow = true;
    pause->name = named.workflow_id;
    p->word = named.title;
    return true;
}

static void
say_before(const struct pause *p, const struct store_pause *before)
{
    auto_(heap) char *word = clean_line(p->word);
    auto_(heap) char *author = clean_line(before->author ? before->author : "");
    auto_(heap) char *reason = clean_line(before->reason ? before->reason : "");
    char at[CLOCK_TEXT_SIZE];

    clock_format(at, before->at);
    printf("'%s' is paused already, since %s%s%s%s%s\n", word, at,
        *author ? " by " : "", author, *reason ? ": " : "", reason);
}

static void
say(const struct pause *p, const struct store_request *done)
{
    auto_(heap) char *word = clean_line(p->word);
    const bool was = done->out.nbrakes;
    const char *what = p->channel ? "channel" : "flow";

    if (p->kind == STORE_RESUME)
        printf(
            was ? "%s '%s' goes on\n" : "%s '%s' was not paused\n", what, word);
    else if (was)
        say_before(p, &done->out.brakes[0].pause);
    else
        printf("%s '%s' is paused: %s\n", what, word,
            p->refuse ? "new invocations are refused, what waits stays"
                      : "what is new waits, until it is too late for it");
}

static void
say_json(const struct pause *p, const struct store_request *done)
{
    static const struct store_pause none = {0};
    const struct store_pause *before =
        done->out.nbrakes ? &done->out.brakes[0].pause : &none;
    struct store_pause now = p->kind == STORE_RESUME ? none : done->in.pause;

    if (now.at && before->at) {
        now = *before;
        now.refuses = p->refuse;
    }
    json_t *json = json_pack("{s:o,s:o}", "before", store_json_pause(before),
        "paused", store_json_pause(&now));
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

static bool
run(struct pause *p, struct failure *failure)
{
    struct store_request *request = store_request_new(p->kind, NULL, NULL);
    struct store_pause *pause = &request->in.pause;
    auto_(heap) char *author = author_name();

    if (!target_find(&p->target, &p->call->common, NEED_STORE, failure) ||
        !find_name(p, pause, failure)) {
        store_request_free(request);
        return false;
    }
    auto_(store) struct store *store =
        target_open(&p->target, (struct store_options){0}, failure);
    if (!store) {
        store_request_free(request);
        return false;
    }
    pause->author = author;
    pause->reason = p->reason;
    pause->refuses = p->refuse;
    pause->at = clock_now();
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status != STATUS_DONE) {
        *failure = done->failure;
        return false;
    }
    if (text_is(p->format, "json"))
        say_json(p, done);
    else
        say(p, done);
    return true;
}

static enum status
serve_words(struct pause *p, const struct option_row *rows)
{
    static const char *const formats[] = {"text", "json", NULL};
    struct failure failure = {0};
    enum status status;

    if (!command_parse(p->call, rows, &status))
        return status;
    if (p->call->nwords + (p->channel ? 1 : 0) != 1)
        return command_misused(
            p->call, "say one FLOW, or --channel with its name");
    if (p->refuse && p->channel)
        return command_misused(
            p->call, "--refuse is for flows: a channel has no invocations");
    if (!command_choice(p->call, "--format", p->format, formats, &status))
        return status;
    const bool fine = run(p, &failure);
    target_done(&p->target);
    return fine ? STATUS_DONE : command_fail(p->call, &failure);
}

enum status
cmd_pause(struct command_call *call)
{
    struct pause p = {.call = call, .kind = STORE_PAUSE, .format = "text"};
    const struct option_row rows[] = {
        {"channel", 0, OPTION_TEXT, "NAME", "this channel of fallback.yaml",
            &p.channel},
        {"reason", 0, OPTION_TEXT, "TEXT", "why, for those who find it paused",
            &p.reason},
        {"refuse", 0, OPTION_FLAG, NULL,
            "a flow: refuse new invocations, instead of holding them",
            &p.refuse},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &p.format},
        {0},
    };

    return serve_words(&p, rows);
}

enum status
cmd_resume(struct command_call *call)
{
    struct pause p = {.call = call, .kind = STORE_RESUME, .format = "text"};
    const struct option_row rows[] = {
        {"channel", 0, OPTION_TEXT, "NAME", "this channel of fallback.yaml",
            &p.channel},
        {"reason", 0, OPTION_TEXT, "TEXT", "why, for the runner's log",
            &p.reason},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &p.format},
        {0},
    };

    return serve_words(&p, rows);
}
